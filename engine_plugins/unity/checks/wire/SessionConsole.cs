#nullable enable
using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using Nacre.Worlds.Wire;

namespace Nacre.Worlds.Checks
{
    /// <summary>A player at a command line: one command a line, one or more lines of answer, the last beginning with <c>done</c>.</summary>
    internal sealed class SessionConsole
    {
        private readonly WorldSession session;
        private readonly WireCamera camera = new WireCamera();
        private ServerState state = new ServerState();
        private WorldFrame? shown;
        private long frames;
        private double worstAge;
        private double worstTurn;

        internal SessionConsole(string endpoint, string fingerprint)
        {
            var options = new SessionOptions { Endpoint = endpoint, TlsFingerprint = fingerprint, Seed = 1, ClientName = "wirecheck" };
            var browser = Endpoint.Parse(endpoint).Kind == LinkKind.WebSocket;
            session = browser ? new WorldSession(options, (to, sink) => new WebSocketLink(to, sink, 1, new ManagedSockets())) : new WorldSession(options);
        }

        internal int Run()
        {
            session.Start();
            for (var line = Console.In.ReadLine(); line != null; line = Console.In.ReadLine())
            {
                var words = line.Split(' ');
                if (words[0] == "quit") break;
                Console.WriteLine("done " + Do(words, line));
                Console.Out.Flush();
            }

            session.Stop(false);
            var ended = session.Join(2000);
            Console.WriteLine("done ended " + ended);
            return ended ? 0 : 1;
        }

        private string Do(string[] words, string line)
        {
            switch (words[0])
            {
                case "open":
                    var size = words[1].Split('x');
                    var open = new ClientOpen { Width = int.Parse(size[0]), Height = int.Parse(size[1]), Fps = double.Parse(words[2], CultureInfo.InvariantCulture), Seed = 7, Prompt = "a meadow" };
                    open.Channels = new System.Collections.Generic.List<string> { "rgb", "depth", "state" };
                    session.Open(open);
                    return "opening";
                case "until":
                    return Until((ConnectionState)Enum.Parse(typeof(ConnectionState), words[1]), Seconds(words[2])).ToString();
                case "play":
                    return Play(Seconds(words[1]), words.Length > 2 ? Seconds(words[2]) : 0, words.Length > 3 ? Seconds(words[3]) : 0);
                case "stall":
                    Thread.Sleep((int)(1000 * Seconds(words[1])));
                    return Play(0.0, 0, 0);
                case "frame":
                    return Fetch(Seconds(words[1]));
                case "look":
                    camera.Position[1] = 3;
                    camera.Pitch = -0.5;
                    session.View(words[1] == "away" ? camera : null);
                    return "looking";
                case "ask":
                    return Ask(words);
                case "say":
                    return Figures();
                case "events":
                    return Events();
                case "hear":
                    return Hear(line.Substring(5)).ToString();
                case "token":
                    return session.SessionToken;
                case "memory":
                    return GC.GetTotalMemory(true) + " " + Process.GetCurrentProcess().Threads.Count;
                default:
                    return "unknown " + line;
            }
        }

        private string Ask(string[] words)
        {
            Events();
            IWireRequest what;
            switch (words[1])
            {
                case "pause": what = new ClientPause(); break;
                case "resume": what = new ClientResume(); break;
                case "close": what = new ClientClose(); break;
                default: what = new ClientStatus(); break;
            }

            var id = session.Ask(what);
            for (var since = Stopwatch.StartNew(); since.Elapsed.TotalSeconds < 5; Idle(2))
            {
                while (session.TryTakeEvent(out var happened))
                {
                    if (happened.Message is ServerStatus status && status.Id == id) return "status " + status.State;
                    if (happened.Message is ServerClosed closed && closed.Id == id) return "closed " + closed.Reason;
                    if (happened.Message is ServerError error && error.Id == id) return "error " + error.Code;
                }
            }

            return "nothing";
        }

        /// <summary>A game of 100 pictures a second, walking and turning.</summary>
        private string Play(double seconds, double forward, double turn)
        {
            frames = 0;
            worstAge = worstTurn = 0;
            long states = 0;
            var since = Stopwatch.StartNew();
            do
            {
                var began = Stopwatch.GetTimestamp();
                session.Report(0, forward, false, false, turn * 0.01, 0);
                Show();
                if (session.TryTakeState(ref state)) states++;
                worstTurn = Math.Max(worstTurn, (Stopwatch.GetTimestamp() - began) * 1000.0 / Stopwatch.Frequency);
                Idle(10);
            }
            while (since.Elapsed.TotalSeconds < seconds);
            return "frames " + frames + " states " + states + " worst " + worstTurn.ToString("0.000") + " " + Figures();
        }

        private void Show()
        {
            var next = session.Frames.Take();
            if (next == null) return;
            if (shown != null)
            {
                if (next.Header.Id <= shown.Header.Id && next.Header.TWorld >= shown.Header.TWorld) Console.WriteLine("disorder " + shown.Header.Id + " " + next.Header.Id);
                session.Frames.Release(shown);
            }

            shown = next;
            frames++;
            worstAge = Math.Max(worstAge, session.Now - next.Received);
        }

        private string Figures()
        {
            var figures = session.Statistics;
            var position = state.Player.Root["position"];
            return "state " + session.State + " id " + (shown?.Header.Id ?? 0) + " age " + (shown == null ? -1 : session.Now - shown.Received).ToString("0.000")
                + " latency " + figures.Latency.ToString("0.000") + " losses " + figures.Losses + " skipped " + figures.Skipped + " dropped " + figures.Dropped
                + " x " + position[0].Number().ToString("0.000") + " z " + position[2].Number().ToString("0.000") + " yaw " + (shown?.Header.Camera.Yaw ?? 0).ToString("0.000")
                + " height " + (shown?.Header.Camera.Position[1] ?? 0).ToString("0.000") + " resumed " + (session.Opened?.Resumed ?? false);
        }

        /// <summary>The next picture's parts and two bytes of its middle.</summary>
        private string Fetch(double seconds)
        {
            var before = shown?.Header.Id ?? 0;
            for (var since = Stopwatch.StartNew(); since.Elapsed.TotalSeconds < seconds && (shown == null || shown.Header.Id == before); Idle(2)) Show();
            if (shown == null || shown.Header.Id == before) return "none";
            var answer = "id " + shown.Header.Id;
            foreach (var part in shown.Header.Parts)
            {
                shown.TryGetPart(part.Kind, out var description, out var bytes);
                uint hash = 2166136261;
                for (var i = 0; i < description.Bytes; i++) hash = (hash ^ bytes[i]) * 16777619;
                answer += " " + part.Kind + " " + part.Codec + " " + part.Width + "x" + part.Height + " " + part.Bytes + " " + hash;
            }

            return answer;
        }

        private string Events()
        {
            var count = 0;
            while (session.TryTakeEvent(out var happened))
            {
                count++;
                Console.WriteLine(happened.Kind == SessionEventKind.Message ? "message " + happened.Message!.GetType().Name + (happened.Message is ServerError error ? " " + error.Code : string.Empty) : happened.Kind + " " + happened.State + " " + happened.Text);
            }

            return count.ToString();
        }

        /// <summary>Wait for an event that says this, half a minute at most.</summary>
        private bool Hear(string text)
        {
            for (var since = Stopwatch.StartNew(); since.Elapsed.TotalSeconds < 30; Idle(5))
            {
                while (session.TryTakeEvent(out var happened)) if (happened.Text.Contains(text)) return true;
            }

            return false;
        }

        private bool Until(ConnectionState wanted, double seconds)
        {
            for (var since = Stopwatch.StartNew(); since.Elapsed.TotalSeconds < seconds; Idle(5))
            {
                if (session.State == wanted) return true;
            }

            return session.State == wanted;
        }

        /// <summary>What a game's frame does for links without threads of their own, and a wait.</summary>
        private void Idle(int milliseconds)
        {
            session.Poll();
            Thread.Sleep(milliseconds);
        }

        private static double Seconds(string word)
        {
            return double.Parse(word, CultureInfo.InvariantCulture);
        }
    }
}
