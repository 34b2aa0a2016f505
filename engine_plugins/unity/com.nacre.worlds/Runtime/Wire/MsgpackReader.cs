#nullable enable
using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace Nacre.Worlds.Wire
{
    /// <summary>Reads msgpack from a buffer that stays where it is; copies nothing but text. Every length is checked against
    /// the bytes that are left before anything is done with it. Throws <see cref="WireException"/> and nothing else.</summary>
    public struct MsgpackReader
    {
        /// <summary>Arrays and maps inside each other; deeper input is refused, so that no input can exhaust the stack.</summary>
        public const int MaxDepth = 64;

        private static readonly UTF8Encoding Strict = new UTF8Encoding(false, true);

        private readonly byte[] buffer;
        private readonly int end;
        private int position;
        private int wordStart;
        private int wordLength;

        /// <summary>A reader of <paramref name="count"/> bytes from <paramref name="offset"/>.</summary>
        public MsgpackReader(byte[] buffer, int offset, int count)
        {
            if (offset < 0 || count < 0 || offset > buffer.Length - count) throw new ArgumentOutOfRangeException(nameof(count));
            this.buffer = buffer;
            position = offset;
            end = offset + count;
            wordStart = wordLength = 0;
        }

        /// <summary>Index in the buffer of the next byte.</summary>
        public int Position => position;

        /// <summary>Bytes left.</summary>
        public int Remaining => end - position;

        /// <summary>Whether nothing is left.</summary>
        public bool AtEnd => position >= end;

        /// <summary>Kind of the next value; nothing is consumed.</summary>
        public MsgpackKind Peek()
        {
            if (position >= end) throw WireException.Msgpack("the data is cut short");
            var code = buffer[position];
            if (code < 0x80 || code >= 0xe0) return MsgpackKind.Integer;
            if (code < 0x90) return MsgpackKind.Map;
            if (code < 0xa0) return MsgpackKind.Array;
            if (code < 0xc0) return MsgpackKind.String;
            switch (code)
            {
                case 0xc0: return MsgpackKind.Nil;
                case 0xc2: case 0xc3: return MsgpackKind.Boolean;
                case 0xc4: case 0xc5: case 0xc6: return MsgpackKind.Binary;
                case 0xca: case 0xcb: return MsgpackKind.Float;
                case 0xd9: case 0xda: case 0xdb: return MsgpackKind.String;
                case 0xdc: case 0xdd: return MsgpackKind.Array;
                case 0xde: case 0xdf: return MsgpackKind.Map;
                case 0xc1: throw WireException.Msgpack("byte c1 means nothing");
                default: return code >= 0xcc && code <= 0xd3 ? MsgpackKind.Integer : MsgpackKind.Extension;
            }
        }

        /// <summary>Consume nil.</summary>
        public void ReadNil(string field = "value")
        {
            Expect(MsgpackKind.Nil, field);
            position++;
        }

        /// <summary>A boolean.</summary>
        public bool ReadBoolean(string field = "value")
        {
            Expect(MsgpackKind.Boolean, field);
            return buffer[position++] == 0xc3;
        }

        /// <summary>An integer within bounds, both included.</summary>
        public long ReadInteger(long low = long.MinValue, long high = long.MaxValue, string field = "value")
        {
            Expect(MsgpackKind.Integer, field);
            var value = Integer(field);
            if (value < low || value > high) throw WireException.Value(field, "is out of bounds: " + value);
            return value;
        }

        private long Integer(string field)
        {
            var code = Take(1);
            if (buffer[code] < 0x80) return buffer[code];
            if (buffer[code] >= 0xe0) return (sbyte)buffer[code];
            switch (buffer[code])
            {
                case 0xcc: return buffer[Take(1)];
                case 0xcd: return BinaryPrimitives.ReadUInt16BigEndian(Span(2));
                case 0xce: return BinaryPrimitives.ReadUInt32BigEndian(Span(4));
                case 0xcf:
                    var large = BinaryPrimitives.ReadUInt64BigEndian(Span(8));
                    if (large > long.MaxValue) throw WireException.Value(field, "is larger than 2^63-1");
                    return (long)large;
                case 0xd0: return (sbyte)buffer[Take(1)];
                case 0xd1: return BinaryPrimitives.ReadInt16BigEndian(Span(2));
                case 0xd2: return BinaryPrimitives.ReadInt32BigEndian(Span(4));
                default: return BinaryPrimitives.ReadInt64BigEndian(Span(8));
            }
        }

        /// <summary>A finite number within bounds; an integer is accepted too.</summary>
        public double ReadNumber(double low = double.MinValue, double high = double.MaxValue, string field = "value")
        {
            var value = Peek() == MsgpackKind.Integer ? Integer(field) : ReadFloat(field);
            if (!(value >= low && value <= high)) throw WireException.Value(field, "is out of bounds: " + value);
            return value;
        }

        /// <summary>A float as it is, infinities and not-a-number included.</summary>
        public double ReadFloat(string field = "value")
        {
            Expect(MsgpackKind.Float, field);
            if (buffer[Take(1)] == 0xca) return BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt32BigEndian(Span(4)));
            return BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64BigEndian(Span(8)));
        }

        /// <summary>Text of at most so many characters (code points); throws on what is not UTF-8.</summary>
        public string ReadString(int longest = int.MaxValue, string field = "value")
        {
            ReadWord(field);
            var characters = 0;
            for (var i = wordStart; i < wordStart + wordLength; i++) if ((buffer[i] & 0xc0) != 0x80) characters++;
            if (characters > longest) throw WireException.Value(field, "is longer than " + longest + " characters");
            try
            {
                return wordLength == 0 ? string.Empty : Strict.GetString(buffer, wordStart, wordLength);
            }
            catch (ArgumentException)
            {
                throw WireException.Msgpack(field + " is not UTF-8");
            }
        }

        /// <summary>Consume a string and remember where it lies, for <see cref="KeyIs"/>; no text is made.</summary>
        public void ReadWord(string field = "key")
        {
            Expect(MsgpackKind.String, field);
            var code = buffer[Take(1)];
            wordLength = code < 0xc0 ? code & 31 : Length(code - 0xd9);
            wordStart = Take(wordLength);
        }

        /// <summary>Consume a map's key, which must be text.</summary>
        public void ReadKey()
        {
            ReadWord("a key");
        }

        /// <summary>Whether the last key or word is this ASCII text.</summary>
        public bool KeyIs(string ascii)
        {
            if (ascii.Length != wordLength) return false;
            for (var i = 0; i < wordLength; i++) if (buffer[wordStart + i] != ascii[i]) return false;
            return true;
        }

        /// <summary>Consume bytes and tell where they lie in the buffer.</summary>
        public ArraySegment<byte> ReadBinary(string field = "value")
        {
            Expect(MsgpackKind.Binary, field);
            var length = Length(buffer[Take(1)] - 0xc4);
            return new ArraySegment<byte>(buffer, Take(length), length);
        }

        /// <summary>Number of items of an array, at most <paramref name="most"/>.</summary>
        public int ReadCount(int most = int.MaxValue, string field = "value")
        {
            Expect(MsgpackKind.Array, field);
            var code = buffer[Take(1)];
            var count = code < 0xa0 ? code & 15 : Length(code - 0xdc + 1);
            // every item has at least one byte, so a claim beyond that is a lie, whatever it costs
            if (count > Remaining) throw WireException.Msgpack(field + " is cut short");
            if (count > most) throw WireException.Value(field, "has more than " + most + " items");
            return count;
        }

        /// <summary>Number of pairs of a map.</summary>
        public int ReadMapHeader(string field = "value")
        {
            Expect(MsgpackKind.Map, field);
            var code = buffer[Take(1)];
            var count = code < 0x90 ? code & 15 : Length(code - 0xde + 1);
            if (count > Remaining / 2) throw WireException.Msgpack(field + " is cut short");
            return count;
        }

        /// <summary>Add every text of an array to a list.</summary>
        public void ReadStrings(List<string> into, int most, string field)
        {
            into.Clear();
            for (var left = ReadCount(most, field); left > 0; left--) into.Add(ReadString(int.MaxValue, field));
        }

        /// <summary>Fill an array of exactly this length with numbers.</summary>
        public void ReadNumbers(double[] into, double low, double high, string field)
        {
            if (ReadCount(into.Length, field) != into.Length) throw WireException.Value(field, "has too few items");
            for (var i = 0; i < into.Length; i++) into[i] = ReadNumber(low, high, field);
        }

        /// <summary>Put every number of an array into a list.</summary>
        public void ReadNumbers(List<double> into, int most, double low, double high, string field)
        {
            into.Clear();
            for (var left = ReadCount(most, field); left > 0; left--) into.Add(ReadNumber(low, high, field));
        }

        /// <summary>Put every whole number of an array into a list.</summary>
        public void ReadIntegers(List<long> into, int most, long low, long high, string field)
        {
            into.Clear();
            for (var left = ReadCount(most, field); left > 0; left--) into.Add(ReadInteger(low, high, field));
        }

        /// <summary>Consume one value of any kind.</summary>
        public void Skip()
        {
            Skip(0);
        }

        private void Skip(int depth)
        {
            if (depth > MaxDepth) throw WireException.Msgpack("values lie deeper than " + MaxDepth);
            switch (Peek())
            {
                case MsgpackKind.Integer: Integer("value"); break;
                case MsgpackKind.Float: ReadFloat(); break;
                case MsgpackKind.String: ReadWord(); break;
                case MsgpackKind.Binary: ReadBinary(); break;
                case MsgpackKind.Array:
                    for (var left = ReadCount(); left > 0; left--) Skip(depth + 1);
                    break;
                case MsgpackKind.Map:
                    for (var left = ReadMapHeader(); left > 0; left--)
                    {
                        Skip(depth + 1);
                        Skip(depth + 1);
                    }

                    break;
                case MsgpackKind.Extension: SkipExtension(); break;
                default: position++; break;
            }
        }

        private void SkipExtension()
        {
            var code = buffer[Take(1)];
            var length = code >= 0xd4 ? 1 << (code - 0xd4) : Length(code - 0xc7);
            Take(1);
            Take(length);
        }

        internal void CopyTo(int stop, ref byte[] target)
        {
            var count = stop - position;
            if (target.Length < count) target = new byte[Math.Max(count, target.Length * 2)];
            Array.Copy(buffer, position, target, 0, count);
        }

        private void Expect(MsgpackKind kind, string field)
        {
            var found = Peek();
            if (found != kind) throw WireException.Value(field, "is not of kind " + kind + " but " + found);
        }

        /// <summary>A length of 1, 2 or 4 bytes, by its power of two.</summary>
        private int Length(int power)
        {
            var size = power == 0 ? buffer[Take(1)] : power == 1 ? BinaryPrimitives.ReadUInt16BigEndian(Span(2)) : BinaryPrimitives.ReadUInt32BigEndian(Span(4));
            if (size > (uint)(end - position)) throw WireException.Msgpack("the data is cut short");
            return (int)size;
        }

        private int Take(int count)
        {
            if (count > end - position) throw WireException.Msgpack("the data is cut short");
            position += count;
            return position - count;
        }

        private ReadOnlySpan<byte> Span(int count)
        {
            return new ReadOnlySpan<byte>(buffer, Take(count), count);
        }
    }
}
