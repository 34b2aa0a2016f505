#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
#if UNITY_6000_4_OR_NEWER
using MeshId = UnityEngine.EntityId;
#else
using MeshId = System.Int32;
#endif

namespace Nacre.Worlds
{
    /// <summary>Meshes that physics and navigation read: cooked for the physics beside the game, and freed once nobody reads them. Where there is one thread,
    /// in browsers, a collider cooks its mesh itself.</summary>
    internal sealed class SolidMeshes : IDisposable
    {
        private readonly List<(Mesh Mesh, bool Convex)> waiting = new List<(Mesh, bool)>();
        private readonly List<Mesh> late = new List<Mesh>();
        private Task last = Task.CompletedTask;
        private volatile bool ended;

        /// <summary>What else reads them, until it is done.</summary>
        internal AsyncOperation? Reader { get; set; }

        /// <summary>Have a mesh cooked with the next batch.</summary>
        internal void Add(Mesh mesh, bool convex)
        {
            waiting.Add((mesh, convex));
        }

        /// <summary>Cook what was added. Once the task is done, that and everything before it is cooked.</summary>
        internal Task Begin()
        {
            if (waiting.Count == 0) return last;
#if !UNITY_WEBGL || UNITY_EDITOR
            // names are asked for here: a mesh may be touched by the main thread only
            var batch = new (MeshId Id, bool Convex)[waiting.Count];
            for (var i = 0; i < batch.Length; i++) batch[i] = (Name(waiting[i].Mesh), waiting[i].Convex);
            last = last.ContinueWith(_ => Cook(batch), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
#endif
            waiting.Clear();
            return last;
        }

        /// <summary>Free a mesh, now or once it is not being read any more.</summary>
        internal void Free(Mesh? mesh)
        {
            if (mesh == null) return;
            waiting.RemoveAll(one => ReferenceEquals(one.Mesh, mesh));
            late.Add(mesh);
            Sweep();
        }

        /// <summary>Free what waited for its readers. Call every frame.</summary>
        internal void Sweep()
        {
            if (late.Count == 0 || !last.IsCompleted || (Reader != null && !Reader.isDone)) return;
            foreach (var mesh in late) Discard.Free(mesh);
            late.Clear();
        }

        public void Dispose()
        {
            ended = true;
            waiting.Clear();
            last.Wait();
            Reader = null;
            Sweep();
        }

        private static MeshId Name(Mesh mesh)
        {
#if UNITY_6000_4_OR_NEWER
            return mesh.GetEntityId();
#else
            return mesh.GetInstanceID();
#endif
        }

        private void Cook((MeshId Id, bool Convex)[] batch)
        {
            foreach (var one in batch)
            {
                if (ended) return;
                Physics.BakeMesh(one.Id, one.Convex);
            }
        }
    }
}
