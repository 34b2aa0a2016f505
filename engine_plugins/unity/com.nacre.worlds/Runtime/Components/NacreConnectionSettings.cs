#nullable enable
using System;
using Nacre.Worlds.Wire;

namespace Nacre.Worlds
{
    // What else the inspector sets. Takes effect when the component is enabled, if it is not said otherwise.
    public sealed partial class NacreConnection
    {
        /// <summary>When the server has forgotten the session, make the same world again from description and seed.</summary>
        public bool ReopenAfterRestart
        {
            get => reopenAfterRestart;
            set => reopenAfterRestart = value;
        }

        /// <summary>Take JPEG pictures instead of raw ones: less to carry, decoded on the main thread. Right for servers across a network.</summary>
        public bool PreferJpeg
        {
            get => preferJpeg;
            set => preferJpeg = value;
        }

        /// <summary>Widest picture this game wants to take.</summary>
        public int MaxWidth
        {
            get => maxWidth;
            set => maxWidth = Math.Max(Protocol.MinWidth, Math.Min(Protocol.MaxWidth, value));
        }

        /// <summary>Highest picture this game wants to take.</summary>
        public int MaxHeight
        {
            get => maxHeight;
            set => maxHeight = Math.Max(Protocol.MinHeight, Math.Min(Protocol.MaxHeight, value));
        }

        /// <summary>Name in the server's certificate; empty for the endpoint's host.</summary>
        public string TlsName
        {
            get => tlsName;
            set => tlsName = value;
        }

        /// <summary>SHA-256 of the certificate of a server that signed its own; empty to trust what the system trusts.</summary>
        public string TlsFingerprint
        {
            get => tlsFingerprint;
            set => tlsFingerprint = value;
        }
    }
}
