#nullable enable
using System;
using System.Collections.Generic;
using Nacre.Worlds.Wire;

namespace Nacre.Worlds.Checks
{
    /// <summary>Feeds a reader what a server said and tells what it understood; tells what the writer says.</summary>
    internal sealed class ZmtpCheck : IZmtpSink
    {
        private readonly List<string> heard = new List<string>();
        private readonly MessageBuffer buffer = new MessageBuffer();

        public MessageBuffer NextMessage()
        {
            return buffer;
        }

        public void OnGreeting()
        {
            heard.Add("greeting");
        }

        public void OnReady()
        {
            heard.Add("ready");
        }

        public void OnPing(byte[] bytes, int offset, int count)
        {
            heard.Add("ping:" + Lines.Hex(bytes, offset, count));
        }

        public void OnMessage(MessageBuffer message)
        {
            var parts = new List<string>();
            for (var i = 0; i < message.Count; i++) parts.Add(Lines.Hex(message.Part(i), 0, message.Length(i)));
            heard.Add("message:" + string.Join(",", parts));
        }

        /// <summary>A line is <c>step hex</c>: bytes in pieces of that size; step 0 is all at once, -1 straight into place.</summary>
        internal static string Hear(string line)
        {
            var words = line.Split(' ');
            var data = Lines.Bytes(words[1]);
            var step = int.Parse(words[0]);
            var sink = new ZmtpCheck();
            var reader = new ZmtpReader(sink);
            try
            {
                for (var i = 0; i < data.Length;)
                {
                    var space = reader.Wants(1);
                    if (step < 0 && space.Count > 0)
                    {
                        var some = Math.Min(space.Count, data.Length - i);
                        Array.Copy(data, i, space.Array!, space.Offset, some);
                        reader.Received(some);
                        i += some;
                        continue;
                    }

                    var count = step < 0 ? 1 : step == 0 ? data.Length : Math.Min(step, data.Length - i);
                    reader.Feed(data, i, count);
                    i += count;
                }
            }
            catch (WireException error)
            {
                sink.heard.Add(error.Code);
            }

            return string.Join(" ", sink.heard) + " | " + GC.GetTotalMemory(false);
        }

        internal static int Say()
        {
            Console.WriteLine(Whole(ZmtpWriter.Greeting()));
            Console.WriteLine(Whole(ZmtpWriter.Ready()));
            Console.WriteLine(Whole(ZmtpWriter.Ping(10)));
            Console.WriteLine(Whole(ZmtpWriter.Pong(new byte[] { 1, 2, 3, 4 }, 0, 4)));
            foreach (var size in new[] { 0, 255, 256 }) Console.WriteLine(Whole(ZmtpWriter.Message(new byte[size])));
            Console.WriteLine(Whole(ZmtpWriter.Message(new byte[] { 7 }, new byte[300])));
            return 0;
        }

        /// <summary>A line is one WebSocket message; the answer its parts.</summary>
        internal static string Split(string line)
        {
            try
            {
                var data = Lines.Bytes(line);
                var message = new MessageBuffer();
                PartsCodec.Split(data, data.Length, message);
                var parts = new List<string>();
                for (var i = 0; i < message.Count; i++) parts.Add(Lines.Hex(message.Part(i), 0, message.Length(i)));
                var joined = Array.Empty<byte>();
                var size = PartsCodec.Join(message.Part(0), message.Length(0), ref joined);
                return string.Join(",", parts) + " " + Lines.Hex(joined, 0, size);
            }
            catch (WireException error)
            {
                return error.Code;
            }
        }

        private static string Whole(byte[] bytes)
        {
            return Lines.Hex(bytes, 0, bytes.Length);
        }
    }

    /// <summary>Reads endpoints.</summary>
    internal static class EndpointCheck
    {
        internal static string Parse(string line)
        {
            try
            {
                var endpoint = Endpoint.Parse(line);
                return endpoint.Kind + " " + endpoint.Host + " " + endpoint.Port;
            }
            catch (WireException error)
            {
                return error.Code;
            }
        }
    }

    /// <summary>Tells what an accumulator says for a fixed story of a player's hands.</summary>
    internal static class InputCheck
    {
        internal static int Run()
        {
            var input = new InputAccumulator();
            var act = new ClientAct();
            var writer = new MsgpackWriter();
            // now, right, forward, jump, sprint, yaw, pitch
            var story = new[]
            {
                new[] { 0.000, 0, 0, 0, 0, 0, 0 }, new[] { 0.100, 0, 1, 0, 0, 0, 0 }, new[] { 0.101, 0, 1, 0, 0, 0.1, 0 },
                new[] { 0.102, 0, 1, 0, 0, 0.2, 0.05 }, new[] { 0.110, 0, 1, 0, 0, 0, 0 }, new[] { 0.111, 0, 1, 1, 0, 0, 0 },
                new[] { 0.112, 0, 1, 0, 0, 0, 0 }, new[] { 0.120, 0, 1, 0, 0, 0, 0 }, new[] { 0.130, 0, 1, 0, 0, 0, 0 },
                new[] { 0.200, 0, 1, 0, 0, 0, 0 }, new[] { 0.390, 0, 1, 0, 0, 0, 0 },
                new[] { 0.400, 5, double.NaN, 0, 1, double.PositiveInfinity, -1000 },
            };
            foreach (var now in story)
            {
                input.Report(now[1], now[2], now[3] > 0, now[4] > 0, now[5], now[6]);
                if (!input.Take(now[0], act)) continue;
                writer.Clear();
                act.Write(writer);
                Console.WriteLine(Lines.Hex(writer.Buffer, 0, writer.Length));
            }

            return 0;
        }
    }
}
