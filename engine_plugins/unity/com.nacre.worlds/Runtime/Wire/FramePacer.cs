#nullable enable
using System;
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
    /// <summary>Shows the frames of models that make several at once at an even pace. With one frame a step the newest is shown at once. A burst
    /// is spread over the time until the next is expected; one that comes early drops what is left, one that is late holds the last frame.</summary>
    public sealed class FramePacer
    {
        private const double Smoothing = 0.2;
        private const double Burst = 0.01;
        private const double Break = 1.0;

        private readonly FrameQueue queue;
        private readonly Queue<WorldFrame> waiting = new Queue<WorldFrame>();
        private double due;
        private double began = -1;
        private int perStep = 1;

        /// <summary>A pacer of the frames of a queue.</summary>
        public FramePacer(FrameQueue queue)
        {
            this.queue = queue;
        }

        /// <summary>Frames the model makes at once.</summary>
        public int PerStep
        {
            get => perStep;
            set
            {
                perStep = Math.Max(1, value);
                queue.Capacity = perStep == 1 ? 1 : 2 * perStep;
            }
        }

        /// <summary>Smoothed seconds between two frames shown; 0 while unknown.</summary>
        public double Interval { get; private set; }

        /// <summary>Frames never shown because newer ones came first.</summary>
        public long Skipped { get; private set; }

        /// <summary>The frame to show from now on, null when the one shown stays; <paramref name="now"/> is the session's clock. Give it back to the queue.</summary>
        public WorldFrame? Next(double now)
        {
            for (var frame = queue.Take(); frame != null; frame = queue.Take()) Add(frame);
            WorldFrame? shown = null;
            while (waiting.Count > 0 && now >= due)
            {
                if (shown != null) Drop(shown);
                shown = waiting.Dequeue();
                due = perStep > 1 ? Math.Max(due + Interval, now - Interval) : now;
            }

            return shown;
        }

        private void Add(WorldFrame frame)
        {
            if (perStep <= 1)
            {
                Empty();
            }
            else if (frame.Received - began > Burst)
            {
                var gap = frame.Received - began;
                if (began >= 0 && gap < Break * perStep) Interval += (gap / perStep - Interval) * (Interval <= 0 ? 1 : Smoothing);
                else Interval = 0;
                began = due = frame.Received;
                Empty();
            }

            waiting.Enqueue(frame);
            while (waiting.Count > 2 * perStep) Drop(waiting.Dequeue());
        }

        private void Empty()
        {
            while (waiting.Count > 0) Drop(waiting.Dequeue());
        }

        private void Drop(WorldFrame frame)
        {
            queue.Release(frame);
            Skipped++;
        }
    }
}
