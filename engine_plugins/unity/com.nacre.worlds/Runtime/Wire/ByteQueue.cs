#nullable enable
using System;

namespace Nacre.Worlds.Wire
{
    /// <summary>Bytes on their way out, in an array that grows and is kept.</summary>
    internal sealed class ByteQueue
    {
        private byte[] buffer = new byte[1024];

        internal byte[] Buffer => buffer;

        internal int Length { get; private set; }

        internal void Clear()
        {
            Length = 0;
        }

        internal void Add(byte value)
        {
            Reserve(1);
            buffer[Length++] = value;
        }

        internal void Add(byte[] bytes, int offset, int count)
        {
            Reserve(count);
            Array.Copy(bytes, offset, buffer, Length, count);
            Length += count;
        }

        private void Reserve(int count)
        {
            if (buffer.Length - Length < count) Array.Resize(ref buffer, Math.Max(buffer.Length * 2, Length + count));
        }
    }
}
