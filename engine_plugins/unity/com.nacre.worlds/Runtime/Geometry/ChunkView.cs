#nullable enable
using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading.Tasks;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>A lamp that stands in the world: where in the world's axes, linear colour, reach, whether it burns by day.</summary>
    internal readonly struct Lamp
    {
        internal readonly Vector3 At;
        internal readonly Vector3 Colour;
        internal readonly float Reach;
        internal readonly bool Always;

        internal Lamp(Vector3 at, Vector3 colour, float reach, bool always)
        {
            At = at;
            Colour = colour;
            Reach = reach;
            Always = always;
        }
    }

    /// <summary>A chunk in the scene: ground, water, things, what lies about, doors, lamps; near the hero everything solid.</summary>
    internal sealed class ChunkView : IDisposable
    {
        private readonly GeometryScene scene;
        private readonly Dictionary<string, GameObject> solids = new Dictionary<string, GameObject>();
        private readonly List<GameObject> parts = new List<GameObject>();
        private readonly HashSet<ThingBatch> batches = new HashSet<ThingBatch>();
        private Task? cooked;
        private bool begun;

        internal ChunkView(int x, int z, ChunkData data, GeometryScene scene)
        {
            X = x;
            Z = z;
            Data = data;
            this.scene = scene;
            Corner = new Vector3(x * ChunkData.Edge, 0f, -z * ChunkData.Edge);
        }

        internal int X { get; }

        internal int Z { get; }

        internal ChunkData Data { get; }

        /// <summary>Its corner in the world, in the engine's axes: it goes on along x and against z.</summary>
        internal Vector3 Corner { get; }

        internal ChunkGround? Ground { get; private set; }

        internal ChunkLitter? Litter { get; private set; }

        internal List<Leaf> Leaves { get; } = new List<Leaf>();

        internal List<Lamp> Lamps { get; } = new List<Lamp>();

        /// <summary>Prefabs in the place of things, by id.</summary>
        internal Dictionary<string, GameObject> Prefabs { get; } = new Dictionary<string, GameObject>();

        /// <summary>Whether it is to be solid.</summary>
        internal bool WantsSolid { get; set; }

        /// <summary>Whether all of it is.</summary>
        internal bool IsSolid { get; private set; }

        /// <summary>Whether it waits for nothing more to be made solid, and that was not begun.</summary>
        internal bool IsReady => WantsSolid && !begun && cooked != null && cooked.IsCompleted;

        /// <summary>Whether it was named again since the connection began.</summary>
        internal long Generation { get; set; }

        /// <summary>Show it, a piece each step.</summary>
        internal IEnumerator Show(ChunkMesh mesh)
        {
            Ground = new ChunkGround(Data, mesh, Corner, scene);
            yield return null;
            var root = scene.Root;
            foreach (var thing in Data.Things)
            {
                if (scene.Gone.Contains(thing.Id) && thing.Id.Length > 0) continue;
                scene.Shapes.TryGetValue(thing.Shape, out var shape);
                if (Data.IsNear && scene.Kitbash.Replaces(thing.Class))
                {
                    var made = scene.Kitbash.Stand(thing, shape, scene.Holder);
                    Prefabs[thing.Id] = made;
                    scene.Tell(thing, made);
                    yield return null;
                    continue;
                }

                if (shape == null) continue;
                var batch = scene.Batch(shape);
                batches.Add(batch);
                batch.Add(this, thing.Id, Place.Of(thing), root);
                foreach (var light in shape.Data.Lights) Lamps.Add(new Lamp(Place.Of(thing).Point(Place.Vector(light.Position)), Place.Vector(light.Colour), light.Reach * thing.Size, light.Always));
                if (!Data.IsNear) continue;
                if (shape.Data.Groups.Length == 0 && shape.Data.LeftOut.Length == 0) continue;
                for (var group = shape.Next(0); group > 0; group = shape.Next(group)) Leaves.Add(new Leaf(thing, shape, group, scene.Holder, scene.Options.Shadows, scene.Options.Layer));
                Fill(thing, shape);
                yield return null;
            }

            if (Data.Scattered.Length > 0 && scene.Options.LitterDistance > 0f)
            {
                Litter = new ChunkLitter(Data, Corner, scene.Shapes);
                Litter.Move(root);
            }
        }

        /// <summary>Have all meshes cooked that it is to be solid with, a piece each step.</summary>
        internal IEnumerator Cook()
        {
            Ground?.Cook();
            foreach (var thing in Data.Things)
            {
                if (!WantsSolid) yield break;
                if (!scene.Shapes.TryGetValue(thing.Shape, out var shape)) continue;
                while (shape.Cook(scene.Solids)) yield return null;
            }

            cooked = scene.Solids.Begin();
        }

        /// <summary>Make it solid with what was cooked, a piece each step.</summary>
        internal IEnumerator Solidify()
        {
            begun = true;
            Ground?.Solidify(scene.Options.Layer);
            if (scene.Options.WaterTriggers) Ground?.Flood(scene.Options.WaterLayer);
            yield return null;
            foreach (var thing in Data.Things)
            {
                if (!WantsSolid) yield break;
                if (!scene.Shapes.TryGetValue(thing.Shape, out var shape) || !shape.IsSolid || scene.Kitbash.Replaces(thing.Class) || scene.Gone.Contains(thing.Id)) continue;
                if (solids.ContainsKey(thing.Id)) continue;
                var made = new GameObject(thing.Class + " " + thing.Id) { layer = scene.Options.Layer };
                made.transform.SetParent(scene.Holder, false);
                Place.Of(thing).Put(made.transform);
                made.AddComponent<NacreThing>().Take(thing);
                solids.Add(thing.Id, made);
                var steps = Colliders.Add(made, shape, 0, true);
                while (steps.MoveNext()) yield return null;
                yield return null;
            }

            foreach (var leaf in Leaves)
            {
                if (!WantsSolid) yield break;
                if (leaf.Object == null || leaf.Object.GetComponent<Rigidbody>() != null) continue;
                // what moves in a world that stands still
                leaf.Object.AddComponent<Rigidbody>().isKinematic = true;
                leaf.Object.AddComponent<NacreThing>().Name(leaf.Thing, leaf.Role);
                var steps = Colliders.Add(leaf.Object, leaf.Shape, leaf.Group, false);
                while (steps.MoveNext()) yield return null;
                yield return null;
            }

            IsSolid = WantsSolid;
            scene.SolidEdition++;
        }

        /// <summary>Nobody is near any more.</summary>
        internal void Soften()
        {
            if (IsSolid) scene.SolidEdition++;
            WantsSolid = IsSolid = begun = false;
            cooked = null;
            Ground?.Soften();
            foreach (var one in solids.Values) Discard.Free(one);
            solids.Clear();
        }

        /// <summary>A thing is there no more.</summary>
        internal void Remove(string id)
        {
            foreach (var batch in batches) batch.Remove(this, id);
            if (solids.ContainsKey(id)) scene.SolidEdition++;
            if (solids.TryGetValue(id, out var solid)) Discard.Free(solid);
            if (Prefabs.TryGetValue(id, out var prefab)) Discard.Free(prefab);
            solids.Remove(id);
            Prefabs.Remove(id);
            for (var i = Leaves.Count - 1; i >= 0; i--)
            {
                if (Leaves[i].Thing != id) continue;
                Discard.Free(Leaves[i].Object);
                Leaves.RemoveAt(i);
            }
        }

        public void Dispose()
        {
            Soften();
            foreach (var batch in batches) batch.Remove(this);
            foreach (var leaf in Leaves) Discard.Free(leaf.Object);
            foreach (var one in Prefabs.Values) Discard.Free(one);
            foreach (var one in parts) Discard.Free(one);
            Ground?.Dispose();
            Ground = null;
            Litter = null;
            Leaves.Clear();
            Lamps.Clear();
            Prefabs.Clear();
            parts.Clear();
        }

        /// <summary>Prefabs in the place of parts: those that move hang on their leaf, the others stand where the thing does.</summary>
        private void Fill(ThingData thing, ShapeView shape)
        {
            if (shape.Data.LeftOut.Length == 0) return;
            var stand = new GameObject(thing.Class + " " + thing.Id + " parts");
            stand.transform.SetParent(scene.Holder, false);
            Place.Of(thing).Put(stand.transform);
            parts.Add(stand);
            foreach (var part in shape.Data.LeftOut)
            {
                var below = stand.transform;
                foreach (var leaf in Leaves) if (part.Group > 0 && leaf.Thing == thing.Id && leaf.Group == part.Group) below = leaf.Object.transform;
                var made = scene.Kitbash.Fill(part, below);
                if (made != null) scene.Tell(thing, made);
            }
        }
    }
}
