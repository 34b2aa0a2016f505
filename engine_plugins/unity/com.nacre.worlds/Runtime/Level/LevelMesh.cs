#nullable enable
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;
using UnityEngine.Rendering;

namespace Nacre.Worlds
{
    /// <summary>Makes Unity meshes and a texture of ground seen from above, in the local space of the world.</summary>
    public static class LevelMesh
    {
        /// <summary>The whole of a filled height field; faces look up, UV goes once across.</summary>
        public static Mesh Make(Heightfield field)
        {
            return Make(field, null, "Nacre level");
        }

        /// <summary>The squares of it that can be walked on.</summary>
        public static Mesh Make(Heightfield field, WalkableGround ground)
        {
            return Make(field, ground, "Nacre walkable ground");
        }

        /// <summary>The colours that were seen, one texel a point; white where only compressed pictures came.</summary>
        public static Texture2D Colours(Heightfield field)
        {
            var pixels = new byte[4 * field.Count * field.Count];
            for (var row = 0; row < field.Count; row++)
            {
                for (var column = 0; column < field.Count; column++)
                {
                    var colour = field.Colour(column, row);
                    var at = 4 * (row * field.Count + column);
                    for (var i = 0; i < 3; i++) pixels[at + i] = colour == 0 ? (byte)255 : (byte)(colour >> (8 * i));
                    pixels[at + 3] = 255;
                }
            }

            var texture = new Texture2D(field.Count, field.Count, TextureFormat.RGBA32, false, false) { name = "Nacre level colours", wrapMode = TextureWrapMode.Clamp };
            texture.LoadRawTextureData(pixels);
            texture.Apply(false, false);
            return texture;
        }

        private static Mesh Make(Heightfield field, WalkableGround? ground, string name)
        {
            var vertices = new List<Vector3>(field.Count * field.Count);
            var uv = new List<Vector2>(field.Count * field.Count);
            for (var row = 0; row < field.Count; row++)
            {
                for (var column = 0; column < field.Count; column++)
                {
                    field.Place(column, row, out var x, out var z);
                    vertices.Add(new Vector3((float)x, field[column, row], (float)z));
                    uv.Add(new Vector2((column + 0.5f) / field.Count, (row + 0.5f) / field.Count));
                }
            }

            // counter-clockwise seen from above, as the wire's right-handed axes want it
            var triangles = new List<int>(6 * (field.Count - 1) * (field.Count - 1));
            for (var row = 0; row + 1 < field.Count; row++)
            {
                for (var column = 0; column + 1 < field.Count; column++)
                {
                    if (ground != null && !ground.IsFree(column, row)) continue;
                    var i = row * field.Count + column;
                    triangles.Add(i);
                    triangles.Add(i + field.Count);
                    triangles.Add(i + 1);
                    triangles.Add(i + 1);
                    triangles.Add(i + field.Count);
                    triangles.Add(i + field.Count + 1);
                }
            }

            Axes.FlipMesh(vertices, triangles);
            var mesh = new Mesh { name = name, indexFormat = vertices.Count > 65535 ? IndexFormat.UInt32 : IndexFormat.UInt16 };
            mesh.SetVertices(vertices);
            mesh.SetUVs(0, uv);
            mesh.SetTriangles(triangles, 0);
            mesh.RecalculateNormals();
            mesh.RecalculateBounds();
            return mesh;
        }
    }
}
