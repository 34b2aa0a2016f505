#nullable enable
using System;

namespace Nacre.Worlds.Wire
{
    /// <summary>IEEE half floats.</summary>
    public static class HalfFloat
    {
        /// <summary>The value of 16 bits.</summary>
        public static float ToSingle(ushort bits)
        {
            var sign = (bits & 0x8000) << 16;
            var exponent = (bits >> 10) & 31;
            var mantissa = bits & 0x3ff;
            if (exponent == 31) return BitConverter.Int32BitsToSingle(sign | 0x7f800000 | (mantissa << 13));
            if (exponent > 0) return BitConverter.Int32BitsToSingle(sign | ((exponent + 112) << 23) | (mantissa << 13));
            // subnormal halves are multiples of 2^-24
            return (sign != 0 ? -1f : 1f) * mantissa * 5.9604644775390625e-8f;
        }
    }
}
