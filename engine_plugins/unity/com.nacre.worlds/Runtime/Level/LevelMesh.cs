#nullable enable
using System.Collections.Generic;
using UnityEngine;
using UnityEngine.Rendering;

namespace Nacre.Worlds
{
    /// <summary>Makes Unity meshes and a texture of ground seen from above, in the local space of the world.</summary>
    internal static class LevelMesh
    {
        /// <summary>The whole of it; faces look up.</summary>
        internal static Mesh Whole(LevelShape shape)
        {
            return Make(shape, shape.Triangles, "Nacre level");
        }

        /// <summary>The squares of it that can be walked on.</summary>
        internal static Mesh Walkable(LevelShape shape)
        {
            return Make(shape, shape.Walkable, "Nacre walkable ground");
        }

        internal static Texture2D Colours(LevelShape shape)
        {
            var texture = new Texture2D(shape.Count, shape.Count, TextureFormat.RGBA32, false, false) { name = "Nacre level colours", wrapMode = TextureWrapMode.Clamp };
            texture.LoadRawTextureData(shape.Colours);
            texture.Apply(false, false);
            return texture;
        }

        private static Mesh Make(LevelShape shape, List<int> triangles, string name)
        {
            var mesh = new Mesh { name = name, indexFormat = shape.Vertices.Count > 65535 ? IndexFormat.UInt32 : IndexFormat.UInt16 };
            mesh.SetVertices(shape.Vertices);
            mesh.SetUVs(0, shape.Uv);
            mesh.SetTriangles(triangles, 0);
            mesh.RecalculateNormals();
            mesh.RecalculateBounds();
            return mesh;
        }
    }
}
