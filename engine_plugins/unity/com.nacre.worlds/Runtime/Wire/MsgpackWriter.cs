#nullable enable
using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace Nacre.Worlds.Wire
{
    /// <summary>Writes msgpack into a buffer that grows and is kept, so that writing the same again allocates nothing. Integers
    /// and lengths take their shortest form, floats 64 bits: the same bytes as the reference encoder.</summary>
    public sealed class MsgpackWriter
    {
        private static readonly UTF8Encoding Lenient = new UTF8Encoding(false, false);

        private byte[] buffer;
        private int length;

        /// <summary>A writer with room for so many bytes at first.</summary>
        public MsgpackWriter(int capacity = 512)
        {
            buffer = new byte[capacity];
        }

        /// <summary>The bytes; valid from 0 to <see cref="Length"/> until the next write.</summary>
        public byte[] Buffer => buffer;

        /// <summary>Number of bytes written.</summary>
        public int Length => length;

        /// <summary>Begin again in the same buffer.</summary>
        public void Clear()
        {
            length = 0;
        }

        /// <summary>The bytes as an array of their own.</summary>
        public byte[] ToArray()
        {
            var copy = new byte[length];
            Array.Copy(buffer, copy, length);
            return copy;
        }

        /// <summary>Nothing.</summary>
        public void WriteNil()
        {
            Room(1)[0] = 0xc0;
        }

        /// <summary>A boolean.</summary>
        public void Write(bool value)
        {
            Room(1)[0] = (byte)(value ? 0xc3 : 0xc2);
        }

        /// <summary>An integer.</summary>
        public void Write(long value)
        {
            if (value >= -32 && value < 128) Room(1)[0] = (byte)value;
            else if (value >= 0 && value <= byte.MaxValue) Coded(0xcc, 2)[1] = (byte)value;
            else if (value >= 0 && value <= ushort.MaxValue) BinaryPrimitives.WriteUInt16BigEndian(Coded(0xcd, 3).Slice(1), (ushort)value);
            else if (value >= 0 && value <= uint.MaxValue) BinaryPrimitives.WriteUInt32BigEndian(Coded(0xce, 5).Slice(1), (uint)value);
            else if (value >= 0) BinaryPrimitives.WriteInt64BigEndian(Coded(0xcf, 9).Slice(1), value);
            else if (value >= sbyte.MinValue) Coded(0xd0, 2)[1] = (byte)value;
            else if (value >= short.MinValue) BinaryPrimitives.WriteInt16BigEndian(Coded(0xd1, 3).Slice(1), (short)value);
            else if (value >= int.MinValue) BinaryPrimitives.WriteInt32BigEndian(Coded(0xd2, 5).Slice(1), (int)value);
            else BinaryPrimitives.WriteInt64BigEndian(Coded(0xd3, 9).Slice(1), value);
        }

        /// <summary>A float of 64 bits.</summary>
        public void Write(double value)
        {
            BinaryPrimitives.WriteInt64BigEndian(Coded(0xcb, 9).Slice(1), BitConverter.DoubleToInt64Bits(value));
        }

        /// <summary>Text; lone surrogates become U+FFFD.</summary>
        public void Write(string value)
        {
            var size = Lenient.GetByteCount(value);
            Sized(size, 32, 0xa0, 0xd9, true);
            Room(size);
            Lenient.GetBytes(value, 0, value.Length, buffer, length - size);
        }

        /// <summary>Bytes.</summary>
        public void WriteBinary(byte[] bytes, int offset, int count)
        {
            Sized(count, 0, 0, 0xc4, true);
            Room(count);
            Array.Copy(bytes, offset, buffer, length - count, count);
        }

        /// <summary>The beginning of an array; its items follow.</summary>
        public void WriteArrayHeader(int count)
        {
            Sized(count, 16, 0x90, 0xdc, false);
        }

        /// <summary>The beginning of a map; its keys and values follow.</summary>
        public void WriteMapHeader(int count)
        {
            Sized(count, 16, 0x80, 0xde, false);
        }

        /// <summary>A map's key.</summary>
        public void WriteKey(string name)
        {
            Write(name);
        }

        /// <summary>An array of texts.</summary>
        public void Write(List<string> values)
        {
            WriteArrayHeader(values.Count);
            foreach (var value in values) Write(value);
        }

        /// <summary>An array of numbers.</summary>
        public void Write(double[] values)
        {
            WriteArrayHeader(values.Length);
            foreach (var value in values) Write(value);
        }

        /// <summary>An array of numbers.</summary>
        public void Write(List<double> values)
        {
            WriteArrayHeader(values.Count);
            foreach (var value in values) Write(value);
        }

        /// <summary>An array of whole numbers.</summary>
        public void Write(List<long> values)
        {
            WriteArrayHeader(values.Count);
            foreach (var value in values) Write(value);
        }

        /// <summary>A value that is msgpack already.</summary>
        public void Write(MsgpackDocument document)
        {
            WriteRaw(document.Buffer, 0, document.Length);
        }

        /// <summary>Bytes that are msgpack already.</summary>
        public void WriteRaw(byte[] bytes, int offset, int count)
        {
            Room(count);
            Array.Copy(bytes, offset, buffer, length - count, count);
        }

        private void Sized(int count, int small, int fix, int code, bool hasByteForm)
        {
            if (count < small) Room(1)[0] = (byte)(fix | count);
            else if (hasByteForm && count <= byte.MaxValue) Coded((byte)code, 2)[1] = (byte)count;
            else if (count <= ushort.MaxValue) BinaryPrimitives.WriteUInt16BigEndian(Coded((byte)(hasByteForm ? code + 1 : code), 3).Slice(1), (ushort)count);
            else BinaryPrimitives.WriteUInt32BigEndian(Coded((byte)(hasByteForm ? code + 2 : code + 1), 5).Slice(1), (uint)count);
        }

        private Span<byte> Coded(byte code, int count)
        {
            var room = Room(count);
            room[0] = code;
            return room;
        }

        private Span<byte> Room(int count)
        {
            if (buffer.Length - length < count) Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + count));
            length += count;
            return new Span<byte>(buffer, length - count, count);
        }
    }
}
