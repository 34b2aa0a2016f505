#nullable enable
using System;
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
    /// <summary>The ground of a chunk as triangles, from its corner, ready for the graphics card and for the physics; made on whatever thread. Skirts
    /// hang down at its edges, where it may meet a neighbour of other detail.</summary>
    public sealed class ChunkMesh
    {
        private const float Skirt = 1.2f;
        private const int Layers = 7;

        private readonly ChunkData chunk;

        /// <summary>Make it.</summary>
        public ChunkMesh(ChunkData chunk)
        {
            this.chunk = chunk;
            Lowest = float.MaxValue;
            Highest = float.MinValue;
            Vertices = Corners();
            var indices = new List<int>();
            var starts = new List<int>();
            for (var stride = 1; stride == 1 || chunk.Cells / stride >= 8; stride *= 2)
            {
                starts.Add(indices.Count);
                Triangles(stride, indices);
            }

            starts.Add(indices.Count);
            Indices = indices.ToArray();
            Starts = starts.ToArray();
            Ground = chunk.IsNear ? Cells(1).ToArray() : Array.Empty<int>();
            if (chunk.Wet) Sheet();
        }

        /// <summary>Corners row by row along the wire's z, and after them those of the skirts.</summary>
        public GroundVertex[] Vertices { get; }

        /// <summary>Indices of every level of detail, one after the other.</summary>
        public int[] Indices { get; }

        /// <summary>Where each level begins in <see cref="Indices"/>, and the end.</summary>
        public int[] Starts { get; }

        /// <summary>Indices of the ground without skirts, for collision.</summary>
        public int[] Ground { get; }

        /// <summary>Corners of the water; empty where there is none.</summary>
        public GroundVertex[] WaterVertices { get; private set; } = Array.Empty<GroundVertex>();

        /// <summary>Triangles of the water.</summary>
        public int[] WaterIndices { get; private set; } = Array.Empty<int>();

        /// <summary>Lowest height, skirts too.</summary>
        public float Lowest { get; private set; }

        /// <summary>Highest.</summary>
        public float Highest { get; private set; }

        private GroundVertex[] Corners()
        {
            var side = chunk.Side;
            var step = ChunkData.Edge / chunk.Cells;
            var made = new GroundVertex[side * side + 4 * side];
            for (var row = 0; row < side; row++)
            {
                for (var column = 0; column < side; column++)
                {
                    var height = chunk.Height(column, row);
                    var vertex = new GroundVertex { X = column * step, Y = height, Z = -row * step };
                    Slope(ref vertex, chunk.Height(column - 1, row) - chunk.Height(column + 1, row), 2 * step, chunk.Height(column, row - 1) - chunk.Height(column, row + 1));
                    var at = row * side + column;
                    int shares = chunk.Shares + Layers * at, tint = chunk.Tints + 3 * at;
                    var raw = chunk.Raw;
                    vertex.Colour = raw[tint] | (uint)raw[tint + 1] << 8 | (uint)raw[tint + 2] << 16 | 0xff000000u;
                    vertex.First = raw[shares] | (uint)raw[shares + 1] << 8 | (uint)raw[shares + 2] << 16 | (uint)raw[shares + 3] << 24;
                    vertex.Second = raw[shares + 4] | (uint)raw[shares + 5] << 8 | (uint)raw[shares + 6] << 16;
                    made[at] = vertex;
                    Lowest = Math.Min(Lowest, height);
                    Highest = Math.Max(Highest, height);
                }
            }

            var drop = Skirt * Math.Max(1f, step);
            for (var edge = 0; edge < 4; edge++)
            {
                for (var k = 0; k < side; k++)
                {
                    var vertex = made[Border(edge, k)];
                    vertex.Y -= drop;
                    made[side * side + edge * side + k] = vertex;
                }
            }

            Lowest -= drop;
            return made;
        }

        private static void Slope(ref GroundVertex vertex, float x, float y, float z)
        {
            var length = 32767.0 / Math.Sqrt(x * x + y * y + z * z);
            vertex.NormalX = (short)(x * length);
            vertex.NormalY = (short)(y * length);
            vertex.NormalZ = (short)(-z * length);
        }

        private int Border(int edge, int k)
        {
            var side = chunk.Side;
            switch (edge)
            {
                case 0: return k;
                case 1: return k * side + side - 1;
                case 2: return (side - 1) * side + side - 1 - k;
                default: return (side - 1 - k) * side;
            }
        }

        private void Triangles(int stride, List<int> into)
        {
            into.AddRange(Cells(stride));
            int side = chunk.Side, skirts = side * side;
            for (var edge = 0; edge < 4; edge++)
            {
                for (var k = 0; k < chunk.Cells; k += stride)
                {
                    int upper = Border(edge, k), next = Border(edge, k + stride), low = skirts + edge * side + k;
                    // seen from outside
                    Add(into, upper, next, low + stride);
                    Add(into, upper, low + stride, low);
                }
            }
        }

        /// <summary>Two triangles a cell, split along the flatter diagonal, clockwise seen from above in the engine's left-handed axes.</summary>
        private List<int> Cells(int stride)
        {
            var into = new List<int>();
            int side = chunk.Side;
            for (var row = 0; row < chunk.Cells; row += stride)
            {
                for (var column = 0; column < chunk.Cells; column += stride)
                {
                    int a = row * side + column, b = a + stride, c = a + stride * side, d = c + stride;
                    if (Math.Abs(Vertices[a].Y - Vertices[d].Y) <= Math.Abs(Vertices[b].Y - Vertices[c].Y))
                    {
                        Add(into, a, d, c);
                        Add(into, a, b, d);
                    }
                    else
                    {
                        Add(into, a, b, c);
                        Add(into, b, d, c);
                    }
                }
            }

            return into;
        }

        /// <summary>A sheet at the water's level where the ground is below it; its colour tells how deep it is there.</summary>
        private void Sheet()
        {
            var stride = Math.Max(1, chunk.Cells / 32);
            var step = ChunkData.Edge / chunk.Cells;
            var lines = chunk.Cells / stride + 1;
            var corners = new GroundVertex[lines * lines];
            var into = new List<int>();
            for (var row = 0; row < lines; row++)
            {
                for (var column = 0; column < lines; column++)
                {
                    int i = column * stride, j = row * stride;
                    var depth = (uint)(255 * Math.Max(0f, Math.Min(1f, (chunk.Water - chunk.Height(i, j)) / 8f)));
                    corners[row * lines + column] = new GroundVertex { X = i * step, Y = chunk.Water, Z = -j * step, NormalY = 32767, Colour = depth };
                    if (row + 1 == lines || column + 1 == lines || Deepest(i, j, stride) >= chunk.Water) continue;
                    var a = row * lines + column;
                    Add(into, a, a + lines + 1, a + lines);
                    Add(into, a, a + 1, a + lines + 1);
                }
            }

            WaterVertices = corners;
            WaterIndices = into.ToArray();
        }

        private float Deepest(int column, int row, int stride)
        {
            var found = float.MaxValue;
            for (var j = row; j <= row + stride; j++) for (var i = column; i <= column + stride; i++) found = Math.Min(found, chunk.Height(i, j));
            return found;
        }

        private static void Add(List<int> into, int a, int b, int c)
        {
            into.Add(a);
            into.Add(b);
            into.Add(c);
        }
    }
}
