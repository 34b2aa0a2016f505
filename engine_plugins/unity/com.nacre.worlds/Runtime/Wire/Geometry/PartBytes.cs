#nullable enable
using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;

namespace Nacre.Worlds.Wire
{
    /// <summary>The bytes of a part of the geometry channel, read one after the other. Numbers are little-endian.</summary>
    internal sealed class PartBytes
    {
        /// <summary>Most bytes of one part once inflated: nothing is allocated beyond.</summary>
        internal const int Most = 64 << 20;

        private readonly byte[] data;
        private int at;

        internal PartBytes(byte[] data)
        {
            this.data = data;
        }

        internal byte[] Data => data;

        internal int At => at;

        /// <summary>Inflate a zlib stream of exactly <paramref name="length"/> bytes; throws <see cref="WireException"/> when it is another length.</summary>
        internal static byte[] Inflate(byte[] from, int count, long length, string what)
        {
            if (length < 0 || length > Most) throw WireException.Value(what, length + " bytes are more than " + Most);
            // two bytes of zlib's own header come before what DeflateStream reads
            if (count < 2) throw WireException.Value(what, "is cut short");
            var into = new byte[length];
            try
            {
                using (var stream = new DeflateStream(new MemoryStream(from, 2, count - 2, false), CompressionMode.Decompress))
                {
                    var have = 0;
                    for (int some; have < into.Length && (some = stream.Read(into, have, into.Length - have)) > 0;) have += some;
                    if (have < into.Length || stream.ReadByte() >= 0) throw WireException.Value(what, "has not the " + length + " bytes it claims");
                }
            }
            catch (Exception error) when (error is InvalidDataException || error is IOException)
            {
                throw WireException.Value(what, "cannot be inflated: " + error.Message);
            }

            return into;
        }

        /// <summary>Step over so many bytes; where they begin. Throws <see cref="WireException"/> when there are fewer.</summary>
        internal int Take(long count, string what)
        {
            if (count < 0 || count > data.Length - at) throw WireException.Value(what, "is cut short");
            var from = at;
            at += (int)count;
            return from;
        }

        internal void Align()
        {
            at = Math.Min(data.Length, (at + 3) & ~3);
        }

        internal int Short(int offset)
        {
            return BinaryPrimitives.ReadInt16LittleEndian(new ReadOnlySpan<byte>(data, offset, 2));
        }

        internal int Unsigned(int offset)
        {
            return BinaryPrimitives.ReadUInt16LittleEndian(new ReadOnlySpan<byte>(data, offset, 2));
        }

        internal long Long(int offset)
        {
            return BinaryPrimitives.ReadUInt32LittleEndian(new ReadOnlySpan<byte>(data, offset, 4));
        }

        internal float Float(int offset)
        {
            return Float(data, offset);
        }

        internal static float Float(byte[] from, int offset)
        {
            return BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(from, offset, 4)));
        }
    }
}
