#nullable enable
using System;
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
    /// <summary>What the world's surfaces are like. Comes twice: at first without pixels.</summary>
    public sealed class MaterialsData
    {
        private MaterialsData(ServerMaterials header)
        {
            Hash = header.Hash;
            Names = header.Names.ToArray();
            Tiles = Numbers(header.Tiles, Names.Length);
            Gloss = Numbers(header.Gloss, Names.Length);
            Size = (int)header.Size;
            Layers = new int[7];
            for (var i = 0; i < Layers.Length && i < header.Layers.Count; i++) Layers[i] = (int)header.Layers[i];
            Palette = Numbers(header.Palette, 3 * Layers.Length);
        }

        /// <summary>Name of the content.</summary>
        public string Hash { get; }

        /// <summary>Materials in the order in which vertices count them.</summary>
        public string[] Names { get; }

        /// <summary>Repeats in a metre.</summary>
        public float[] Tiles { get; }

        /// <summary>How much each mirrors, 0 to 1.</summary>
        public float[] Gloss { get; }

        /// <summary>Texels on a side.</summary>
        public int Size { get; }

        /// <summary>Materials of the seven layers of ground.</summary>
        public int[] Layers { get; }

        /// <summary>Linear colour of each layer, three numbers each.</summary>
        public float[] Palette { get; }

        /// <summary>Pixels by mip level, material by material, rows from v = 0, 4 bytes each: brightness, slopes, height. Empty while they have not come.</summary>
        public byte[][] Mips { get; private set; } = Array.Empty<byte[]>();

        internal static MaterialsData Decode(ServerMaterials header, byte[]? pixels)
        {
            var made = new MaterialsData(header);
            if (pixels == null) return made;
            if (pixels.Length != 4L * made.Size * made.Size * made.Names.Length) throw WireException.Value("materials", "has not the pixels it claims");
            var mips = new List<byte[]> { pixels };
            for (var size = made.Size; size > 1 && size % 2 == 0; size /= 2) mips.Add(Halved(mips[mips.Count - 1], size, made.Names.Length));
            made.Mips = mips.ToArray();
            return made;
        }

        /// <summary>Forget what the graphics card has by now.</summary>
        public void Uploaded()
        {
            Mips = Array.Empty<byte[]>();
        }

        private static float[] Numbers(List<double> from, int count)
        {
            var made = new float[count];
            for (var i = 0; i < count && i < from.Count; i++) made[i] = (float)from[i];
            return made;
        }

        private static byte[] Halved(byte[] from, int size, int count)
        {
            var half = size / 2;
            var into = new byte[from.Length / 4];
            var at = 0;
            for (var picture = 0; picture < count; picture++)
            {
                for (var y = 0; y < half; y++)
                {
                    var upper = 4 * (picture * size * size + 2 * y * size);
                    for (var x = 0; x < half; x++, upper += 8)
                    {
                        for (var k = 0; k < 4; k++, at++)
                        {
                            var lower = upper + 4 * size;
                            into[at] = (byte)((from[upper + k] + from[upper + 4 + k] + from[lower + k] + from[lower + 4 + k] + 2) / 4);
                        }
                    }
                }
            }

            return into;
        }
    }
}
