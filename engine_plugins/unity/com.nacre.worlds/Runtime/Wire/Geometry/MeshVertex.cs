#nullable enable
using System.Runtime.InteropServices;

namespace Nacre.Worlds.Wire
{
    /// <summary>A corner of a thing as the graphics card takes it, 32 bytes, in the engine's axes (left-handed, Z forward): the wire's with z flipped.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ThingVertex
    {
        /// <summary>Place, metres.</summary>
        public float X, Y, Z;

        /// <summary>Normal, four signed bytes from the lowest: x, y, z over 127.</summary>
        public uint Normal;

        /// <summary>Red, green, blue (sRGB) and how much of the sky is open, a byte each from the lowest.</summary>
        public uint Colour;

        /// <summary>Along and up the surface, metres.</summary>
        public float U, V;

        /// <summary>Material, glow and number of the part, a byte each from the lowest.</summary>
        public uint Surface;
    }

    /// <summary>A corner of ground or water as the graphics card takes it, 32 bytes, in the engine's axes, from the chunk's corner.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct GroundVertex
    {
        /// <summary>Place, metres.</summary>
        public float X, Y, Z;

        /// <summary>Normal, four signed shorts: x, y, z over 32767.</summary>
        public short NormalX, NormalY, NormalZ, NormalW;

        /// <summary>Red, green and blue of the grass (sRGB), a byte each from the lowest; of water: its depth over 8 m.</summary>
        public uint Colour;

        /// <summary>Shares of layers 0 to 3, a byte each from the lowest.</summary>
        public uint First;

        /// <summary>Shares of layers 4 to 6.</summary>
        public uint Second;
    }
}
