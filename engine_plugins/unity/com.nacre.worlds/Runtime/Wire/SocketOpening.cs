#nullable enable
using System;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Nacre.Worlds.Wire
{
    /// <summary>Gets a socket to a server, and says in plain words why it could not.</summary>
    internal static class SocketOpening
    {
        private const int ConnectMilliseconds = 5000;
        private const int PatienceMilliseconds = 100;

        internal static Socket Make(Endpoint endpoint)
        {
            var family = endpoint.Host.IndexOf(':') >= 0 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
            return new Socket(family, SocketType.Stream, ProtocolType.Tcp);
        }

        /// <summary>Connect without the runtime's thread pool, and without waiting longer than there is reason to hope.</summary>
        internal static void Reach(Socket fresh, Endpoint endpoint, Func<bool> stopping)
        {
            var addresses = Dns.GetHostAddresses(endpoint.Host);
            var address = Array.Find(addresses, one => one.AddressFamily == fresh.AddressFamily) ?? throw Lost(endpoint, "there is no such host");
            fresh.Blocking = false;
            try
            {
                fresh.Connect(new IPEndPoint(address, endpoint.Port));
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.WouldBlock || error.SocketErrorCode == SocketError.InProgress)
            {
                var since = Stopwatch.StartNew();
                while (!fresh.Poll(1000 * PatienceMilliseconds, SelectMode.SelectWrite) && !fresh.Poll(0, SelectMode.SelectError))
                {
                    if (stopping()) throw Lost(endpoint, "stopped");
                    if (since.ElapsedMilliseconds > ConnectMilliseconds) throw Lost(endpoint, "no answer within " + ConnectMilliseconds / 1000 + " s; is the address right, and does a firewall let it through?");
                }

                var failure = (int)fresh.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
                if (failure != 0) throw new SocketException(failure);
            }

            fresh.Blocking = true;
        }

        internal static WireException Lost(Endpoint endpoint, string text)
        {
            return new WireException("lost", endpoint.Text + ": " + text);
        }

        internal static string Explain(SocketException error)
        {
            return error.SocketErrorCode == SocketError.ConnectionRefused ? "nothing listens there; start a server with: nacre serve" : error.Message;
        }
    }
}
