#nullable enable
using System;

namespace Nacre.Worlds.Wire
{
    /// <summary>A msgpack value of unknown shape, kept as its bytes in a buffer that is used again for the next one.</summary>
    public sealed class MsgpackDocument
    {
        private byte[] buffer = Array.Empty<byte>();

        /// <summary>The bytes, from 0 to <see cref="Length"/>.</summary>
        public byte[] Buffer => buffer;

        /// <summary>Number of bytes; 0 when there is no value.</summary>
        public int Length { get; private set; }

        /// <summary>The value; of kind Nil when there is none.</summary>
        public MsgpackNode Root => new MsgpackNode(buffer, 0, Length);

        /// <summary>Forget the value, keep the buffer.</summary>
        public void Clear()
        {
            Length = 0;
        }

        /// <summary>Take a copy of a value that is msgpack already; throws WireException when it is not exactly one value.</summary>
        public void Set(byte[] bytes, int offset, int count)
        {
            var reader = new MsgpackReader(bytes, offset, count);
            reader.Skip();
            if (!reader.AtEnd) throw WireException.Msgpack("bytes follow the value");
            Keep(bytes, offset, count);
        }

        /// <summary>Take what a writer has written.</summary>
        public void Set(MsgpackWriter writer)
        {
            Set(writer.Buffer, 0, writer.Length);
        }

        /// <summary>Take another document's value.</summary>
        public void Set(MsgpackDocument other)
        {
            Keep(other.buffer, 0, other.Length);
        }

        internal void ReadMap(ref MsgpackReader reader, string field)
        {
            if (reader.Peek() != MsgpackKind.Map) throw WireException.Value(field, "is not a map");
            ReadAny(ref reader);
        }

        internal void ReadMaps(ref MsgpackReader reader, int most, string field)
        {
            var ahead = reader;
            for (var left = ahead.ReadCount(most, field); left > 0; left--)
            {
                if (ahead.Peek() != MsgpackKind.Map) throw WireException.Value(field, "holds what is not a map");
                ahead.Skip();
            }

            ReadAny(ref reader);
        }

        private void ReadAny(ref MsgpackReader reader)
        {
            var before = reader;
            reader.Skip();
            before.CopyTo(reader.Position, ref buffer);
            Length = reader.Position - before.Position;
        }

        private void Keep(byte[] bytes, int offset, int count)
        {
            if (buffer.Length < count) buffer = new byte[Math.Max(count, buffer.Length * 2)];
            Array.Copy(bytes, offset, buffer, 0, count);
            Length = count;
        }
    }
}
