#nullable enable
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
    /// <summary>Where the reading thread leaves pictures and the engine fetches them. Holds at most <see cref="Capacity"/>: beyond, the oldest is
    /// dropped, so what is fetched is never old. Frames are a small closed set that goes round.</summary>
    public sealed class FrameQueue
    {
        private readonly object gate = new object();
        private readonly Stack<WorldFrame> free = new Stack<WorldFrame>();
        private readonly Queue<WorldFrame> ready = new Queue<WorldFrame>();
        private int capacity = 1;

        /// <summary>Pictures that may wait: 1 to always have the newest, more for models that make several at once.</summary>
        public int Capacity
        {
            get => capacity;
            set => capacity = value < 1 ? 1 : value;
        }

        /// <summary>Pictures thrown away because a newer one came before they were fetched.</summary>
        public long Skipped { get; private set; }

        /// <summary>Pictures that wait.</summary>
        public int Count
        {
            get
            {
                lock (gate) return ready.Count;
            }
        }

        internal WorldFrame Rent()
        {
            lock (gate) return free.Count > 0 ? free.Pop() : new WorldFrame();
        }

        internal void Publish(WorldFrame frame)
        {
            lock (gate)
            {
                ready.Enqueue(frame);
                while (ready.Count > capacity)
                {
                    free.Push(ready.Dequeue());
                    Skipped++;
                }
            }
        }

        /// <summary>The oldest picture that waits, null when none does. Give it back with <see cref="Release"/>.</summary>
        public WorldFrame? Take()
        {
            lock (gate) return ready.Count > 0 ? ready.Dequeue() : null;
        }

        /// <summary>Give a picture back; its buffers are used for a later one.</summary>
        public void Release(WorldFrame frame)
        {
            lock (gate) free.Push(frame);
        }

        /// <summary>Throw away what waits.</summary>
        public void Clear()
        {
            lock (gate)
            {
                while (ready.Count > 0) free.Push(ready.Dequeue());
            }
        }
    }
}
