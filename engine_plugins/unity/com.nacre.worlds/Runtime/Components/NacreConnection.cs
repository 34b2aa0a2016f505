#nullable enable
using System;
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>The connection to a Nacre server: it finds the server, keeps the line, and takes it up again when it breaks. The socket lives on
    /// threads of its own; this component only collects what came. Start a server with <c>nacre serve</c>.</summary>
    [AddComponentMenu("Nacre/Nacre Connection")]
    [DisallowMultipleComponent]
    [DefaultExecutionOrder(-100)]
    public sealed partial class NacreConnection : MonoBehaviour
    {
        private const int JoinMilliseconds = 250;

        [SerializeField, Tooltip("Where the server is: tcp://host:port, tls://host:port, or ws://host:port/ws for WebGL players.")]
        private string endpoint = Protocol.DefaultEndpoint;

        [SerializeField, Tooltip("Token the server's owner gave you. A server on this machine needs none.")]
        private string accessToken = string.Empty;

        [SerializeField, Tooltip("Connect as soon as the component is enabled.")]
        private bool connectOnEnable = true;

        [Header("Behaviour")]
        [SerializeField, Tooltip("Disabling the component ends the session for good. Off: the world waits on the server, and enabling goes on with it.")]
        private bool closeOnDisable = true;

        [SerializeField, Tooltip("When the server has forgotten the session, make the same world again from description and seed.")]
        private bool reopenAfterRestart = true;

        [Header("Pictures")]
        [SerializeField, Tooltip("Take JPEG pictures instead of raw ones: less to carry, decoded on the main thread. Right for servers across a network.")]
        private bool preferJpeg;

        [SerializeField, Range(Protocol.MinWidth, Protocol.MaxWidth), Tooltip("Widest picture this game wants to take.")]
        private int maxWidth = Protocol.MaxWidth;

        [SerializeField, Range(Protocol.MinHeight, Protocol.MaxHeight), Tooltip("Highest picture this game wants to take.")]
        private int maxHeight = Protocol.MaxHeight;

        [Header("TLS")]
        [SerializeField, Tooltip("Name in the server's certificate; empty for the endpoint's host.")]
        private string tlsName = string.Empty;

        [SerializeField, Tooltip("SHA-256 of the certificate of a server that signed its own; empty to trust what the system trusts.")]
        private string tlsFingerprint = string.Empty;

        private WorldSession? session;
        private FramePacer? pacer;
        private ServerState worldState = new ServerState();
        private ClientOpen? wanted;
        private string goesTo = string.Empty;
        private string trouble = string.Empty;
        private string kept = string.Empty;

        /// <summary>The state changed; a line for people says why.</summary>
        public event Action<ConnectionState, string>? StateChanged;

        /// <summary>The server has said who it is and which models it offers.</summary>
        public event Action<ServerWelcome>? Welcomed;

        /// <summary>A newer picture is to be shown. Valid until the next one.</summary>
        public event Action<WorldFrame>? FrameReceived;

        /// <summary>The state of the world came, as plain data. Valid until the next one.</summary>
        public event Action<ServerState>? StateReceived;

        /// <summary>Something happened in the world.</summary>
        public event Action<ServerEvent>? EventReceived;

        /// <summary>The server is at work on what was asked.</summary>
        public event Action<ServerProgress>? Progressed;

        /// <summary>A world is open; <see cref="ServerOpened.Resumed"/> when it is the one from before.</summary>
        public event Action<ServerOpened>? Opened;

        /// <summary>The world is over, and why.</summary>
        public event Action<ServerClosed>? Closed;

        /// <summary>Something was refused or failed: a code for programs, a message and a hint for people. A server that is full or busy is told once and asked
        /// again when it said so: see <see cref="RetrySeconds"/>.</summary>
        public event Action<string, string, string>? Failed;

        /// <summary>Nothing of the prompt was understood: prompts that could be meant, nearest first. Comes before <see cref="Failed"/>.</summary>
        public event Action<IReadOnlyList<string>>? Offered;

        /// <summary>The answer to <see cref="Ask"/>, whatever it is. When the line breaks or the server is left before it comes, a <see cref="ServerError"/> of
        /// this side with the code <c>not_connected</c>.</summary>
        public event Action<IWireMessage>? Answered;

        /// <summary>The world that was asked for was refused; <see cref="Failed"/> follows.</summary>
        internal event Action<ServerError>? OpeningRefused;

        /// <summary>Where the server is. Takes effect with the next <see cref="Connect"/>.</summary>
        public string Endpoint
        {
            get => endpoint;
            set => endpoint = value;
        }

        /// <summary>Access token. Takes effect with the next <see cref="Connect"/>.</summary>
        public string AccessToken
        {
            get => accessToken;
            set => accessToken = value;
        }

        /// <summary>Whether enabling the component connects.</summary>
        public bool ConnectOnEnable
        {
            get => connectOnEnable;
            set => connectOnEnable = value;
        }

        /// <summary>Whether disabling the component ends the session for good.</summary>
        public bool CloseOnDisable
        {
            get => closeOnDisable;
            set => closeOnDisable = value;
        }

        /// <summary>What the connection is doing.</summary>
        public ConnectionState State { get; private set; }

        /// <summary>Why it is in its state, for people.</summary>
        public string Reason { get; private set; } = string.Empty;

        /// <summary>What the server said of itself; null while there is none.</summary>
        public ServerWelcome? Welcome => session?.Welcome;

        /// <summary>What is open; null without a world.</summary>
        public ServerOpened? World => session?.Opened;

        /// <summary>The newest picture, kept when the line breaks; null before the first.</summary>
        public WorldFrame? LastFrame { get; private set; }

        /// <summary>The newest state of the world; null before the first.</summary>
        public ServerState? LastState { get; private set; }

        /// <summary>Figures of the connection.</summary>
        public SessionStatistics Statistics => session?.Statistics ?? default;

        /// <summary>Seconds until a server that was full or busy is asked again for the world; -1 when none is waited for.</summary>
        public double RetrySeconds => session?.RetrySeconds ?? -1;

        /// <summary>Seconds from input to the picture that shows it, smoothed; 0 while unknown.</summary>
        public double Latency => Statistics.Latency;

        /// <summary>Pictures a second, smoothed.</summary>
        public double FramesPerSecond => Statistics.FramesPerSecond;

        /// <summary>Pictures that were never shown: left out by the server, or replaced by newer ones here.</summary>
        public long Dropped => Statistics.Dropped + Statistics.Skipped + (pacer?.Skipped ?? 0);

        /// <summary>Seconds since the newest picture came; infinite before the first.</summary>
        public double FrameAge => session == null ? double.PositiveInfinity : session.Statistics.FrameAge;

        /// <summary>Begin to connect. Does nothing while connected, unless to another endpoint.</summary>
        public void Connect()
        {
            if (session != null && State != ConnectionState.Failed && goesTo == endpoint) return;
            Drop(false);
            // a token is for the server that gave it
            if (goesTo != endpoint) kept = string.Empty;
            goesTo = endpoint;
            trouble = string.Empty;
            var options = new SessionOptions
            {
                Endpoint = endpoint,
                AccessToken = accessToken,
                SessionToken = kept,
                ClientName = Shortened(Application.productName, 64),
                ClientVersion = Shortened(Application.version, 32),
                Engine = Shortened("unity " + Application.unityVersion, 64),
                Codecs = preferJpeg ? new List<string> { "jpeg", "rgba8" } : new List<string>(),
                MaxWidth = maxWidth,
                MaxHeight = maxHeight,
                Reopen = reopenAfterRestart,
                TlsName = tlsName,
                TlsFingerprint = tlsFingerprint,
                Seed = GetHashCode(),
                Geometry = Geometry,
            };
            try
            {
                session = new WorldSession(options);
            }
            catch (WireException error)
            {
                Reason = error.Message;
                Become(ConnectionState.Failed, error.Message);
                Failed?.Invoke(error.Code, error.Message, "Check the endpoint of the Nacre Connection.");
                return;
            }

            kept = string.Empty;
            pacer = new FramePacer(session.Frames);
            // should the server no longer know the kept session, this is what it is asked for instead
            if (wanted != null) session.Open(wanted);
            session.Start();
            Collect();
        }

        /// <summary>Whether a world waits on the server, or is open, that this component goes on with when it connects.</summary>
        public bool GoesOn => kept.Length > 0 || session?.SessionToken.Length > 0;

        /// <summary>Leave the server; with <paramref name="keepWorld"/> the world waits there, and <see cref="Connect"/> goes on with it.</summary>
        public void Disconnect(bool keepWorld)
        {
            if (session == null && State != ConnectionState.Failed) return;
            Drop(keepWorld);
            Become(ConnectionState.Offline, "disconnected");
        }

        /// <summary>Make a world, now or as soon as the server is there. One that is open is closed first.</summary>
        public void Open(ClientOpen what)
        {
            wanted = what;
            session?.Open(what);
        }

        /// <summary>Close the world and forget it.</summary>
        public void CloseWorld()
        {
            wanted = null;
            session?.Close();
            Collect();
        }

        /// <summary>Send any request of the protocol; the number its answer will carry, 0 without a connection.</summary>
        public long Ask(IWireRequest what)
        {
            return session?.Ask(what) ?? 0;
        }

        /// <summary>Report what the player does: walking right and forward -1 to 1, and how far the head turned since the last report, radians.</summary>
        public void Act(double right, double forward, bool jump, bool sprint, double turnLeft, double turnUp)
        {
            session?.Report(right, forward, jump, sprint, turnLeft, turnUp);
        }

        /// <summary>Draw from a camera of your own, in wire axes; null for the player's eyes again.</summary>
        public void ViewFrom(WireCamera? camera)
        {
            session?.View(camera);
        }

        /// <summary>Frames the server may have on the way: 2 is right for smooth play, 0 stops frames.</summary>
        public void GrantCredit(int frames)
        {
            session?.Grant(frames);
        }

        /// <summary>How far the head has turned, radians left and up, since an input: the one a picture shows.</summary>
        public void TurnedSince(long input, out double left, out double up)
        {
            left = up = 0;
            session?.TurnedSince(input, out left, out up);
        }

        private void OnEnable()
        {
            if (connectOnEnable) Connect();
        }

        private void OnDisable()
        {
            // Also what happens before a domain reload, a scene change and the end of play: no thread may outlive the component.
            var leaving = session;
            Disconnect(!closeOnDisable);
            leaving?.Join(JoinMilliseconds);
        }

        private void Update()
        {
            Collect();
        }

        private static string Shortened(string? text, int most)
        {
            return text == null ? string.Empty : text.Length <= most ? text : text.Substring(0, most);
        }
    }
}
