#nullable enable
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Nacre.Worlds.Wire;

namespace Nacre.Worlds.Checks
{
    /// <summary>The runtime's own WebSockets behind the interface that NacreSocket.jslib gives in a browser: messages wait until they are fetched.</summary>
    internal sealed class ManagedSockets : IBrowserSocket
    {
        private readonly List<Entry> entries = new List<Entry>();

        public int Open(string url)
        {
            entries.Add(new Entry(url));
            return entries.Count - 1;
        }

        public int State(int socket)
        {
            switch (entries[socket].Socket.State)
            {
                case WebSocketState.None:
                case WebSocketState.Connecting: return entries[socket].Failed ? 3 : 0;
                case WebSocketState.Open: return entries[socket].Failed ? 3 : 1;
                default: return 3;
            }
        }

        public void Send(int socket, byte[] data, int count)
        {
            var copy = new byte[count];
            Array.Copy(data, copy, count);
            entries[socket].Socket.SendAsync(new ArraySegment<byte>(copy), WebSocketMessageType.Binary, true, CancellationToken.None).Wait();
        }

        public int Waiting(int socket)
        {
            return entries[socket].Inbox.TryPeek(out var first) ? first.Length : -1;
        }

        public void Take(int socket, byte[] into, int count)
        {
            if (entries[socket].Inbox.TryDequeue(out var first)) Array.Copy(first, into, count);
        }

        public void Close(int socket)
        {
            entries[socket].Socket.Abort();
        }

        private sealed class Entry
        {
            internal readonly ClientWebSocket Socket = new ClientWebSocket();
            internal readonly ConcurrentQueue<byte[]> Inbox = new ConcurrentQueue<byte[]>();
            internal volatile bool Failed;

            internal Entry(string url)
            {
                Task.Run(async () =>
                {
                    try
                    {
                        await Socket.ConnectAsync(new Uri(url), CancellationToken.None);
                        var buffer = new byte[1 << 20];
                        while (Socket.State == WebSocketState.Open)
                        {
                            var have = 0;
                            WebSocketReceiveResult some;
                            do
                            {
                                if (have == buffer.Length) Array.Resize(ref buffer, 2 * have);
                                some = await Socket.ReceiveAsync(new ArraySegment<byte>(buffer, have, buffer.Length - have), CancellationToken.None);
                                have += some.Count;
                            }
                            while (!some.EndOfMessage);
                            if (some.MessageType != WebSocketMessageType.Binary) break;
                            var message = new byte[have];
                            Array.Copy(buffer, message, have);
                            Inbox.Enqueue(message);
                        }
                    }
                    catch (Exception error) when (error is WebSocketException || error is OperationCanceledException || error is ObjectDisposedException || error is InvalidOperationException)
                    {
                        // the link sees the state, and tries again
                    }

                    Failed = true;
                });
            }
        }
    }
}
