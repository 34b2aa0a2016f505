#nullable enable
using System;

namespace Nacre.Worlds.Wire
{
    /// <summary>One value inside a <see cref="MsgpackDocument"/>, looked up without copying. Valid until the document changes. A value
    /// that is not there, or of another kind, gives the fallback: a world's state may lack what a model does not have.</summary>
    public readonly struct MsgpackNode
    {
        private readonly byte[]? buffer;
        private readonly int offset;
        private readonly int end;

        internal MsgpackNode(byte[] buffer, int offset, int end)
        {
            this.buffer = buffer;
            this.offset = offset;
            this.end = end;
        }

        /// <summary>Whether there is a value, nil included.</summary>
        public bool Exists => buffer != null && offset < end;

        /// <summary>What it is; Nil when it does not exist.</summary>
        public MsgpackKind Kind => Exists ? Reader().Peek() : MsgpackKind.Nil;

        /// <summary>Items of an array, pairs of a map, 0 for anything else.</summary>
        public int Count
        {
            get
            {
                var reader = Reader();
                switch (Kind)
                {
                    case MsgpackKind.Array: return reader.ReadCount();
                    case MsgpackKind.Map: return reader.ReadMapHeader();
                    default: return 0;
                }
            }
        }

        /// <summary>The value under a key of ASCII letters.</summary>
        public MsgpackNode this[string key]
        {
            get
            {
                if (Kind != MsgpackKind.Map) return default;
                var reader = Reader();
                for (var left = reader.ReadMapHeader(); left > 0; left--)
                {
                    if (reader.Peek() == MsgpackKind.String)
                    {
                        reader.ReadKey();
                        if (reader.KeyIs(key)) return new MsgpackNode(buffer!, reader.Position, end);
                    }
                    else
                    {
                        reader.Skip();
                    }

                    reader.Skip();
                }

                return default;
            }
        }

        /// <summary>An item of an array. Costs a pass over those before it: walk long arrays with <see cref="GetEnumerator"/>.</summary>
        public MsgpackNode this[int index]
        {
            get
            {
                if (Kind != MsgpackKind.Array) return default;
                var reader = Reader();
                if (index < 0 || index >= reader.ReadCount()) return default;
                for (; index > 0; index--) reader.Skip();
                return new MsgpackNode(buffer!, reader.Position, end);
            }
        }

        /// <summary>As an integer; a float is cut off.</summary>
        public long Integer(long fallback = 0)
        {
            var kind = Kind;
            return kind == MsgpackKind.Integer ? Reader().ReadInteger() : kind == MsgpackKind.Float ? (long)Reader().ReadFloat() : fallback;
        }

        /// <summary>As a number.</summary>
        public double Number(double fallback = 0)
        {
            var kind = Kind;
            return kind == MsgpackKind.Float ? Reader().ReadFloat() : kind == MsgpackKind.Integer ? Reader().ReadInteger() : fallback;
        }

        /// <summary>As a boolean.</summary>
        public bool Boolean(bool fallback = false)
        {
            return Kind == MsgpackKind.Boolean ? Reader().ReadBoolean() : fallback;
        }

        /// <summary>As text; makes a string each time.</summary>
        public string Text(string fallback = "")
        {
            return Kind == MsgpackKind.String ? Reader().ReadString() : fallback;
        }

        /// <summary>Whether it is this ASCII text; makes no string.</summary>
        public bool Is(string ascii)
        {
            if (Kind != MsgpackKind.String) return false;
            var reader = Reader();
            reader.ReadWord();
            return reader.KeyIs(ascii);
        }

        /// <summary>Fill <paramref name="into"/> with the numbers of an array; false when there are not exactly as many.</summary>
        public bool Numbers(double[] into)
        {
            if (Kind != MsgpackKind.Array || Count != into.Length) return false;
            var reader = Reader();
            reader.ReadCount();
            for (var i = 0; i < into.Length; i++)
            {
                var kind = reader.Peek();
                if (kind != MsgpackKind.Integer && kind != MsgpackKind.Float) return false;
                into[i] = kind == MsgpackKind.Integer ? reader.ReadInteger() : reader.ReadFloat();
            }

            return true;
        }

        /// <summary>A reader that stands on the value.</summary>
        public MsgpackReader Reader()
        {
            return new MsgpackReader(buffer ?? Array.Empty<byte>(), offset, end - offset);
        }

        /// <summary>The items of an array, or key and value in turn of a map.</summary>
        public Walk GetEnumerator()
        {
            return new Walk(this);
        }

        /// <summary>Walks over items without allocating.</summary>
        public struct Walk
        {
            private readonly MsgpackNode owner;
            private MsgpackReader reader;
            private int left;

            internal Walk(MsgpackNode owner)
            {
                this.owner = owner;
                reader = owner.Reader();
                var kind = owner.Kind;
                left = kind == MsgpackKind.Array ? reader.ReadCount() : kind == MsgpackKind.Map ? 2 * reader.ReadMapHeader() : 0;
                Current = default;
            }

            /// <summary>The item.</summary>
            public MsgpackNode Current { get; private set; }

            /// <summary>Go on to the next item.</summary>
            public bool MoveNext()
            {
                if (left-- <= 0) return false;
                Current = new MsgpackNode(owner.buffer!, reader.Position, owner.end);
                reader.Skip();
                return true;
            }
        }
    }
}
