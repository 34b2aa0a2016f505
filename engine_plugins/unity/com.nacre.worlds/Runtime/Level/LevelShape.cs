#nullable enable
using System.Collections.Generic;
using System.Threading.Tasks;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>Ground seen from above as plain numbers, in the local space of the world. Up to 513² points, so it is made on another thread.</summary>
    internal sealed class LevelShape
    {
        internal readonly List<Vector3> Vertices;

        /// <summary>Once across.</summary>
        internal readonly List<Vector2> Uv;

        internal readonly List<int> Triangles;

        /// <summary>Those that can be walked on.</summary>
        internal readonly List<int> Walkable;

        /// <summary>The colours that were seen, RGBA, one texel a point; white where only compressed pictures came.</summary>
        internal readonly byte[] Colours;

        /// <summary>Places to stand, the first nearest to the start.</summary>
        internal readonly List<Vector3> Spawns;

        /// <summary>Points along an edge.</summary>
        internal readonly int Count;

        /// <summary>Of a field that has been filled. <paramref name="apart"/>: least distance of places to stand, metres.</summary>
        internal LevelShape(Heightfield field, WalkableGround ground, double[] start, float apart)
        {
            Count = field.Count;
            Vertices = new List<Vector3>(Count * Count);
            Uv = new List<Vector2>(Count * Count);
            Triangles = new List<int>(6 * (Count - 1) * (Count - 1));
            Walkable = new List<int>(Triangles.Capacity);
            Colours = new byte[4 * Count * Count];
            Spawns = new List<Vector3>();
            AddPoints(field);
            for (var row = 0; row + 1 < Count; row++)
            {
                for (var column = 0; column + 1 < Count; column++)
                {
                    AddSquare(Triangles, row * Count + column);
                    if (ground.IsFree(column, row)) AddSquare(Walkable, row * Count + column);
                }
            }

            foreach (var (column, row) in ground.SpawnPoints(start[0], start[2], apart)) Spawns.Add(Vertices[row * Count + column]);
        }

        /// <summary>Begin to make one beside the game; where there is one thread, in browsers, it is made at once.</summary>
        internal static Task<LevelShape> Begin(Heightfield field, double[] start, float apart)
        {
#if UNITY_WEBGL && !UNITY_EDITOR
            return Task.FromResult(new LevelShape(field, new WalkableGround(field), start, apart));
#else
            return Task.Run(() => new LevelShape(field, new WalkableGround(field), start, apart));
#endif
        }

        private void AddPoints(Heightfield field)
        {
            for (var row = 0; row < Count; row++)
            {
                for (var column = 0; column < Count; column++)
                {
                    field.Place(column, row, out var x, out var z);
                    Vertices.Add(Axes.Point(x, field[column, row], z));
                    Uv.Add(new Vector2((column + 0.5f) / Count, (row + 0.5f) / Count));
                    var colour = field.Colour(column, row);
                    var at = 4 * (row * Count + column);
                    for (var i = 0; i < 3; i++) Colours[at + i] = colour == 0 ? (byte)255 : (byte)(colour >> (8 * i));
                    Colours[at + 3] = 255;
                }
            }
        }

        // clockwise seen from above, which is Unity's front
        private void AddSquare(List<int> to, int corner)
        {
            to.Add(corner);
            to.Add(corner + 1);
            to.Add(corner + Count);
            to.Add(corner + 1);
            to.Add(corner + Count + 1);
            to.Add(corner + Count);
        }
    }
}
