#nullable enable
using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Nacre.Worlds.Wire;

namespace Nacre.Worlds.Checks
{
    /// <summary>A server of one world on this machine that sends the same recorded frame, each time it is asked to: real bytes over a real socket, at a pace the
    /// measurement sets.</summary>
    internal sealed class Replay : IDisposable
    {
        private readonly TcpListener listener = new TcpListener(IPAddress.Loopback, 0);
        private readonly SemaphoreSlim asked = new SemaphoreSlim(0);
        private readonly byte[] frame;
        private volatile bool ending;

        internal Replay(int width, int height)
        {
            frame = Frame(width, height);
            listener.Start();
            new Thread(() =>
            {
                try
                {
                    Run();
                }
                catch (Exception error)
                {
                    // the measurement waits in vain then, and says how the connection stands
                    if (!ending) Console.Error.WriteLine("replay: " + error.Message);
                }
            }) { IsBackground = true, Name = "replay" }.Start();
        }

        internal string Endpoint => "tcp://127.0.0.1:" + ((IPEndPoint)listener.LocalEndpoint).Port;

        internal void Send()
        {
            asked.Release();
        }

        public void Dispose()
        {
            ending = true;
            asked.Release();
            listener.Stop();
        }

        private void Run()
        {
            using (var peer = listener.AcceptSocket())
            {
                peer.NoDelay = true;
                peer.Send(ZmtpWriter.Greeting());
                Take(peer, 64 + 30);
                peer.Send(new byte[] { 4, 0x29, 5 });
                peer.Send(Ascii("READY", 11, "Socket-Type", 0, 0, 0, 6, "ROUTER", 8, "Identity", 0, 0, 0, 0));
                Answer(peer, Welcome());
                Answer(peer, Opened());
                new Thread(() => Swallow(peer)) { IsBackground = true, Name = "swallow" }.Start();
                while (true)
                {
                    asked.Wait();
                    if (ending) return;
                    peer.Send(frame);
                }
            }
        }

        private static void Answer(Socket peer, IWireMessage with)
        {
            // one request is one short frame: flags, size, header
            var head = Take(peer, 2);
            Take(peer, head[0] == 0 ? head[1] : throw new InvalidOperationException("a longer request than thought"));
            var writer = new MsgpackWriter();
            with.Write(writer);
            peer.Send(ZmtpWriter.Message(writer.ToArray()));
        }

        private static byte[] Take(Socket peer, int count)
        {
            var bytes = new byte[count];
            for (var have = 0; have < count;)
            {
                var some = peer.Receive(bytes, have, count - have, SocketFlags.None);
                if (some == 0) throw new InvalidOperationException("the client left");
                have += some;
            }

            return bytes;
        }

        private static void Swallow(Socket peer)
        {
            var bytes = new byte[65536];
            try
            {
                while (peer.Receive(bytes) > 0)
                {
                }
            }
            catch (Exception error) when (error is SocketException || error is ObjectDisposedException)
            {
            }
        }

        private static byte[] Ascii(params object[] parts)
        {
            var bytes = new List<byte>();
            foreach (var part in parts)
            {
                if (part is string text) foreach (var letter in text) bytes.Add((byte)letter);
                else bytes.Add((byte)(int)part);
            }

            return bytes.ToArray();
        }

        private static ServerWelcome Welcome()
        {
            var welcome = new ServerWelcome { Id = 1, V = Protocol.Version, SessionTtl = 60, Heartbeat = 60 };
            welcome.Server.Name = "replay";
            welcome.Server.Version = "1";
            var limits = welcome.Limits;
            limits.HeaderBytes = limits.MessageBytes = Protocol.MaxHeaderBytes;
            limits.Parts = limits.Credit = limits.Sessions = 4;
            limits.PromptCharacters = Protocol.PromptCharacters;
            limits.MinWidth = Protocol.MinWidth;
            limits.MinHeight = Protocol.MinHeight;
            limits.MaxWidth = Protocol.MaxWidth;
            limits.MaxHeight = Protocol.MaxHeight;
            limits.Fps = 60;
            var model = welcome.Models.Add();
            model.Name = "replay";
            model.Channels.Add("rgb");
            model.TickHz = 20;
            model.FramesPerStep = 1;
            model.MaxWidth = Protocol.MaxWidth;
            model.MaxHeight = Protocol.MaxHeight;
            model.Actions.Set(new byte[] { 0x80 }, 0, 1);
            return welcome;
        }

        private static ServerOpened Opened()
        {
            var opened = new ServerOpened { Id = 2, Token = "replay", World = "replay", Model = "replay", Width = 640, Height = 360, Fps = 60, TickHz = 20, Codec = Codec.Rgba8, Credit = 2 };
            opened.Spec.Set(new byte[] { 0x80 }, 0, 1);
            opened.Session = "replay";
            return opened;
        }

        private static byte[] Frame(int width, int height)
        {
            var header = new ServerFrame { Id = 7, TWorld = 1.5, Tick = 30, ForSeq = 3, EchoT = 0.25, AiGenerated = true };
            header.Ms.Set(new byte[] { 0x81, 0xa6, (byte)'r', (byte)'e', (byte)'n', (byte)'d', (byte)'e', (byte)'r', 9 }, 0, 9);
            header.Camera.Fov = header.Projection.Fov = 1.13;
            header.Projection.Aspect = (double)width / height;
            header.Projection.Near = 0.1;
            header.Projection.Far = 64;
            Describe(header.Parts.Add(), PartKind.Rgb, PartCodec.Rgba8, width, height, 4);
            Describe(header.Parts.Add(), PartKind.Depth, PartCodec.F16, width, height, 2);
            var writer = new MsgpackWriter();
            header.Write(writer);
            var picture = new byte[width * height * 4];
            new Random(1).NextBytes(picture);
            return ZmtpWriter.Message(writer.ToArray(), picture, new byte[width * height * 2]);
        }

        private static void Describe(WirePart part, PartKind kind, PartCodec codec, int width, int height, int size)
        {
            part.Kind = kind;
            part.Codec = codec;
            part.Width = width;
            part.Height = height;
            part.Bytes = width * height * size;
        }
    }
}
