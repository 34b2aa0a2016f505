#nullable enable
using System;
using System.Diagnostics;
#if UNITY_WEBGL && !UNITY_EDITOR
using System.Runtime.InteropServices;
#endif

namespace Nacre.Worlds.Wire
{
    /// <summary>What a browser's WebSocket does for <see cref="WebSocketLink"/>. All calls come from one thread.</summary>
    public interface IBrowserSocket
    {
        /// <summary>Begin to connect; a number that names the socket.</summary>
        int Open(string url);

        /// <summary>0 connecting, 1 open, 2 closing, 3 closed: the browser's own <c>readyState</c>.</summary>
        int State(int socket);

        /// <summary>Send one binary message.</summary>
        void Send(int socket, byte[] data, int count);

        /// <summary>Bytes of the oldest message that waits, -1 when none does.</summary>
        int Waiting(int socket);

        /// <summary>Take the oldest message that waits.</summary>
        void Take(int socket, byte[] into, int count);

        /// <summary>Close and forget the socket.</summary>
        void Close(int socket);
    }

    /// <summary>A link over a browser's WebSocket, for WebGL players, which have neither TCP nor threads: everything happens in
    /// <see cref="Poll"/>.</summary>
    public sealed class WebSocketLink : ILink
    {
        private readonly Endpoint endpoint;
        private readonly ILinkSink sink;
        private readonly Backoff backoff;
        private readonly IBrowserSocket browser;
        private readonly Stopwatch clock = Stopwatch.StartNew();
        private byte[] incoming = new byte[65536];
        private byte[] outgoing = new byte[1024];
        private WireException? broken;
        private int socket = -1;
        private bool connected;
        private bool running;
        private double deadline;
        private double nextTick;

        /// <summary>A link to a ws:// or wss:// endpoint over the browser this runs in; throws where there is none.</summary>
        public WebSocketLink(Endpoint endpoint, ILinkSink sink, int seed) : this(endpoint, sink, seed, Browser())
        {
        }

        /// <summary>A link over the given sockets.</summary>
        public WebSocketLink(Endpoint endpoint, ILinkSink sink, int seed, IBrowserSocket browser)
        {
            this.endpoint = endpoint;
            this.sink = sink;
            this.browser = browser;
            backoff = new Backoff(seed);
        }

        /// <inheritdoc/>
        public void Start()
        {
            running = true;
        }

        /// <inheritdoc/>
        public bool Send(byte[] header, int count)
        {
            if (!connected || socket < 0) return false;
            browser.Send(socket, outgoing, PartsCodec.Join(header, count, ref outgoing));
            return true;
        }

        /// <inheritdoc/>
        public void Break(WireException why)
        {
            broken ??= why;
        }

        /// <inheritdoc/>
        public void Poll()
        {
            if (!running) return;
            var now = clock.Elapsed.TotalSeconds;
            if (socket < 0)
            {
                if (now < deadline) return;
                socket = browser.Open(endpoint.Text);
                deadline = now + ReceiveLimits.HandshakeSeconds;
            }

            var state = browser.State(socket);
            if (!connected && state == 1)
            {
                connected = true;
                sink.OnConnected();
            }

            try
            {
                Receive();
            }
            catch (WireException error)
            {
                broken ??= error;
            }

            if (running && now >= nextTick)
            {
                nextTick = now + 0.1;
                sink.OnTick();
            }

            if (!connected && now >= deadline) broken ??= new WireException("lost", endpoint.Text + ": no answer");
            if (running && (state >= 2 || broken != null)) Lose(now);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            running = connected = false;
            if (socket >= 0) browser.Close(socket);
            socket = -1;
        }

        /// <inheritdoc/>
        public bool Join(int milliseconds)
        {
            return true;
        }

        private void Receive()
        {
            for (var size = browser.Waiting(socket); running && size >= 0; size = running ? browser.Waiting(socket) : -1)
            {
                if (size > ReceiveLimits.MessageBytes + 4 * ReceiveLimits.Parts) throw new WireException(ErrorCodes.TooLarge, "a message has " + size + " bytes");
                if (incoming.Length < size) incoming = new byte[size];
                browser.Take(socket, incoming, size);
                var message = sink.NextMessage();
                PartsCodec.Split(incoming, size, message);
                backoff.Reset();
                sink.OnMessage(message);
            }
        }

        private void Lose(double now)
        {
            var why = broken ?? new WireException("lost", endpoint.Text + ": the connection was closed");
            broken = null;
            connected = false;
            browser.Close(socket);
            socket = -1;
            var wait = backoff.Next();
            deadline = now + wait;
            running = sink.OnLost(why, wait);
        }

#if UNITY_WEBGL && !UNITY_EDITOR
        private static IBrowserSocket Browser()
        {
            return new Library();
        }

        private sealed class Library : IBrowserSocket
        {
            [DllImport("__Internal")] private static extern int NacreSocketOpen(string url);

            [DllImport("__Internal")] private static extern int NacreSocketState(int socket);

            [DllImport("__Internal")] private static extern void NacreSocketSend(int socket, byte[] data, int count);

            [DllImport("__Internal")] private static extern int NacreSocketWaiting(int socket);

            [DllImport("__Internal")] private static extern void NacreSocketTake(int socket, byte[] into, int count);

            [DllImport("__Internal")] private static extern void NacreSocketClose(int socket);

            public int Open(string url) => NacreSocketOpen(url);

            public int State(int socket) => NacreSocketState(socket);

            public void Send(int socket, byte[] data, int count) => NacreSocketSend(socket, data, count);

            public int Waiting(int socket) => NacreSocketWaiting(socket);

            public void Take(int socket, byte[] into, int count) => NacreSocketTake(socket, into, count);

            public void Close(int socket) => NacreSocketClose(socket);
        }
#else
        private static IBrowserSocket Browser()
        {
            throw new WireException("bad_endpoint", "WebSockets are for WebGL players; use tcp:// here");
        }
#endif
    }
}
