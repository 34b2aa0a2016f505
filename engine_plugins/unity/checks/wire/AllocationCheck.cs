#nullable enable
using System;
using System.Diagnostics;
using System.Reflection;
using Nacre.Worlds.Wire;

namespace Nacre.Worlds.Checks
{
    /// <summary>Sends recorded bytes of a session through reader, decoder and queue into a texture-sized buffer, and counts what the runtime
    /// allocated: nothing, after warming up.</summary>
    internal sealed class AllocationCheck : IZmtpSink
    {
        private const int Width = 640;
        private const int Height = 360;

        private readonly FrameQueue queue = new FrameQueue();
        private readonly MsgpackWriter writer = new MsgpackWriter();
        private readonly ClientAct act = new ClientAct();
        private readonly InputAccumulator input = new InputAccumulator();
        private readonly ServerState state = new ServerState();
        private readonly byte[] texture = new byte[Width * Height * 4];
        private readonly byte[] depthTexture = new byte[Width * Height * 2];
        private WorldFrame? incoming;
        private long shown;

        internal static int Run(int frames)
        {
            // before .NET Core 3 the counter exists in the runtime but not in the reference assemblies
            var counter = typeof(GC).GetMethod("GetAllocatedBytesForCurrentThread", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);
            var allocated = (Func<long>)Delegate.CreateDelegate(typeof(Func<long>), counter!);
            var check = new AllocationCheck();
            var reader = new ZmtpReader(check);
            reader.Feed(ZmtpWriter.Greeting(), 0, 64);
            var ready = Lines.Bytes("04290552454144590b536f636b65742d5479706500000006524f55544552084964656e7469747900000000");
            reader.Feed(ready, 0, ready.Length);
            var message = Recorded();
            var worst = new double[frames];
            for (var i = 0; i < 200; i++) check.Turn(reader, message, i);
            GC.Collect();
            var collections = GC.CollectionCount(0);
            var before = allocated();
            for (var i = 0; i < frames; i++) worst[i] = check.Turn(reader, message, i);
            var spent = allocated() - before;
            var collected = GC.CollectionCount(0) - collections;
            var proof = allocated();
            GC.KeepAlive(new byte[1000000]);
            proof = allocated() - proof;
            Array.Sort(worst);
            Console.WriteLine("{0} {1} {2} {3} {4:0.0000} {5:0.0000}", frames, spent, collected, proof, worst[frames / 2], worst[frames * 99 / 100]);
            return check.shown == frames + 200 ? 0 : 1;
        }

        public MessageBuffer NextMessage()
        {
            incoming ??= queue.Rent();
            return incoming.Buffer;
        }

        public void OnGreeting()
        {
        }

        public void OnReady()
        {
        }

        public void OnPing(byte[] buffer, int offset, int count)
        {
        }

        public void OnMessage(MessageBuffer message)
        {
            if (Header.Peek(message) == MessageType.State)
            {
                Header.Read(message, state);
                foreach (var entity in state.Entities.Root) shown += entity["class"].Is("dragon") ? 1 : 0;
                return;
            }

            incoming!.Decode();
            act.Clear();
            act.Ack = incoming.Header.Id;
            writer.Clear();
            act.Write(writer);
            queue.Publish(incoming);
            incoming = null;
        }

        /// <summary>One frame of a game: bytes come, input goes, the newest picture is shown. Milliseconds of what the engine's thread does.</summary>
        private double Turn(ZmtpReader reader, byte[] message, int frame)
        {
            for (var i = 0; i < message.Length;)
            {
                var space = reader.Wants(4096);
                var some = Math.Min(space.Count > 0 ? space.Count : 65536, message.Length - i);
                if (space.Count > 0)
                {
                    Buffer.BlockCopy(message, i, space.Array!, space.Offset, some);
                    reader.Received(some);
                }
                else
                {
                    reader.Feed(message, i, some);
                }

                i += some;
            }

            var began = Stopwatch.GetTimestamp();
            input.Report(0, 1, false, false, 0.01, 0);
            if (input.Take(frame * 0.02, act))
            {
                writer.Clear();
                act.Write(writer);
            }

            var picture = queue.Take();
            if (picture != null && picture.TryGetPart(PartKind.Rgb, out var part, out var bytes) && part.Bytes == texture.Length)
            {
                Buffer.BlockCopy(bytes, 0, texture, 0, texture.Length);
                if (picture.TryGetPart(PartKind.Depth, out part, out bytes)) Buffer.BlockCopy(bytes, 0, depthTexture, 0, depthTexture.Length);
                queue.Release(picture);
                shown++;
            }

            return (Stopwatch.GetTimestamp() - began) * 1000.0 / Stopwatch.Frequency;
        }

        /// <summary>A state message and a frame of picture, depth and entities, as a server sends them.</summary>
        private static byte[] Recorded()
        {
            var header = new ServerFrame { Id = 7, TWorld = 1.5, Tick = 30, ForSeq = 3, EchoT = 0.25, AiGenerated = true };
            header.Ms.Set(Map("queue", 1.5, "step", 2.5, "render", 9.0));
            header.Camera.Fov = 1.13;
            header.Projection.Fov = 1.13;
            header.Projection.Aspect = 16.0 / 9;
            header.Projection.Near = 0.1;
            header.Projection.Far = 64;
            Describe(header.Parts.Add(), PartKind.Rgb, PartCodec.Rgba8, 4);
            Describe(header.Parts.Add(), PartKind.Depth, PartCodec.F16, 2);
            Describe(header.Parts.Add(), PartKind.Entity, PartCodec.U8, 1);
            var frame = new MsgpackWriter();
            header.Write(frame);
            var state = new ServerState { TWorld = 1.5, Tick = 30 };
            state.Player.Set(Map("x", 1, "y", 2, "z", 3));
            state.Atmosphere.Set(Map("a", 1, "b", 2, "c", 3));
            state.Objects.Set(new byte[] { 0x90 }, 0, 1);
            var entities = new MsgpackWriter();
            entities.WriteArrayHeader(2);
            for (var i = 0; i < 2; i++)
            {
                entities.WriteMapHeader(2);
                entities.WriteKey("slot");
                entities.Write(i);
                entities.WriteKey("class");
                entities.Write("sheep");
            }

            state.Entities.Set(entities);
            var other = new MsgpackWriter();
            state.Write(other);
            var one = ZmtpWriter.Message(other.ToArray());
            var two = ZmtpWriter.Message(frame.ToArray(), new byte[Width * Height * 4], new byte[Width * Height * 2], new byte[Width * Height]);
            var all = new byte[one.Length + two.Length];
            one.CopyTo(all, 0);
            two.CopyTo(all, one.Length);
            return all;
        }

        private static MsgpackWriter Map(params object[] pairs)
        {
            var writer = new MsgpackWriter();
            writer.WriteMapHeader(pairs.Length / 2);
            for (var i = 0; i < pairs.Length; i += 2)
            {
                writer.WriteKey((string)pairs[i]);
                writer.Write(Convert.ToDouble(pairs[i + 1]));
            }

            return writer;
        }

        private static void Describe(WirePart part, PartKind kind, PartCodec codec, int size)
        {
            part.Kind = kind;
            part.Codec = codec;
            part.Width = Width;
            part.Height = Height;
            part.Bytes = Width * Height * size;
        }
    }
}
