#nullable enable
using System;

namespace Nacre.Worlds.Wire
{
    /// <summary>A message as one piece of bytes, for WebSockets: every part after its length, 4 bytes big-endian.</summary>
    public static class PartsCodec
    {
        /// <summary>Take one piece apart; throws <see cref="WireException"/>. Sizes are checked before there is room made for them.</summary>
        public static void Split(byte[] data, int count, MessageBuffer into)
        {
            into.Clear();
            var position = 0;
            while (position < count)
            {
                if (count - position < 4) throw new WireException(ErrorCodes.BadParts, "a part's length is cut short");
                var size = ((long)data[position] << 24) | ((long)data[position + 1] << 16) | ((long)data[position + 2] << 8) | data[position + 3];
                position += 4;
                if (size > count - position) throw new WireException(ErrorCodes.BadParts, "a part is cut short");
                if (into.Count == ReceiveLimits.Parts) throw new WireException(ErrorCodes.BadParts, "a message has more than " + ReceiveLimits.Parts + " parts");
                if (size > (into.Count == 0 ? Protocol.MaxHeaderBytes : ReceiveLimits.PartBytes)) throw new WireException(ErrorCodes.TooLarge, "a part claims " + size + " bytes");
                Array.Copy(data, position, into.Add((int)size), 0, (int)size);
                position += (int)size;
            }

            if (into.Count == 0) throw new WireException(ErrorCodes.BadParts, "a message has no parts");
        }

        /// <summary>Put a header before its length; <paramref name="into"/> grows as needed. Returns the number of bytes.</summary>
        public static int Join(byte[] header, int count, ref byte[] into)
        {
            if (into.Length < count + 4) into = new byte[Math.Max(count + 4, 2 * into.Length)];
            for (var i = 0; i < 4; i++) into[i] = (byte)(count >> (24 - 8 * i));
            Array.Copy(header, 0, into, 4, count);
            return count + 4;
        }
    }
}
