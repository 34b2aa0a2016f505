#nullable enable
using System;
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
    /// <summary>32 m of ground and what stands on it, in the engine's axes (the wire's with z flipped), metres.</summary>
    public sealed class ChunkData
    {
        /// <summary>Metres of an edge.</summary>
        public const float Edge = 32f;

        private const float HeightStep = 1f / 128f;

        internal ChunkData(string hash, int cells)
        {
            Hash = hash;
            Cells = cells;
            Side = cells + 1;
        }

        /// <summary>Name of the content.</summary>
        public string Hash { get; }

        /// <summary>Cells along a side: 64 near, 4 far away.</summary>
        public int Cells { get; }

        /// <summary>Corners along a side.</summary>
        public int Side { get; }

        /// <summary>Whether it is near land, with everything on it.</summary>
        public bool IsNear => Cells > 4;

        /// <summary>Level of the water.</summary>
        public float Water { get; internal set; }

        /// <summary>Whether any ground lies below it.</summary>
        public bool Wet { get; internal set; }

        /// <summary>What stands here.</summary>
        public ThingData[] Things { get; internal set; } = Array.Empty<ThingData>();

        /// <summary>What lies thick on the ground: by kind, see <see cref="Litter"/>.</summary>
        public LitterData[] Scattered { get; internal set; } = Array.Empty<LitterData>();

        /// <summary>Shapes of the kinds of <see cref="Scattered"/>.</summary>
        public List<string> Litter { get; } = new List<string>();

        /// <summary>Heights at the corners of cells with one more all round, row by row along the wire's z.</summary>
        internal short[] Units { get; set; } = Array.Empty<short>();

        /// <summary>The part, and where in it the shares of layers and the tints begin.</summary>
        internal byte[] Raw { get; set; } = Array.Empty<byte>();

        internal int Shares { get; set; }

        internal int Tints { get; set; }

        /// <summary>Height at a corner: columns along x, rows along the wire's z; -1 and <see cref="Side"/> are the margin.</summary>
        public float Height(int column, int row)
        {
            return Units[(row + 1) * (Side + 2) + column + 1] * HeightStep;
        }

        /// <summary>Height of the ground so many metres from the corner, along x and the wire's z.</summary>
        public float HeightAt(float x, float z)
        {
            var step = Edge / Cells;
            var u = Math.Max(0f, Math.Min(Cells - 0.001f, x / step));
            var v = Math.Max(0f, Math.Min(Cells - 0.001f, z / step));
            int i = (int)u, j = (int)v;
            u -= i;
            v -= j;
            var near = Height(i, j) + u * (Height(i + 1, j) - Height(i, j));
            var far = Height(i, j + 1) + u * (Height(i + 1, j + 1) - Height(i, j + 1));
            return near + v * (far - near);
        }
    }

    /// <summary>A thing that stands in the world.</summary>
    public sealed class ThingData
    {
        /// <summary>Its name, which stays; empty for trees of far land.</summary>
        public string Id { get; internal set; } = string.Empty;

        /// <summary>house, tree_round, …</summary>
        public string Class { get; internal set; } = string.Empty;

        /// <summary>Hash of its shape.</summary>
        public string Shape { get; internal set; } = string.Empty;

        /// <summary>Where, in the engine's axes.</summary>
        public float X, Y, Z;

        /// <summary>How far it is turned to the left, radians.</summary>
        public float Yaw { get; internal set; }

        /// <summary>How much larger than its shape.</summary>
        public float Size { get; internal set; }

        /// <summary>What else is told of it.</summary>
        public MsgpackNode Attributes { get; internal set; }
    }

    /// <summary>One of what lies thick on the ground.</summary>
    public struct LitterData
    {
        /// <summary>Where from the chunk's corner, in the engine's axes.</summary>
        public float X, Y, Z;

        /// <summary>Radians to the left.</summary>
        public float Yaw;

        /// <summary>How much larger than its shape.</summary>
        public float Size;

        /// <summary>Index into <see cref="ChunkData.Litter"/>.</summary>
        public int Kind;

        /// <summary>Colour of it, a byte each (gamma 2.2): red, green, blue from the lowest.</summary>
        public uint Tint;
    }
}
