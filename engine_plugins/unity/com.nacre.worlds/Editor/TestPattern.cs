#nullable enable
using System;
using UnityEngine;

namespace Nacre.Worlds.Editor
{
    /// <summary>A picture that moves, made without any server: when this shows and a world does not, the screen is not at fault. Colour bars, white first from
    /// the left, and a block that goes round once in four seconds, beginning at the right.</summary>
    internal sealed class TestPattern : IDisposable
    {
        internal const int Width = 320;
        internal const int Height = 180;
        private const int Half = 10;
        private const double Around = 0.35;
        private const double Period = 4;

        // white, yellow, cyan, green, magenta, red, blue: red in the highest bit
        private static readonly int[] BarBits = { 7, 6, 3, 2, 5, 4, 1 };

        private readonly byte[] pixels = new byte[4 * Width * Height];

        internal TestPattern()
        {
            Picture = new Texture2D(Width, Height, TextureFormat.RGBA32, false, false) { name = "Nacre test pattern", filterMode = FilterMode.Point, hideFlags = HideFlags.HideAndDontSave };
        }

        internal Texture2D Picture { get; }

        /// <summary>The picture at a moment; rows from the bottom up, as Unity counts.</summary>
        internal void Draw(double seconds)
        {
            var turn = 2 * Math.PI * (seconds % Period) / Period;
            var left = Width / 2 + Math.Cos(turn) * Height * Around - Half;
            var bottom = Height / 2 + Math.Sin(turn) * Height * Around - Half;
            for (var row = 0; row < Height; row++)
            {
                for (var column = 0; column < Width; column++)
                {
                    var block = column >= left && column < left + 2 * Half && row >= bottom && row < bottom + 2 * Half;
                    var bits = block ? 0 : BarBits[column * BarBits.Length / Width];
                    var at = 4 * (row * Width + column);
                    for (var i = 0; i < 3; i++) pixels[at + i] = (byte)((bits >> (2 - i) & 1) * 204);
                    pixels[at + 3] = 255;
                }
            }

            Picture.LoadRawTextureData(pixels);
            Picture.Apply(false, false);
        }

        public void Dispose()
        {
            UnityEngine.Object.DestroyImmediate(Picture);
        }
    }
}
