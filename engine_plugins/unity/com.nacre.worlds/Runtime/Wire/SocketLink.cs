#nullable enable
using System;
using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading;

namespace Nacre.Worlds.Wire
{
    /// <summary>A link over TCP or TLS with two threads of its own: one connects and reads, the other writes and keeps time. Nothing
    /// here waits on the caller's thread.</summary>
    public sealed class SocketLink : ILink, IZmtpSink
    {
        private const int DirectBytes = 4096;
        private const int TickMilliseconds = 100;
        private const int GoodbyeMilliseconds = 200;

        private readonly Endpoint endpoint;
        private readonly ILinkSink sink;
        private readonly TlsTrust trust;
        private readonly Backoff backoff;
        private readonly object gate = new object();
        private readonly byte[] incoming = new byte[65536];
        private ByteQueue waiting = new ByteQueue();
        private ByteQueue sending = new ByteQueue();
        private Thread? reading;
        private Thread? writing;
        private SocketChannel? channel;
        private WireException? broken;
        private Stopwatch handshake = new Stopwatch();
        private bool connected;
        private volatile bool stopping;

        /// <summary>A link to an endpoint of kind Tcp or Tls. <paramref name="seed"/> spreads the waits between attempts.</summary>
        public SocketLink(Endpoint endpoint, ILinkSink sink, TlsTrust trust, int seed)
        {
            this.endpoint = endpoint;
            this.sink = sink;
            this.trust = trust;
            backoff = new Backoff(seed);
        }

        /// <inheritdoc/>
        public void Start()
        {
            if (reading != null) throw new InvalidOperationException("the link has been started already");
            reading = new Thread(ReadLoop) { IsBackground = true, Name = "nacre-reader" };
            writing = new Thread(WriteLoop) { IsBackground = true, Name = "nacre-writer" };
            reading.Start();
            writing.Start();
        }

        /// <inheritdoc/>
        public bool Send(byte[] header, int count)
        {
            lock (gate)
            {
                if (!connected || stopping || waiting.Length + count > ReceiveLimits.PendingBytes) return false;
                ZmtpWriter.Frame(waiting, 0, header, count);
                Monitor.PulseAll(gate);
                return true;
            }
        }

        /// <inheritdoc/>
        public void Break(WireException why)
        {
            lock (gate)
            {
                if (channel == null) return;
                broken ??= why;
            }

            CloseChannel();
        }

        /// <inheritdoc/>
        public void Poll()
        {
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (gate)
            {
                stopping = true;
                connected = false;
                Monitor.PulseAll(gate);
            }
        }

        /// <inheritdoc/>
        public bool Join(int milliseconds)
        {
            var since = Stopwatch.StartNew();
            var ended = reading == null || reading == Thread.CurrentThread || reading.Join(milliseconds);
            var left = Math.Max(0, milliseconds - (int)since.ElapsedMilliseconds);
            return (writing == null || writing == Thread.CurrentThread || writing.Join(left)) && ended;
        }

        MessageBuffer IZmtpSink.NextMessage()
        {
            return sink.NextMessage();
        }

        void IZmtpSink.OnGreeting()
        {
            Enqueue(ZmtpWriter.Ready());
        }

        void IZmtpSink.OnReady()
        {
            lock (gate)
            {
                connected = !stopping;
                handshake.Reset();
            }

            sink.OnConnected();
        }

        void IZmtpSink.OnPing(byte[] buffer, int offset, int count)
        {
            Enqueue(ZmtpWriter.Pong(buffer, offset, count));
        }

        void IZmtpSink.OnMessage(MessageBuffer message)
        {
            backoff.Reset();
            sink.OnMessage(message);
        }

        private void Enqueue(byte[] bytes)
        {
            lock (gate)
            {
                waiting.Add(bytes, 0, bytes.Length);
                Monitor.PulseAll(gate);
            }
        }

        private void ReadLoop()
        {
            while (!stopping)
            {
                var why = Attempt();
                // what was said last is still to be written, and the other thread closes after it
                if (stopping) return;
                CloseChannel();
                lock (gate)
                {
                    connected = false;
                    why = broken ?? why;
                    broken = null;
                    waiting.Clear();
                    handshake.Reset();
                }

                if (stopping) return;
                var wait = backoff.Next();
                if (!sink.OnLost(why, wait)) return;
                var since = Stopwatch.StartNew();
                lock (gate)
                {
                    while (!stopping && since.Elapsed.TotalSeconds < wait) Monitor.Wait(gate, Math.Max(1, (int)(1000 * (wait - since.Elapsed.TotalSeconds))));
                }
            }
        }

        /// <summary>One connection from beginning to end; tells why it ended.</summary>
        private WireException Attempt()
        {
            try
            {
                var peer = Connect();
                var reader = new ZmtpReader(this);
                Enqueue(ZmtpWriter.Greeting());
                while (!stopping)
                {
                    var space = reader.Wants(DirectBytes);
                    var direct = space.Count > 0;
                    var some = direct ? peer.Receive(space.Array!, space.Offset, space.Count) : peer.Receive(incoming, 0, incoming.Length);
                    if (some <= 0) return Lost(reader.Ready ? "the server closed the connection" : "the server closed the connection before it was ready");
                    if (direct) reader.Received(some);
                    else reader.Feed(incoming, 0, some);
                }

                peer.Drain(incoming);
                return Lost("stopped");
            }
            catch (WireException error)
            {
                return error;
            }
            catch (AuthenticationException error)
            {
                return new WireException("refused", "TLS: " + error.Message);
            }
            catch (Exception error)
            {
                // whatever it is, it must not leave this thread: that would end the game. TLS streams that are closed while they wait
                // throw a different exception on every runtime.
                return Lost(error is SocketException failure ? SocketOpening.Explain(failure) : error.Message);
            }
        }

        private WireException Lost(string text)
        {
            return SocketOpening.Lost(endpoint, text);
        }

        private SocketChannel Connect()
        {
            var fresh = new SocketChannel(endpoint);
            lock (gate)
            {
                if (stopping)
                {
                    fresh.Dispose();
                    throw Lost("stopped");
                }

                channel = fresh;
                waiting.Clear();
            }

            fresh.Reach(() => stopping);
            lock (gate) handshake.Restart();
            if (endpoint.Kind == LinkKind.Tls) fresh.Secure(trust);
            return fresh;
        }

        private void WriteLoop()
        {
            while (true)
            {
                lock (gate)
                {
                    if (waiting.Length == 0 && !stopping) Monitor.Wait(gate, TickMilliseconds);
                    if (stopping) break;
                    var swap = sending;
                    sending = waiting;
                    waiting = swap;
                    waiting.Clear();
                }

                try
                {
                    Transmit();
                }
                catch (Exception error)
                {
                    Break(Lost("sending failed: " + error.Message));
                }

                if (handshake.Elapsed.TotalSeconds > ReceiveLimits.HandshakeSeconds) Break(Lost("the peer does not finish the handshake; is this the port of a Nacre server?"));
                sink.OnTick();
            }

            // what was said last, such as bye, goes out before the door shuts
            try
            {
                sending = waiting;
                Transmit(last: true);
                // a socket that is closed over what was not read resets the line, and takes what was said last with it
                reading?.Join(GoodbyeMilliseconds);
            }
            catch (Exception error)
            {
                Debug.WriteLine(error.Message);
            }

            CloseChannel();
        }

        private void Transmit(bool last = false)
        {
            SocketChannel? to;
            lock (gate) to = channel;
            if (sending.Length > 0) to?.Send(sending.Buffer, sending.Length);
            if (last) to?.Finish();
        }

        private void CloseChannel()
        {
            SocketChannel? old;
            lock (gate)
            {
                old = channel;
                channel = null;
            }

            old?.Dispose();
        }
    }
}
