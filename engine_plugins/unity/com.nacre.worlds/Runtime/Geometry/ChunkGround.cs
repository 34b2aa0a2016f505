#nullable enable
using System;
using Nacre.Worlds.Wire;
using UnityEngine;
using UnityEngine.Rendering;

namespace Nacre.Worlds
{
    /// <summary>The ground of a chunk, and its water: an object each. All levels of detail are in one buffer of indices, of which a range is drawn.</summary>
    internal sealed class ChunkGround : IDisposable
    {
        private static readonly VertexAttributeDescriptor[] Layout =
        {
            new VertexAttributeDescriptor(VertexAttribute.Position, VertexAttributeFormat.Float32, 3),
            new VertexAttributeDescriptor(VertexAttribute.Normal, VertexAttributeFormat.SNorm16, 4),
            new VertexAttributeDescriptor(VertexAttribute.Color, VertexAttributeFormat.UNorm8, 4),
            new VertexAttributeDescriptor(VertexAttribute.TexCoord0, VertexAttributeFormat.UNorm8, 4),
            new VertexAttributeDescriptor(VertexAttribute.TexCoord1, VertexAttributeFormat.UNorm8, 4),
        };

        private const MeshUpdateFlags Trusted = MeshUpdateFlags.DontRecalculateBounds | MeshUpdateFlags.DontValidateIndices | MeshUpdateFlags.DontNotifyMeshUsers;
        private const float Finest = 50f;

        private readonly int[] starts;
        private readonly Mesh mesh;
        private readonly Mesh? water;
        private readonly ChunkData chunk;
        private readonly SolidMeshes solids;
        private Vector3[]? corners;
        private int[]? triangles;
        private readonly int vertices;
        private int level;

        internal ChunkGround(ChunkData chunk, ChunkMesh from, Vector3 corner, GeometryScene scene)
        {
            this.chunk = chunk;
            solids = scene.Solids;
            var (holder, looks, layer) = (scene.Holder, scene.Looks, scene.Options.Layer);
            starts = from.Starts;
            var name = "Chunk " + Math.Round(corner.x / ChunkData.Edge) + " " + Math.Round(-corner.z / ChunkData.Edge);
            var middle = new Vector3(0.5f * ChunkData.Edge, 0.5f * (from.Lowest + from.Highest), -0.5f * ChunkData.Edge);
            var bounds = new Bounds(middle, new Vector3(ChunkData.Edge, from.Highest - from.Lowest, ChunkData.Edge));
            mesh = Make("Nacre ground", from.Vertices, from.Indices, bounds);
            Take(mesh, 0, starts[1], from.Vertices.Length);
            vertices = from.Vertices.Length;
            Object = Show(name, mesh, looks.Ground, holder, corner, scene.Options.Shadows && chunk.IsNear, layer);
            Extent = bounds;
            if (from.WaterIndices.Length > 0)
            {
                water = Make("Nacre water", from.WaterVertices, from.WaterIndices, new Bounds(new Vector3(middle.x, chunk.Water, middle.z), new Vector3(ChunkData.Edge, 0.5f, ChunkData.Edge)));
                Take(water, 0, from.WaterIndices.Length, from.WaterVertices.Length);
                Show("Water", water, looks.Water, Object.transform, Vector3.zero, false, layer);
            }

            if (!chunk.IsNear) return;
            triangles = from.Ground;
            corners = new Vector3[chunk.Side * chunk.Side];
            for (var i = 0; i < corners.Length; i++) corners[i] = new Vector3(from.Vertices[i].X, from.Vertices[i].Y, from.Vertices[i].Z);
        }

        internal GameObject Object { get; }

        /// <summary>The box it fills, from its corner.</summary>
        internal Bounds Extent { get; }

        /// <summary>The mesh that is walked on; null before it is asked for.</summary>
        internal Mesh? Walked { get; private set; }

        /// <summary>What the hero stands on; null while it is not solid.</summary>
        internal GameObject? Solid { get; private set; }

        /// <summary>Draw it as finely as it is near.</summary>
        internal void Look(float distance)
        {
            var wanted = 0;
            for (var far = Finest; wanted + 2 < starts.Length && distance > far; far *= 2f) wanted++;
            if (wanted == level) return;
            level = wanted;
            Take(mesh, starts[level], starts[level + 1] - starts[level], vertices);
        }

        /// <summary>Have the mesh cooked that the server walks on, which is the ground without its skirts.</summary>
        internal void Cook()
        {
            if (Walked != null || corners == null) return;
            Walked = new Mesh { name = "Nacre solid ground", hideFlags = HideFlags.HideAndDontSave };
            Walked.SetVertices(corners);
            Walked.SetTriangles(triangles!, 0);
            solids.Add(Walked, false);
        }

        /// <summary>Make it solid with the mesh that was cooked.</summary>
        internal void Solidify(int layer)
        {
            if (Solid != null || Walked == null) return;
            Solid = new GameObject("Solid") { layer = layer };
            Solid.transform.SetParent(Object.transform, false);
            // as they come: meshes are cooked for a collider's usual options
            Solid.AddComponent<MeshCollider>().sharedMesh = Walked;
        }

        /// <summary>A trigger that fills the water of the chunk.</summary>
        internal void Flood(int layer)
        {
            if (!chunk.Wet || Solid == null) return;
            const float Deep = 30f;
            var held = new GameObject("Water trigger") { layer = layer };
            held.transform.SetParent(Solid.transform, false);
            var box = held.AddComponent<BoxCollider>();
            box.isTrigger = true;
            box.center = new Vector3(0.5f * ChunkData.Edge, chunk.Water - 0.5f * Deep, -0.5f * ChunkData.Edge);
            box.size = new Vector3(ChunkData.Edge, Deep, ChunkData.Edge);
            held.AddComponent<NacreWater>().Level = chunk.Water;
        }

        internal void Soften()
        {
            Discard.Free(Solid);
            Solid = null;
        }

        public void Dispose()
        {
            Discard.Free(Object);
            Discard.Free(mesh);
            Discard.Free(water);
            solids.Free(Walked);
        }

        /// <summary>Draw these indices of it. Nothing is worked out from them, so it is told how far they reach.</summary>
        private static void Take(Mesh mesh, int first, int count, int vertices)
        {
            mesh.SetSubMesh(0, new SubMeshDescriptor(first, count) { bounds = mesh.bounds, vertexCount = vertices }, Trusted);
        }

        private static Mesh Make(string name, GroundVertex[] vertices, int[] indices, Bounds bounds)
        {
            var made = new Mesh { name = name, hideFlags = HideFlags.HideAndDontSave };
            made.SetVertexBufferParams(vertices.Length, Layout);
            made.SetVertexBufferData(vertices, 0, 0, vertices.Length, 0, Trusted);
            made.SetIndexBufferParams(indices.Length, IndexFormat.UInt32);
            made.SetIndexBufferData(indices, 0, 0, indices.Length, Trusted);
            made.subMeshCount = 1;
            made.bounds = bounds;
            return made;
        }

        private static GameObject Show(string name, Mesh mesh, Material? material, Transform holder, Vector3 at, bool shadows, int layer)
        {
            var made = new GameObject(name) { layer = layer };
            made.transform.SetParent(holder, false);
            made.transform.localPosition = at;
            made.AddComponent<MeshFilter>().sharedMesh = mesh;
            var drawn = made.AddComponent<MeshRenderer>();
            drawn.enabled = material != null;
            drawn.sharedMaterial = material!;
            drawn.shadowCastingMode = shadows ? ShadowCastingMode.On : ShadowCastingMode.Off;
            return made;
        }
    }
}
