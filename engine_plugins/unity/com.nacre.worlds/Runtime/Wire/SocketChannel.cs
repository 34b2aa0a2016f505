#nullable enable
using System;
using System.Diagnostics;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Nacre.Worlds.Wire
{
    /// <summary>One connection: bytes there and back over TCP, or TLS on top of it. One thread receives, one sends, any may dispose.</summary>
    internal sealed class SocketChannel : IDisposable
    {
        private readonly Endpoint endpoint;
        private readonly Socket socket;
        private volatile Stream? secured;

        internal SocketChannel(Endpoint endpoint)
        {
            this.endpoint = endpoint;
            socket = SocketOpening.Make(endpoint);
        }

        /// <summary>Connect; throws <see cref="WireException"/> or SocketException when nobody is there.</summary>
        internal void Reach(Func<bool> stopping)
        {
            socket.NoDelay = true;
            socket.SendTimeout = (int)(1000 * ReceiveLimits.HandshakeSeconds);
            SocketOpening.Reach(socket, endpoint, stopping);
        }

        /// <summary>Put TLS on top; throws AuthenticationException when the peer is not trusted.</summary>
        internal void Secure(TlsTrust trust)
        {
            var stream = new SslStream(new NetworkStream(socket, false), false, trust.Accepts);
            secured = stream;
            stream.AuthenticateAsClient(trust.Name.Length > 0 ? trust.Name : endpoint.Host, null, SslProtocols.Tls12, false);
        }

        /// <summary>Wait for bytes; their number, 0 when the peer has closed.</summary>
        internal int Receive(byte[] into, int offset, int count)
        {
            if (secured != null) return secured.Read(into, offset, count);
            var some = socket.Receive(into, offset, count, SocketFlags.None, out var error);
            if (error != SocketError.Success) throw new SocketException((int)error);
            return some;
        }

        /// <summary>Throw away what is on its way, until the peer closes.</summary>
        internal void Drain(byte[] into)
        {
            while (Receive(into, 0, into.Length) > 0)
            {
                // nobody waits for it any more
            }
        }

        /// <summary>Send all of it.</summary>
        internal void Send(byte[] bytes, int count)
        {
            if (secured != null)
            {
                secured.Write(bytes, 0, count);
                return;
            }

            for (var sent = 0; sent < count;)
            {
                sent += socket.Send(bytes, sent, count - sent, SocketFlags.None, out var error);
                if (error != SocketError.Success) throw new SocketException((int)error);
            }
        }

        /// <summary>Say that nothing more is sent, and go on receiving.</summary>
        internal void Finish()
        {
            socket.Shutdown(SocketShutdown.Send);
        }

        public void Dispose()
        {
            try
            {
                // a reader that waits in Receive wakes from this on every platform, from Close alone only on some
                socket.Shutdown(SocketShutdown.Both);
            }
            catch (SocketException error)
            {
                Debug.WriteLine(error.Message);
            }
            catch (ObjectDisposedException error)
            {
                Debug.WriteLine(error.Message);
            }

            socket.Close();
            secured?.Dispose();
        }
    }
}
