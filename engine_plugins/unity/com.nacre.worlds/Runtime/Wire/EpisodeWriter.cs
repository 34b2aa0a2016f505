#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;

namespace Nacre.Worlds.Wire
{
    /// <summary>What an episode says of itself before its first step.</summary>
    public sealed class EpisodeHead
    {
        /// <summary>Engine and its version.</summary>
        public string Engine { get; set; } = "unity";

        /// <summary>Name of the game.</summary>
        public string Project { get; set; } = string.Empty;

        /// <summary>A caption, the level's name.</summary>
        public string About { get; set; } = string.Empty;

        /// <summary>Steps a second.</summary>
        public double Rate { get; set; } = 20;

        /// <summary>Width of the pictures, pixels.</summary>
        public int Width { get; set; }

        /// <summary>Height of the pictures, pixels.</summary>
        public int Height { get; set; }
    }

    /// <summary>Writes a training episode, in the same folder layout as the Godot plugin: <c>episode.json</c>, <c>steps.jsonl</c> (one step a line) and
    /// <c>frames/000000.jpg</c> and so on. A thread of its own encodes and writes; when the disk is slower than the game, steps are left out and
    /// counted, never waited for.</summary>
    public sealed class EpisodeWriter : IDisposable
    {
        /// <summary>Version of the folder's layout.</summary>
        public const int Format = 1;

        private readonly object gate = new object();
        private readonly Queue<Step> full = new Queue<Step>();
        private readonly Stack<Step> free = new Stack<Step>();
        private readonly Func<byte[], byte[]> encode;
        private readonly StreamWriter lines;
        private readonly Thread thread;
        private readonly int most;
        private bool closing;
        private Exception? failure;

        /// <summary>Begin an episode in a folder, which is made; throws IOException when that cannot be. <paramref name="encode"/> makes a JPEG file of the
        /// pixels given to <see cref="Add"/>, on the writer's thread. At most <paramref name="buffered"/> steps wait in memory.</summary>
        public EpisodeWriter(string folder, EpisodeHead head, Func<byte[], byte[]> encode, int buffered = 8)
        {
            Folder = folder;
            most = buffered;
            this.encode = encode;
            if (Directory.Exists(folder)) throw new IOException(folder + " exists already");
            Directory.CreateDirectory(Path.Combine(folder, "frames"));
            var text = new JsonText();
            text.Open('{');
            text.Key("format").Write(Format);
            text.Key("engine").Write(head.Engine);
            text.Key("project").Write(head.Project);
            text.Key("rate").Write(head.Rate);
            text.Key("width").Write(head.Width);
            text.Key("height").Write(head.Height);
            text.Key("axes").Write("metres, radians, right-handed, y up, -z forward");
            text.Key("about").Write(head.About);
            text.Close('}');
            File.WriteAllText(Path.Combine(folder, "episode.json"), text.ToString());
            lines = new StreamWriter(Path.Combine(folder, "steps.jsonl"), false, new UTF8Encoding(false));
            thread = new Thread(Run) { IsBackground = true, Name = "nacre-recorder" };
            thread.Start();
        }

        /// <summary>Where it is written.</summary>
        public string Folder { get; }

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

        /// <summary>One step: time in seconds, picture (laid out as the encoder takes it), and what <paramref name="describe"/> writes of action, state and camera as
        /// further keys of the line. False when it was left out.</summary>
        public bool Add(double time, byte[] pixels, Action<JsonText> describe)
        {
            Step step;
            lock (gate)
            {
                if (closing || failure != null) return false;
                if (full.Count >= most)
                {
                    LeftOut++;
                    return false;
                }

                step = free.Count > 0 ? free.Pop() : new Step();
            }

            if (step.Pixels.Length != pixels.Length) step.Pixels = new byte[pixels.Length];
            Buffer.BlockCopy(pixels, 0, step.Pixels, 0, pixels.Length);
            step.Frame = "frames/" + Steps.ToString("000000", CultureInfo.InvariantCulture) + ".jpg";
            step.Line.Clear();
            step.Line.Open('{');
            step.Line.Key("step").Write(Steps);
            step.Line.Key("t").Write(time);
            describe(step.Line);
            step.Line.Key("frame").Write(step.Frame);
            step.Line.Close('}');
            lock (gate)
            {
                full.Enqueue(step);
                Steps++;
                Monitor.PulseAll(gate);
            }

            return true;
        }

        /// <summary>Write what waits and close the files; waits for the disk, at most five seconds.</summary>
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
                using (lines) while (Write())
                {
                }
            }
            catch (Exception error)
            {
                // a full disk, or an encoder that refuses: the game goes on, and its end says that the episode is not whole
                lock (gate) failure = error;
            }
        }

        private bool Write()
        {
            Step step;
            lock (gate)
            {
                while (full.Count == 0 && !closing) Monitor.Wait(gate);
                if (full.Count == 0) return false;
                step = full.Dequeue();
            }

            File.WriteAllBytes(Path.Combine(Folder, step.Frame), encode(step.Pixels));
            lines.WriteLine(step.Line.ToString());
            lock (gate) free.Push(step);
            return true;
        }

        private sealed class Step
        {
            internal readonly JsonText Line = new JsonText();
            internal byte[] Pixels = Array.Empty<byte>();
            internal string Frame = string.Empty;
        }
    }
}
