#nullable enable
using System;
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>How a world is to be shown.</summary>
    internal struct GeometryOptions
    {
        internal bool Shadows;
        internal int Layer;
        internal bool WaterTriggers;
        internal int WaterLayer;
        internal float LitterDistance;
        internal float Smallest;
    }

    /// <summary>What the chunks of a world share: shapes, batches, looks, and the object that everything hangs on.</summary>
    internal sealed class GeometryScene : IDisposable
    {
        private readonly Action<ThingData, GameObject> spawned;
        private readonly Dictionary<string, ThingBatch> byShape = new Dictionary<string, ThingBatch>();

        internal GeometryScene(Transform world, WorldLooks looks, Kitbash kitbash, GeometryOptions options, Action<ThingData, GameObject> spawned)
        {
            Looks = looks;
            Kitbash = kitbash;
            Options = options;
            this.spawned = spawned;
            Holder = new GameObject("Nacre Geometry").transform;
            Holder.SetParent(world, false);
        }

        internal WorldLooks Looks { get; }

        internal Kitbash Kitbash { get; }

        internal GeometryOptions Options { get; }

        internal Transform Holder { get; }

        internal Matrix4x4 Root => Holder.localToWorldMatrix;

        internal Dictionary<string, ShapeView> Shapes { get; } = new Dictionary<string, ShapeView>();

        internal List<ThingBatch> Batches { get; } = new List<ThingBatch>();

        /// <summary>Things that are there no more.</summary>
        internal HashSet<string> Gone { get; } = new HashSet<string>();

        /// <summary>Meshes that physics and navigation read.</summary>
        internal SolidMeshes Solids { get; } = new SolidMeshes();

        /// <summary>Another number whenever something has become solid or is solid no more.</summary>
        internal long SolidEdition { get; set; }

        internal ThingBatch Batch(ShapeView shape)
        {
            if (byShape.TryGetValue(shape.Data.Hash, out var found)) return found;
            found = new ThingBatch(shape, Options.Smallest);
            byShape.Add(shape.Data.Hash, found);
            Batches.Add(found);
            return found;
        }

        internal void Tell(ThingData thing, GameObject made)
        {
            spawned(thing, made);
        }

        public void Dispose()
        {
            Solids.Dispose();
            foreach (var shape in Shapes.Values) shape.Dispose();
            Looks.Dispose();
            if (Holder != null) Discard.Free(Holder.gameObject);
            Shapes.Clear();
            Batches.Clear();
            byShape.Clear();
        }
    }
}
