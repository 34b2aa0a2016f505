#nullable enable
using System;

namespace Nacre.Worlds.Wire
{
    /// <summary>The parts of one message, in arrays that grow and are used again.</summary>
    public sealed class MessageBuffer
    {
        private readonly byte[][] parts = new byte[ReceiveLimits.Parts][];
        private readonly int[] lengths = new int[ReceiveLimits.Parts];

        /// <summary>An empty buffer; its arrays come with the first message.</summary>
        public MessageBuffer()
        {
            for (var i = 0; i < parts.Length; i++) parts[i] = Array.Empty<byte>();
        }

        /// <summary>Number of parts.</summary>
        public int Count { get; private set; }

        /// <summary>A part's array; its bytes are those from 0 to <see cref="Length"/>.</summary>
        public byte[] Part(int index)
        {
            return index >= 0 && index < Count ? parts[index] : throw new ArgumentOutOfRangeException(nameof(index));
        }

        /// <summary>Number of bytes of a part.</summary>
        public int Length(int index)
        {
            return index >= 0 && index < Count ? lengths[index] : throw new ArgumentOutOfRangeException(nameof(index));
        }

        /// <summary>Forget the parts, keep their arrays.</summary>
        public void Clear()
        {
            Count = 0;
        }

        /// <summary>Room for one more part. The caller has checked number and size.</summary>
        public byte[] Add(int size)
        {
            // exactly this size: pictures come in one size for a whole session
            if (parts[Count].Length < size) parts[Count] = new byte[size];
            lengths[Count] = size;
            return parts[Count++];
        }
    }
}
