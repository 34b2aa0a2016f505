#nullable enable
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;
using UnityEngine.Rendering;

namespace Nacre.Worlds
{
    /// <summary>What lies thick on the ground of a chunk: tufts, flowers, pebbles, each with a tint. Drawn instanced while the viewer is near.</summary>
    internal sealed class ChunkLitter
    {
        private const int MostAtOnce = 250;
        private static readonly int TintId = Shader.PropertyToID("_NacreTint");

        private readonly List<Bunch> bunches = new List<Bunch>();
        private readonly Vector3 corner;

        internal ChunkLitter(ChunkData chunk, Vector3 corner, Dictionary<string, ShapeView> shapes)
        {
            this.corner = corner;
            for (var kind = 0; kind < chunk.Litter.Count; kind++)
            {
                if (!shapes.TryGetValue(chunk.Litter[kind], out var shape)) continue;
                var places = new List<Place>();
                var tints = new List<Vector4>();
                foreach (var one in chunk.Scattered)
                {
                    if (one.Kind != kind) continue;
                    places.Add(new Place(corner + new Vector3(one.X, one.Y, one.Z), Axes.Rotation(one.Yaw, 0), one.Size));
                    tints.Add(new Vector4((one.Tint & 255) / 255f, (one.Tint >> 8 & 255) / 255f, (one.Tint >> 16 & 255) / 255f, 1f));
                    if (places.Count < MostAtOnce) continue;
                    bunches.Add(new Bunch(shape, places, tints));
                    places.Clear();
                    tints.Clear();
                }

                if (places.Count > 0) bunches.Add(new Bunch(shape, places, tints));
            }
        }

        private sealed class Bunch
        {
            internal readonly ShapeView Shape;
            internal readonly Place[] Places;
            internal readonly Matrix4x4[] Matrices;
            internal readonly MaterialPropertyBlock Block = new MaterialPropertyBlock();

            internal Bunch(ShapeView shape, List<Place> places, List<Vector4> tints)
            {
                Shape = shape;
                Places = places.ToArray();
                Matrices = new Matrix4x4[Places.Length];
                // the length of such an array is fixed by its first use
                var whole = new Vector4[MostAtOnce];
                tints.CopyTo(whole);
                Block.SetVectorArray(TintId, whole);
            }
        }

        /// <summary>How many lie here.</summary>
        internal int Count
        {
            get
            {
                var found = 0;
                foreach (var one in bunches) found += one.Matrices.Length;
                return found;
            }
        }

        internal void Move(Matrix4x4 root)
        {
            foreach (var one in bunches) for (var i = 0; i < one.Places.Length; i++) one.Matrices[i] = root * one.Places[i].Matrix;
        }

        /// <summary>Draw it, when the viewer (in the world's axes) is near enough. How many calls that took.</summary>
        internal int Draw(RenderParams with, Vector3 viewer, float reach)
        {
            var x = Mathf.Clamp(viewer.x, corner.x, corner.x + ChunkData.Edge) - viewer.x;
            var z = Mathf.Clamp(viewer.z, corner.z - ChunkData.Edge, corner.z) - viewer.z;
            if (x * x + z * z > reach * reach) return 0;
            with.shadowCastingMode = ShadowCastingMode.Off;
            var calls = 0;
            foreach (var one in bunches)
            {
                var drawn = one.Shape.Find(0, 0);
                if (drawn == null || drawn.Materials[0] == null) continue;
                with.material = drawn.Materials[0];
                with.matProps = one.Block;
                Graphics.RenderMeshInstanced(with, drawn.Mesh, 0, one.Matrices, one.Matrices.Length, 0);
                calls++;
            }

            return calls;
        }
    }
}
