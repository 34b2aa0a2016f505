#nullable enable
using System;
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;
using UnityEngine.Rendering;

namespace Nacre.Worlds
{
    /// <summary>A shape on the graphics card: a mesh for each level of detail and moving group, and hulls for the physics. Kept as long as the component
    /// lives, for the next chunk and the next world that show it.</summary>
    internal sealed class ShapeView : IDisposable
    {
        private static readonly VertexAttributeDescriptor[] Layout =
        {
            new VertexAttributeDescriptor(VertexAttribute.Position, VertexAttributeFormat.Float32, 3),
            new VertexAttributeDescriptor(VertexAttribute.Normal, VertexAttributeFormat.SNorm8, 4),
            new VertexAttributeDescriptor(VertexAttribute.Color, VertexAttributeFormat.UNorm8, 4),
            new VertexAttributeDescriptor(VertexAttribute.TexCoord0, VertexAttributeFormat.Float32, 2),
            new VertexAttributeDescriptor(VertexAttribute.TexCoord1, VertexAttributeFormat.UNorm8, 4),
        };

        private const MeshUpdateFlags Trusted = MeshUpdateFlags.DontRecalculateBounds | MeshUpdateFlags.DontValidateIndices | MeshUpdateFlags.DontNotifyMeshUsers;

        private readonly List<Drawn> drawn = new List<Drawn>();
        private readonly Mesh?[] hulls;
        private int next;
        private int cooking;

        internal ShapeView(ShapeData data)
        {
            Data = data;
            hulls = new Mesh?[data.Colliders.Length];
            var low = Place.Vector(data.Low);
            var high = Place.Vector(data.High);
            Middle = (low + high) * 0.5f;
            Radius = (high - low).magnitude * 0.5f;
        }

        internal ShapeData Data { get; }

        /// <summary>Middle of its sphere.</summary>
        internal Vector3 Middle { get; }

        internal float Radius { get; }

        internal int Levels => Math.Max(1, Data.Until.Length);

        /// <summary>Whether all of it is on the graphics card.</summary>
        internal bool IsWhole => Data.Meshes.Length == 0;

        internal bool IsSolid => Data.Colliders.Length > 0;

        /// <summary>A mesh of it, and what each of its runs is drawn with.</summary>
        internal sealed class Drawn
        {
            internal int Level;
            internal int Group;
            internal Mesh Mesh = null!;
            internal Material?[] Materials = Array.Empty<Material?>();
        }

        /// <summary>Upload one mesh; false when all are.</summary>
        internal bool Upload(WorldLooks looks)
        {
            if (next >= Data.Meshes.Length) return false;
            var from = Data.Meshes[next++];
            var mesh = new Mesh { name = "Nacre " + Data.Kind, hideFlags = HideFlags.HideAndDontSave };
            mesh.SetVertexBufferParams(from.Vertices.Length, Layout);
            mesh.SetVertexBufferData(from.Vertices, 0, 0, from.Vertices.Length, 0, Trusted);
            mesh.SetIndexBufferParams(from.Indices.Length, IndexFormat.UInt32);
            mesh.SetIndexBufferData(from.Indices, 0, 0, from.Indices.Length, Trusted);
            Vector3 low = Place.Vector(from.Low), high = Place.Vector(from.High);
            var bounds = new Bounds((low + high) * 0.5f, high - low);
            mesh.subMeshCount = from.Runs.Length;
            var materials = new Material?[from.Runs.Length];
            for (var i = 0; i < from.Runs.Length; i++)
            {
                // nothing is worked out from the indices, so the run says it all
                mesh.SetSubMesh(i, new SubMeshDescriptor(from.Runs[i].First, from.Runs[i].Count) { bounds = bounds, vertexCount = from.Vertices.Length }, Trusted);
                materials[i] = looks.Of(from.Runs[i]);
            }

            mesh.bounds = bounds;
            mesh.UploadMeshData(true);
            drawn.Add(new Drawn { Level = from.Level, Group = from.Group, Mesh = mesh, Materials = materials });
            if (next == Data.Meshes.Length) Data.Uploaded();
            return true;
        }

        /// <summary>What draws a level of a moving group; null when it has nothing to draw there.</summary>
        internal Drawn? Find(int level, int group)
        {
            foreach (var one in drawn) if (one.Level == level && one.Group == group) return one;
            return null;
        }

        /// <summary>Moving groups that are seen, one after the other; 0 after the last.</summary>
        internal int Next(int group)
        {
            for (var k = group + 1; k <= Data.Groups.Length; k++) if (IsSeen(k)) return k;
            return 0;
        }

        /// <summary>Whether a group is drawn at the finest level, or prefabs of the project's own stand for it.</summary>
        internal bool IsSeen(int group)
        {
            foreach (var part in Data.LeftOut) if (part.Group == group) return true;
            return Find(0, group) != null;
        }

        /// <summary>The level of detail for a size on the picture: radius as a share of its height.</summary>
        internal int Level(float share)
        {
            var level = 0;
            while (level + 1 < Data.Until.Length && share <= Data.Until[level]) level++;
            return level;
        }

        /// <summary>Have the next hull cooked for the physics; false when all are.</summary>
        internal bool Cook(SolidMeshes solids)
        {
            while (cooking < hulls.Length && Data.Colliders[cooking].IsBox) cooking++;
            if (cooking == hulls.Length) return false;
            solids.Add(Hull(cooking++), true);
            return true;
        }

        /// <summary>A hull as a mesh: the physics takes its corners only, navigation its faces. Made once a shape.</summary>
        internal Mesh Hull(int collider)
        {
            var found = hulls[collider];
            if (found != null) return found;
            var points = Data.Colliders[collider].Points;
            var corners = new Vector3[points.Length / 3];
            for (var i = 0; i < corners.Length; i++) corners[i] = new Vector3(points[3 * i], points[3 * i + 1], points[3 * i + 2]);
            var mesh = new Mesh { name = "Nacre hull of " + Data.Kind, hideFlags = HideFlags.HideAndDontSave };
            mesh.SetVertices(corners);
            mesh.SetTriangles(Data.Colliders[collider].Faces, 0);
            return hulls[collider] = mesh;
        }

        public void Dispose()
        {
            foreach (var one in drawn) Discard.Free(one.Mesh);
            foreach (var hull in hulls) Discard.Free(hull);
            drawn.Clear();
        }
    }
}
