#nullable enable
using System;
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
    /// <summary>What a session needs to know before it starts.</summary>
    public sealed class SessionOptions
    {
        /// <summary>Where the server listens.</summary>
        public string Endpoint { get; set; } = Protocol.DefaultEndpoint;

        /// <summary>Access token given by the server's owner; empty for a server without.</summary>
        public string AccessToken { get; set; } = string.Empty;

        /// <summary>Token of a session to go on with; empty for a new one.</summary>
        public string SessionToken { get; set; } = string.Empty;

        /// <summary>Name of the game, for the server's log.</summary>
        public string ClientName { get; set; } = "nacre-unity";

        /// <summary>Version of the game.</summary>
        public string ClientVersion { get; set; } = "0.1.0";

        /// <summary>Engine and its version.</summary>
        public string Engine { get; set; } = "unity";

        /// <summary>Picture codecs, best first; empty leaves the choice to the server.</summary>
        public List<string> Codecs { get; set; } = new List<string>();

        /// <summary>Widest picture the game takes.</summary>
        public int MaxWidth { get; set; } = Protocol.MaxWidth;

        /// <summary>Highest picture the game takes.</summary>
        public int MaxHeight { get; set; } = Protocol.MaxHeight;

        /// <summary>When the server has forgotten the session, make the same world again from spec and seed.</summary>
        public bool Reopen { get; set; } = true;

        /// <summary>Name in the certificate of a TLS server; empty for the endpoint's host.</summary>
        public string TlsName { get; set; } = string.Empty;

        /// <summary>SHA-256 of the certificate of a TLS server that signed its own; empty to trust what the system trusts.</summary>
        public string TlsFingerprint { get; set; } = string.Empty;

        /// <summary>Where the world's geometry goes; null when none is wanted.</summary>
        public GeometryFeed? Geometry { get; set; }

        /// <summary>Spreads the waits between attempts.</summary>
        public int Seed { get; set; } = Environment.TickCount;
    }

    /// <summary>Figures of a connection.</summary>
    public struct SessionStatistics
    {
        /// <summary>Pictures that came since the start.</summary>
        public long Frames;

        /// <summary>Pictures that came and were replaced by a newer one before the engine fetched them.</summary>
        public long Skipped;

        /// <summary>Pictures the server skipped for want of credit.</summary>
        public long Dropped;

        /// <summary>Bytes of pictures and headers.</summary>
        public long Bytes;

        /// <summary>Connections lost since the start.</summary>
        public long Losses;

        /// <summary>Pictures a second, smoothed.</summary>
        public double FramesPerSecond;

        /// <summary>Seconds from input to picture, smoothed; 0 before the first.</summary>
        public double Latency;

        /// <summary>Seconds since the newest picture came; infinite before the first.</summary>
        public double FrameAge;
    }
}
