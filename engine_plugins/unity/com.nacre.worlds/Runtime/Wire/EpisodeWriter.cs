#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;

namespace Nacre.Worlds.Wire
{
    /// <summary>Writes a training episode: one msgpack map a step, one after another in a file. A thread of its own does the writing; when the disk is
    /// slower than the game, steps are left out and counted, never waited for.</summary>
    public sealed class EpisodeWriter : IDisposable
    {
        /// <summary>Version of the file's layout, in its first map.</summary>
        public const int Layout = 1;

        private readonly object gate = new object();
        private readonly Queue<MsgpackWriter> full = new Queue<MsgpackWriter>();
        private readonly Stack<MsgpackWriter> free = new Stack<MsgpackWriter>();
        private readonly Thread thread;
        private readonly FileStream file;
        private readonly int most;
        private bool closing;
        private Exception? failure;

        /// <summary>Begin a file; throws IOException when it cannot be made. At most <paramref name="buffered"/> steps wait in memory.</summary>
        public EpisodeWriter(string path, int width, int height, double stepsPerSecond, string game, int buffered = 8)
        {
            most = buffered;
            file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 16);
            var header = new MsgpackWriter();
            header.WriteMapHeader(6);
            header.WriteKey("layout");
            header.Write(Layout);
            header.WriteKey("game");
            header.Write(game);
            header.WriteKey("width");
            header.Write(width);
            header.WriteKey("height");
            header.Write(height);
            header.WriteKey("hz");
            header.Write(stepsPerSecond);
            header.WriteKey("axes");
            header.Write("right-handed, Y up, -Z forward; metres, seconds, radians");
            file.Write(header.Buffer, 0, header.Length);
            thread = new Thread(Run) { IsBackground = true, Name = "nacre-recorder" };
            thread.Start();
        }

        /// <summary>Steps written or waiting to be.</summary>
        public long Steps { get; private set; }

        /// <summary>Steps left out because the disk was too slow.</summary>
        public long LeftOut { get; private set; }

        /// <summary>What went wrong with the disk; empty while nothing did.</summary>
        public string Failure
        {
            get
            {
                lock (gate) return failure?.Message ?? string.Empty;
            }
        }

        /// <summary>One step: picture (RGBA, rows from top to bottom), the input since the step before, the camera that drew it. False when it was left out.</summary>
        public bool Add(double time, WireHeld held, WireLook look, WireCamera camera, byte[] pixels, int count)
        {
            MsgpackWriter step;
            lock (gate)
            {
                if (closing || failure != null) return false;
                if (full.Count >= most)
                {
                    LeftOut++;
                    return false;
                }

                step = free.Count > 0 ? free.Pop() : new MsgpackWriter(count + 512);
            }

            step.Clear();
            step.WriteMapHeader(5);
            step.WriteKey("t");
            step.Write(time);
            step.WriteKey("held");
            held.Write(step);
            step.WriteKey("look");
            look.Write(step);
            step.WriteKey("camera");
            camera.Write(step);
            step.WriteKey("rgba");
            step.WriteBinary(pixels, 0, count);
            lock (gate)
            {
                full.Enqueue(step);
                Steps++;
                Monitor.PulseAll(gate);
            }

            return true;
        }

        /// <summary>Write what waits and close the file; waits for the disk, at most five seconds.</summary>
        public void Dispose()
        {
            lock (gate)
            {
                closing = true;
                Monitor.PulseAll(gate);
            }

            thread.Join(5000);
        }

        private void Run()
        {
            try
            {
                using (file)
                {
                    while (true)
                    {
                        MsgpackWriter step;
                        lock (gate)
                        {
                            while (full.Count == 0 && !closing) Monitor.Wait(gate);
                            if (full.Count == 0) return;
                            step = full.Dequeue();
                        }

                        file.Write(step.Buffer, 0, step.Length);
                        lock (gate) free.Push(step);
                    }
                }
            }
            catch (IOException error)
            {
                lock (gate) failure = error;
            }
        }
    }
}
