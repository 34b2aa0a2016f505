#nullable enable
namespace Nacre.Worlds.Wire
{
    /// <summary>What a client takes from a server. Checked before anything is allocated.</summary>
    public static class ReceiveLimits
    {
        /// <summary>Most parts of a message: the header and the eight a frame may have.</summary>
        public const int Parts = 9;

        /// <summary>Largest part after the header, bytes: one picture of the largest size, 4 bytes a pixel.</summary>
        public const int PartBytes = Protocol.MaxWidth * Protocol.MaxHeight * 4;

        /// <summary>Largest message, bytes: picture, depth and entities of the largest size, and one header.</summary>
        public const int MessageBytes = Protocol.MaxWidth * Protocol.MaxHeight * 7 + Protocol.MaxHeaderBytes;

        /// <summary>Largest ZMTP command, bytes; READY has less than a hundred.</summary>
        public const int CommandBytes = 4096;

        /// <summary>Bytes that may wait for the socket; a server that takes none must not fill memory.</summary>
        public const int PendingBytes = 1 << 20;

        /// <summary>Seconds a peer has for greeting and READY.</summary>
        public const double HandshakeSeconds = 5.0;
    }
}
