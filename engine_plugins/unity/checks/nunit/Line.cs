#nullable enable
using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Nacre.Worlds.Tests
{
    /// <summary>A line to a server that can be held, so that nothing comes back, and cut. Nobody gets through while it is down.</summary>
    internal sealed class Line : IDisposable
    {
        private readonly TcpListener listener = new TcpListener(IPAddress.Loopback, 0);
        private readonly List<Socket> sockets = new List<Socket>();
        private readonly int port;
        private volatile bool held;
        private volatile bool down;

        internal Line(string endpoint)
        {
            port = int.Parse(endpoint.Substring(endpoint.LastIndexOf(':') + 1));
            listener.Start();
            Run(Accept);
        }

        internal string Endpoint => "tcp://127.0.0.1:" + ((IPEndPoint)listener.LocalEndpoint).Port;

        /// <summary>What the server says does not come through any more.</summary>
        internal void Hold()
        {
            held = true;
        }

        internal void Cut(bool stayDown = false)
        {
            down = stayDown;
            lock (sockets)
            {
                foreach (var one in sockets) one.Close();
                sockets.Clear();
            }

            // not before: what was held would still go through
            held = false;
        }

        internal void Mend()
        {
            down = false;
        }

        public void Dispose()
        {
            Cut(true);
            listener.Stop();
        }

        private static void Run(ThreadStart what)
        {
            new Thread(what) { IsBackground = true, Name = "line" }.Start();
        }

        private void Accept()
        {
            try
            {
                while (true)
                {
                    var client = listener.AcceptSocket();
                    if (down)
                    {
                        client.Close();
                        continue;
                    }

                    var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                    client.NoDelay = true;
                    server.Connect(IPAddress.Loopback, port);
                    lock (sockets)
                    {
                        sockets.Add(client);
                        sockets.Add(server);
                    }

                    Run(() => Carry(client, server, false));
                    Run(() => Carry(server, client, true));
                }
            }
            catch (Exception error) when (error is SocketException || error is ObjectDisposedException)
            {
                // the line was taken away
            }
        }

        private void Carry(Socket from, Socket to, bool back)
        {
            var bytes = new byte[65536];
            try
            {
                for (var count = from.Receive(bytes); count > 0; count = from.Receive(bytes))
                {
                    while (back && held) Thread.Sleep(5);
                    to.Send(bytes, count, SocketFlags.None);
                }
            }
            catch (Exception error) when (error is SocketException || error is ObjectDisposedException)
            {
                // cut
            }

            from.Close();
            to.Close();
        }
    }
}
