#nullable enable
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>Makes a Unity mesh of ground seen from above.</summary>
    public static class LevelMesh
    {
        /// <summary>A mesh of a filled height field, in the local space of the world; faces look up.</summary>
        public static Mesh Make(Heightfield field)
        {
            var vertices = new List<Vector3>(field.Count * field.Count);
            var triangles = new List<int>(6 * (field.Count - 1) * (field.Count - 1));
            var uv = new List<Vector2>(field.Count * field.Count);
            for (var row = 0; row < field.Count; row++)
            {
                for (var column = 0; column < field.Count; column++)
                {
                    field.Place(column, row, out var x, out var z);
                    vertices.Add(new Vector3((float)x, field[column, row], (float)z));
                    uv.Add(new Vector2((float)column / (field.Count - 1), (float)row / (field.Count - 1)));
                }
            }

            // counter-clockwise seen from above, as the wire's right-handed axes want it
            for (var row = 0; row + 1 < field.Count; row++)
            {
                for (var column = 0; column + 1 < field.Count; column++)
                {
                    var i = row * field.Count + column;
                    triangles.AddRange(new[] { i, i + field.Count, i + 1, i + 1, i + field.Count, i + field.Count + 1 });
                }
            }

            Axes.FlipMesh(vertices, triangles);
            var mesh = new Mesh { name = "Nacre level", indexFormat = vertices.Count > 65535 ? UnityEngine.Rendering.IndexFormat.UInt32 : UnityEngine.Rendering.IndexFormat.UInt16 };
            mesh.SetVertices(vertices);
            mesh.SetUVs(0, uv);
            mesh.SetTriangles(triangles, 0);
            mesh.RecalculateNormals();
            mesh.RecalculateBounds();
            return mesh;
        }

        /// <summary>An object with mesh, collider and a child at every spawn point, as ordinary scene content.</summary>
        public static GameObject MakeObject(Heightfield field, float spawnApart)
        {
            var mesh = Make(field);
            var level = new GameObject("Nacre level");
            level.AddComponent<MeshFilter>().sharedMesh = mesh;
            level.AddComponent<MeshCollider>().sharedMesh = mesh;
            var number = 0;
            foreach (var point in SpawnPoints(field, spawnApart))
            {
                var marker = new GameObject("Spawn " + number++);
                marker.transform.SetParent(level.transform, false);
                marker.transform.localPosition = point;
            }

            return level;
        }

        /// <summary>Places one can stand on: points whose neighbours lie within a step, at most one in <paramref name="apart"/> metres. Local to the world.</summary>
        public static List<Vector3> SpawnPoints(Heightfield field, float apart, float step = 0.3f)
        {
            var stride = System.Math.Max(1, (int)System.Math.Round(apart / field.Cell));
            var points = new List<Vector3>();
            for (var row = 1; row + 1 < field.Count; row += stride)
            {
                for (var column = 1; column + 1 < field.Count; column += stride)
                {
                    var here = field[column, row];
                    var flat = true;
                    for (var i = 0; i < 9; i++) flat &= Mathf.Abs(field[column + i % 3 - 1, row + i / 3 - 1] - here) <= step;
                    if (!flat) continue;
                    field.Place(column, row, out var x, out var z);
                    points.Add(Axes.Point(x, here, z));
                }
            }

            return points;
        }
    }
}
