#nullable enable
using System;
using System.Text;

namespace Nacre.Worlds.Wire
{
    /// <summary>Makes what a ZMTP 3.1 DEALER with the NULL mechanism says (rfc.zeromq.org/spec/37).</summary>
    public static class ZmtpWriter
    {
        internal const int GreetingBytes = 64;
        internal const byte More = 1;
        internal const byte Long = 2;
        internal const byte Command = 4;

        /// <summary>The 64 bytes that open a connection.</summary>
        public static byte[] Greeting()
        {
            var greeting = new byte[GreetingBytes];
            greeting[0] = 0xff;
            greeting[9] = 0x7f;
            greeting[10] = 3;
            greeting[11] = 1;
            Encoding.ASCII.GetBytes("NULL", 0, 4, greeting, 12);
            return greeting;
        }

        /// <summary>READY of a DEALER. It has no identity: authority comes from the token in hello, and a router that still knows an
        /// identity would swallow everything a returning peer says.</summary>
        public static byte[] Ready()
        {
            var body = new ByteQueue();
            Ascii(body, "READY");
            Ascii(body, "Socket-Type");
            body.Add(new byte[] { 0, 0, 0, 6 }, 0, 4);
            body.Add(Encoding.ASCII.GetBytes("DEALER"), 0, 6);
            return Framed(Command, body.Buffer, body.Length);
        }

        /// <summary>PING with a time to live in tenths of a second and no context.</summary>
        public static byte[] Ping(int tenths)
        {
            var body = new ByteQueue();
            Ascii(body, "PING");
            body.Add((byte)(tenths >> 8));
            body.Add((byte)tenths);
            return Framed(Command, body.Buffer, body.Length);
        }

        /// <summary>PONG with the context of a PING.</summary>
        public static byte[] Pong(byte[] context, int offset, int count)
        {
            var body = new ByteQueue();
            Ascii(body, "PONG");
            body.Add(context, offset, Math.Min(count, 16));
            return Framed(Command, body.Buffer, body.Length);
        }

        /// <summary>A message of the given parts.</summary>
        public static byte[] Message(params byte[][] parts)
        {
            var all = new ByteQueue();
            for (var i = 0; i < parts.Length; i++) Frame(all, i < parts.Length - 1 ? More : (byte)0, parts[i], parts[i].Length);
            return Copy(all);
        }

        internal static void Frame(ByteQueue into, byte flags, byte[] body, int count)
        {
            if (count <= byte.MaxValue)
            {
                into.Add(flags);
                into.Add((byte)count);
            }
            else
            {
                into.Add((byte)(flags | Long));
                for (var shift = 56; shift >= 0; shift -= 8) into.Add((byte)((long)count >> shift));
            }

            into.Add(body, 0, count);
        }

        private static byte[] Framed(byte flags, byte[] body, int count)
        {
            var all = new ByteQueue();
            Frame(all, flags, body, count);
            return Copy(all);
        }

        private static byte[] Copy(ByteQueue queue)
        {
            var copy = new byte[queue.Length];
            Array.Copy(queue.Buffer, copy, copy.Length);
            return copy;
        }

        private static void Ascii(ByteQueue into, string text)
        {
            into.Add((byte)text.Length);
            into.Add(Encoding.ASCII.GetBytes(text), 0, text.Length);
        }
    }
}
