#nullable enable
using System;
using System.Text;

namespace Nacre.Worlds.Wire
{
    /// <summary>What a <see cref="ZmtpReader"/> tells.</summary>
    public interface IZmtpSink
    {
        /// <summary>Where the parts of the next message go; asked once a message.</summary>
        MessageBuffer NextMessage();

        /// <summary>The peer's greeting is good.</summary>
        void OnGreeting();

        /// <summary>The peer's READY is good; messages may follow.</summary>
        void OnReady();

        /// <summary>A PING; answer with PONG and this context.</summary>
        void OnPing(byte[] buffer, int offset, int count);

        /// <summary>The buffer given by <see cref="NextMessage"/> is complete.</summary>
        void OnMessage(MessageBuffer message);
    }

    /// <summary>Reads what a ROUTER says, in pieces of any size. Large parts can be received straight into their place:
    /// ask <see cref="Wants"/> and tell <see cref="Received"/>. Throws <see cref="WireException"/> on anything the connection must be
    /// closed for; sizes are checked before there is room made for them.</summary>
    public sealed class ZmtpReader
    {
        private enum Stage
        {
            Greeting,
            Flags,
            Size,
            Body,
        }

        private readonly IZmtpSink sink;
        private readonly byte[] scratch = new byte[ReceiveLimits.CommandBytes];
        private Stage stage = Stage.Greeting;
        private byte[] target;
        private int filled;
        private int wanted = ZmtpWriter.GreetingBytes;
        private byte flags;
        private bool ready;
        private MessageBuffer? message;
        private long messageBytes;

        /// <summary>A reader at the beginning of a connection.</summary>
        public ZmtpReader(IZmtpSink sink)
        {
            this.sink = sink;
            target = scratch;
        }

        /// <summary>Whether greeting and READY have come.</summary>
        public bool Ready => ready;

        /// <summary>Take bytes as they came.</summary>
        public void Feed(byte[] data, int offset, int count)
        {
            while (count > 0)
            {
                var some = Math.Min(count, wanted - filled);
                Array.Copy(data, offset, target, filled, some);
                offset += some;
                count -= some;
                Received(some);
            }
        }

        /// <summary>The place in a large part that the next bytes may be received into directly; empty when <see cref="Feed"/> is better.</summary>
        public ArraySegment<byte> Wants(int least)
        {
            var left = wanted - filled;
            return stage == Stage.Body && left >= least ? new ArraySegment<byte>(target, filled, left) : new ArraySegment<byte>(scratch, 0, 0);
        }

        /// <summary>So many bytes have been put where <see cref="Wants"/> said.</summary>
        public void Received(int count)
        {
            filled += count;
            if (stage == Stage.Greeting && filled > 0 && scratch[0] != 0xff) throw WireException.Zmtp("the peer speaks no ZMTP; is this the port of a Nacre server?");
            while (filled == wanted) Advance();
        }

        private void Advance()
        {
            switch (stage)
            {
                case Stage.Greeting:
                    CheckGreeting();
                    sink.OnGreeting();
                    Next(Stage.Flags, scratch, 1);
                    break;
                case Stage.Flags:
                    flags = scratch[0];
                    Next(Stage.Size, scratch, (flags & ZmtpWriter.Long) != 0 ? 8 : 1);
                    break;
                case Stage.Size:
                    Begin();
                    break;
                default:
                    End();
                    break;
            }
        }

        private void Next(Stage next, byte[] into, int count)
        {
            stage = next;
            target = into;
            wanted = count;
            filled = 0;
        }

        private void CheckGreeting()
        {
            if ((scratch[9] & 1) == 0) throw WireException.Zmtp("the peer's greeting is none");
            if (scratch[10] < 3) throw WireException.Zmtp("the peer speaks ZMTP " + scratch[10] + "; 3 is needed");
            var mechanism = Encoding.ASCII.GetString(scratch, 12, 20).TrimEnd('\0');
            if (mechanism != "NULL") throw new WireException("refused", "the server wants the mechanism " + mechanism + "; only NULL is spoken");
        }

        private void Begin()
        {
            long size = 0;
            if ((flags & ZmtpWriter.Long) == 0) size = scratch[0];
            else for (var i = 0; i < 8; i++) size = (size << 8) | scratch[i];
            var command = (flags & ZmtpWriter.Command) != 0;
            if (!command && !ready) throw WireException.Zmtp("a message came before READY");
            if (command)
            {
                if ((flags & ZmtpWriter.More) != 0) throw WireException.Zmtp("a command cannot have more parts");
                // libzmq lets its heartbeat in between the parts of a message, so a command says nothing about the message
                if (size < 0 || size > ReceiveLimits.CommandBytes) throw TooLarge("a command", size, ReceiveLimits.CommandBytes);
                Next(Stage.Body, scratch, (int)size);
                return;
            }

            if (message == null)
            {
                message = sink.NextMessage();
                message.Clear();
                messageBytes = 0;
            }

            if (message.Count == ReceiveLimits.Parts) throw new WireException(ErrorCodes.BadParts, "a message has more than " + ReceiveLimits.Parts + " parts");
            var most = message.Count == 0 ? Protocol.MaxHeaderBytes : ReceiveLimits.PartBytes;
            if (size < 0 || size > most) throw TooLarge(message.Count == 0 ? "a header" : "a part", size, most);
            messageBytes += size;
            if (messageBytes > ReceiveLimits.MessageBytes) throw TooLarge("a message", messageBytes, ReceiveLimits.MessageBytes);
            Next(Stage.Body, message.Add((int)size), (int)size);
        }

        private static WireException TooLarge(string what, long size, int most)
        {
            return new WireException(ErrorCodes.TooLarge, what + " claims " + (ulong)size + " bytes; at most " + most + " are taken");
        }

        private void End()
        {
            var size = filled;
            Next(Stage.Flags, scratch, 1);
            if ((flags & ZmtpWriter.Command) != 0)
            {
                TakeCommand(size);
            }
            else if ((flags & ZmtpWriter.More) == 0)
            {
                var complete = message!;
                message = null;
                sink.OnMessage(complete);
            }
        }

        private void TakeCommand(int size)
        {
            var name = size == 0 ? 0 : scratch[0];
            if (name == 0 || name >= size) throw WireException.Zmtp("a command has no name");
            var word = Encoding.ASCII.GetString(scratch, 1, name);
            if (!ready)
            {
                // whatever is not READY is a refusal; libzmq writes ERROR as ^RROR
                if (word != "READY") throw new WireException("refused", "the server refused the connection: " + word + " " + Encoding.ASCII.GetString(scratch, 1 + name, size - 1 - name).Trim('\0'));
                CheckReady(1 + name, size);
                ready = true;
                sink.OnReady();
            }
            else if (word == "PING" && size - 1 - name >= 2)
            {
                sink.OnPing(scratch, 1 + name + 2, Math.Min(16, size - 1 - name - 2));
            }
        }

        private void CheckReady(int position, int end)
        {
            var type = string.Empty;
            while (position < end)
            {
                int nameLength = scratch[position++];
                if (nameLength == 0 || nameLength + 4 > end - position) throw WireException.Zmtp("READY is malformed");
                var name = Encoding.ASCII.GetString(scratch, position, nameLength);
                position += nameLength;
                var length = ((long)scratch[position] << 24) | ((long)scratch[position + 1] << 16) | ((long)scratch[position + 2] << 8) | scratch[position + 3];
                position += 4;
                if (length > end - position) throw WireException.Zmtp("READY is malformed");
                if (string.Equals(name, "Socket-Type", StringComparison.OrdinalIgnoreCase)) type = Encoding.ASCII.GetString(scratch, position, (int)length);
                position += (int)length;
            }

            if (type != "ROUTER") throw new WireException("refused", "the peer is a " + (type.Length == 0 ? "socket of no type" : type) + ", not a ROUTER");
        }
    }
}
