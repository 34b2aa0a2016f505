#nullable enable
using System;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>Bakes a region of the generated world to a mesh with a collider and spawn points, as ordinary scene content: the server is asked for pictures
    /// from above, and their depth becomes the ground. Works with any model that makes depth.</summary>
    [AddComponentMenu("Nacre/Nacre Level")]
    public sealed class NacreLevel : MonoBehaviour
    {
        [SerializeField, Tooltip("The world to bake. Empty: the one on this object or above.")]
        private NacreWorld? world;

        [SerializeField, Range(4f, 128f), Tooltip("Edge of the square around the player, metres.")]
        private float size = 32f;

        [SerializeField, Range(0.1f, 4f), Tooltip("Edge of a cell, metres.")]
        private float cell = 0.5f;

        [SerializeField, Range(4f, 60f), Tooltip("How high above the player the cameras stand, metres; what is higher is not seen.")]
        private float above = 24f;

        [SerializeField, Range(0.5f, 16f), Tooltip("Metres between two spawn points.")]
        private float spawnApart = 4f;

        private NacreConnection? heard;
        private NacreWorld? baked;
        private HeightfieldBake? bake;

        /// <summary>The bake is done: the object with mesh, collider and spawn points below it.</summary>
        public event Action<GameObject>? Baked;

        /// <summary>The bake could not be done, and why.</summary>
        public event Action<string>? Failed;

        /// <summary>Share of the bake that is done, 0 to 1; 0 while none runs.</summary>
        public float Progress => bake?.Progress ?? 0f;

        /// <summary>Whether a bake runs.</summary>
        public bool IsBaking => bake != null;

        /// <summary>Bake the ground around where the player stands; <see cref="Baked"/> follows. False when there is no open world, or a bake runs.</summary>
        public bool Bake()
        {
            baked = world != null ? world : GetComponentInParent<NacreWorld>();
            if (IsBaking || baked == null || !baked.IsPlaying || baked.Connection.LastFrame == null) return false;
            bake = new HeightfieldBake(baked.Connection.LastFrame.Header, size, cell, above);
            heard = baked.Connection;
            heard.FrameReceived += OnFrame;
            heard.StateChanged += OnStateChanged;
            heard.ViewFrom(bake.Current);
            return true;
        }

        /// <summary>End a bake that runs; nothing is made.</summary>
        public void Cancel()
        {
            if (heard != null)
            {
                heard.ViewFrom(null);
                heard.FrameReceived -= OnFrame;
                heard.StateChanged -= OnStateChanged;
            }

            heard = null;
            bake = null;
        }

        private void OnDisable()
        {
            Cancel();
        }

        private void OnStateChanged(ConnectionState state, string why)
        {
            if (state == ConnectionState.Playing) return;
            Cancel();
            Failed?.Invoke("the world went away while it was baked: " + why);
        }

        private void OnFrame(WorldFrame frame)
        {
            var running = bake;
            if (running == null || heard == null || !running.Take(frame)) return;
            if (running.Current != null)
            {
                heard.ViewFrom(running.Current);
                return;
            }

            Cancel();
            if (running.Failure.Length > 0) Failed?.Invoke(running.Failure);
            else Baked?.Invoke(Make(running.Field));
        }

        private GameObject Make(Heightfield done)
        {
            var level = LevelMesh.MakeObject(done, spawnApart);
            level.transform.SetParent(baked!.transform, false);
            return level;
        }
    }
}
