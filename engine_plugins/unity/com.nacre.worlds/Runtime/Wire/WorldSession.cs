#nullable enable
using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace Nacre.Worlds.Wire
{
    /// <summary>A session with a server: says hello, opens a world, grants credit, answers beats, comes back after a loss. Methods may be
    /// called from the engine's thread and never wait for the network; what happens is fetched with <see cref="TryTakeEvent"/>,
    /// <see cref="TryTakeState"/> and from <see cref="Frames"/>.</summary>
    public sealed partial class WorldSession : ILinkSink, IDisposable
    {
        private const int MostEvents = 1024;

        private readonly object gate = new object();
        private readonly SessionOptions options;
        private readonly ILink link;
        private readonly Stopwatch clock = Stopwatch.StartNew();
        private readonly MsgpackWriter writer = new MsgpackWriter();
        private readonly Queue<SessionEvent> events = new Queue<SessionEvent>();
        private readonly InputAccumulator input = new InputAccumulator();
        private readonly TurnHistory turns = new TurnHistory();
        private readonly ClientAct act = new ClientAct();
        private readonly ClientAct acknowledgement = new ClientAct();
        private readonly ClientView view = new ClientView();
        private readonly ClientStatus beat = new ClientStatus();
        private readonly ClientOpen wanted = new ClientOpen();
        private WorldFrame? incoming;
        private ServerState state = new ServerState();
        private ServerState spareState = new ServerState();
        private bool stateIsNew;
        private bool connected;
        private bool welcome;
        private bool wantsWorld;
        private bool viewing;
        private bool saidHelloWithSession;
        // the session that is to be gone on with is only to be closed: something else is wished since
        private bool leaves;
        // of a session whose end is asked for and not heard of: should the line break before, it is asked for again
        private string parting = string.Empty;
        private string sessionToken;
        private long request;
        private long helloRequest;
        private long openRequest;
        // opens and closes that a newer wish has taken the place of: what comes of them is told nobody
        private readonly List<long> givenUp = new List<long>();
        private double heartbeat = Protocol.HeartbeatSeconds;
        private double heard;
        private double told;
        private double newest = double.NegativeInfinity;
        private long shownInput;
        private SessionStatistics figures;
        private ConnectionState connection;
        private bool started;

        /// <summary>A session that has not started; throws <see cref="WireException"/> when the endpoint is none.</summary>
        public WorldSession(SessionOptions options) : this(options, (endpoint, sink) => Links.Make(endpoint, sink, new TlsTrust(options.TlsName, options.TlsFingerprint), options.Seed))
        {
        }

        /// <summary>A session over a link of the caller's choice.</summary>
        internal WorldSession(SessionOptions options, Func<Endpoint, ILinkSink, ILink> links)
        {
            this.options = options;
            sessionToken = options.SessionToken;
            link = links(Endpoint.Parse(options.Endpoint), this);
        }

        /// <summary>Pictures, for the engine to fetch.</summary>
        public FrameQueue Frames { get; } = new FrameQueue();

        /// <summary>How things stand.</summary>
        public ConnectionState State
        {
            get
            {
                lock (gate) return connection;
            }
        }

        /// <summary>What the server said of itself; null before it has.</summary>
        public ServerWelcome? Welcome { get; private set; }

        /// <summary>The world that is open; null when none is.</summary>
        public ServerOpened? Opened { get; private set; }

        /// <summary>Token to go on with this session; empty when there is none. Keep it in memory only.</summary>
        public string SessionToken
        {
            get
            {
                lock (gate) return leaves ? string.Empty : sessionToken;
            }
        }

        /// <summary>How far the head has turned, radians left and up, since the input that a picture shows: what a screen adds to the
        /// picture's own direction, so that looking around does not wait for the server.</summary>
        public void TurnedSince(long input, out double left, out double up)
        {
            lock (gate) turns.Since(input, out left, out up);
        }

        /// <summary>Seconds since this object was made: the clock of inputs.</summary>
        public double Now => clock.Elapsed.TotalSeconds;

        /// <summary>Figures as of now.</summary>
        public SessionStatistics Statistics
        {
            get
            {
                lock (gate)
                {
                    var copy = figures;
                    copy.Skipped = Frames.Skipped;
                    copy.FrameAge = Now - newest;
                    return copy;
                }
            }
        }

        private bool Plays => connection == ConnectionState.Playing || connection == ConnectionState.Paused;

        /// <summary>Begin to connect.</summary>
        public void Start()
        {
            lock (gate)
            {
                if (started) throw new InvalidOperationException("the session has been started already");
                started = true;
                Become(ConnectionState.Connecting, "connecting to " + options.Endpoint);
            }

            link.Start();
        }

        /// <summary>For links without threads (browsers): call once a frame. Costs nothing otherwise.</summary>
        public void Poll()
        {
            link.Poll();
        }

        /// <summary>Report what the player does; see <see cref="InputAccumulator.Report"/>. Call as often as you like.</summary>
        public void Report(double right, double forward, bool jump, bool sprint, double turnLeft, double turnUp)
        {
            lock (gate)
            {
                // input of a world that stands still is thrown away, so there is nothing to turn towards
                if (connection != ConnectionState.Playing) return;
                input.Report(right, forward, jump, sprint, turnLeft, turnUp);
                if (input.Take(Now, act)) Say(act);
                turns.Add(input.Sequence, input.TurnedLeft, input.TurnedUp);
            }
        }

        /// <summary>Draw from this camera instead of the player's eyes; null for the eyes again.</summary>
        public void View(WireCamera? camera)
        {
            lock (gate)
            {
                if (!Plays || (camera == null && !viewing)) return;
                viewing = camera != null;
                view.Clear();
                view.Seq = input.Next();
                view.T = Now;
                view.Camera = camera;
                Say(view);
            }
        }

        /// <summary>Frames the server may have in flight; 0 stops them.</summary>
        public void Grant(long credit)
        {
            lock (gate)
            {
                acknowledgement.Clear();
                acknowledgement.Credit = Math.Max(0, Math.Min(Protocol.MaxCredit, credit));
                if (Plays) Say(acknowledgement);
            }
        }

        /// <summary>What happened since the last call, oldest first.</summary>
        public bool TryTakeEvent(out SessionEvent happened)
        {
            lock (gate)
            {
                happened = events.Count > 0 ? events.Dequeue() : default;
                return happened.Text != null;
            }
        }

        /// <summary>The newest <c>state</c> message, once. It stays valid until the next call.</summary>
        public bool TryTakeState(ref ServerState into)
        {
            lock (gate)
            {
                if (!stateIsNew) return false;
                stateIsNew = false;
                var old = into;
                into = state;
                state = old;
                return true;
            }
        }

        /// <summary>Leave: the world is kept for its time to live when <paramref name="keep"/>, else closed. Does not wait.</summary>
        public void Stop(bool keep)
        {
            lock (gate)
            {
                // what is being made has no token to come back with: it would stand on the server for its time to live
                if (welcome && (openRequest != 0 || (!keep && Opened != null))) AskLocked(new ClientClose());
                if (welcome) AskLocked(new ClientBye());
                welcome = false;
                if (!keep || leaves) sessionToken = string.Empty;
                AnswerAll("the server was left before it answered");
                Become(ConnectionState.Offline, "stopped");
            }

            link.Dispose();
        }

        /// <summary>Leave and keep the world for its time to live.</summary>
        public void Dispose()
        {
            if (State != ConnectionState.Offline) Stop(true);
            link.Dispose();
        }

        /// <summary>After <see cref="Stop"/>, wait up to so many milliseconds for the threads; false when one still runs.</summary>
        public bool Join(int milliseconds)
        {
            return link.Join(milliseconds);
        }
    }
}
