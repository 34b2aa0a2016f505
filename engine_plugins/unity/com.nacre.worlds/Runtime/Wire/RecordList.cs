#nullable enable
using System;

namespace Nacre.Worlds.Wire
{
    /// <summary>A list of records that keeps them when it is cleared, so that reading the same again allocates nothing.</summary>
    public sealed class RecordList<T> where T : class
    {
        private readonly Func<T> make;
        private T[] items = Array.Empty<T>();

        /// <summary>An empty list; <paramref name="make"/> makes a record.</summary>
        public RecordList(Func<T> make)
        {
            this.make = make;
        }

        /// <summary>Number of records.</summary>
        public int Count { get; private set; }

        /// <summary>A record by its index.</summary>
        public T this[int index] => index >= 0 && index < Count ? items[index] : throw new ArgumentOutOfRangeException(nameof(index));

        /// <summary>Forget the records, but keep them for use.</summary>
        public void Clear()
        {
            Count = 0;
        }

        /// <summary>One more record; it may still hold an earlier record's values.</summary>
        public T Add()
        {
            if (Count == items.Length)
            {
                Array.Resize(ref items, Math.Max(4, 2 * Count));
                for (var i = Count; i < items.Length; i++) items[i] = make();
            }

            return items[Count++];
        }

        /// <summary>Walk over the records.</summary>
        public Walk GetEnumerator()
        {
            return new Walk(this);
        }

        /// <summary>Walks without allocating.</summary>
        public struct Walk
        {
            private readonly RecordList<T> owner;
            private int index;

            internal Walk(RecordList<T> owner)
            {
                this.owner = owner;
                index = -1;
            }

            /// <summary>The record.</summary>
            public T Current => owner.items[index];

            /// <summary>Go on to the next.</summary>
            public bool MoveNext()
            {
                return ++index < owner.Count;
            }
        }
    }
}
