#nullable enable
using System;

namespace Nacre.Worlds.Wire
{
    /// <summary>One picture as it came: the header and the raw parts, in buffers that are used again once it is released.</summary>
    public sealed class WorldFrame
    {
        internal readonly MessageBuffer Buffer = new MessageBuffer();
        private readonly WirePart none = new WirePart();

        /// <summary>The <c>frame</c> message.</summary>
        public ServerFrame Header { get; } = new ServerFrame();

        /// <summary>The session's clock when it had come, seconds.</summary>
        public double Received { get; internal set; }

        /// <summary>Seconds from the input it shows to its arrival; negative when it shows no newer input than the one before.</summary>
        public double Latency { get; internal set; } = -1;

        /// <summary>Find a part. The array is longer than the part or equal; <paramref name="description"/> says how it is to be read.</summary>
        public bool TryGetPart(PartKind kind, out WirePart description, out byte[] bytes)
        {
            for (var i = 0; i < Header.Parts.Count; i++)
            {
                if (Header.Parts[i].Kind != kind) continue;
                description = Header.Parts[i];
                bytes = Buffer.Part(i + 1);
                return true;
            }

            description = none;
            bytes = Array.Empty<byte>();
            return false;
        }

        /// <summary>Read the header out of the buffer and hold it against the parts that came; throws WireException.</summary>
        internal void Decode()
        {
            var reader = new MsgpackReader(Buffer.Part(0), 0, Buffer.Length(0));
            Header.Read(ref reader);
            if (!reader.AtEnd) throw new WireException(ErrorCodes.BadHeader, "bytes follow the header");
            if (Header.Parts.Count != Buffer.Count - 1) throw new WireException(ErrorCodes.BadParts, "frame: " + Header.Parts.Count + " parts described, " + (Buffer.Count - 1) + " sent");
            for (var i = 0; i < Header.Parts.Count; i++)
            {
                var part = Header.Parts[i];
                long size = Buffer.Length(i + 1);
                var pixels = part.Width * part.Height;
                var right = part.Codec == PartCodec.Rgba8 ? pixels * 4 : part.Codec == PartCodec.F16 ? pixels * 2 : part.Codec == PartCodec.U8 ? pixels : size;
                if (part.Bytes != size || right != size) throw WireException.Value("frame.parts", "describes " + part.Bytes + " bytes of " + part.Width + "x" + part.Height + ", " + size + " came");
            }
        }
    }
}
