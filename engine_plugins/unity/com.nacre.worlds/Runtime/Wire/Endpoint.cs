#nullable enable
using System;
using System.Globalization;

namespace Nacre.Worlds.Wire
{
    /// <summary>How the wire is carried.</summary>
    public enum LinkKind
    {
        /// <summary>ZMTP over TCP.</summary>
        Tcp = 0,

        /// <summary>ZMTP over TLS, for a server behind a TLS proxy.</summary>
        Tls,

        /// <summary>A WebSocket, for browsers.</summary>
        WebSocket,
    }

    /// <summary>Where a server listens: <c>tcp://host:port</c>, <c>tls://host:port</c>, <c>ws://…</c> or <c>wss://…</c>.</summary>
    public readonly struct Endpoint
    {
        private Endpoint(LinkKind kind, string host, int port, string text)
        {
            Kind = kind;
            Host = host;
            Port = port;
            Text = text;
        }

        /// <summary>How to connect.</summary>
        public LinkKind Kind { get; }

        /// <summary>Name or address, without the brackets of IPv6.</summary>
        public string Host { get; }

        /// <summary>Port, 1 to 65535.</summary>
        public int Port { get; }

        /// <summary>The endpoint as it was written.</summary>
        public string Text { get; }

        /// <summary>Read an endpoint; throws <see cref="WireException"/> with what to write instead.</summary>
        public static Endpoint Parse(string text)
        {
            var trimmed = text.Trim();
            var mark = trimmed.IndexOf("://", StringComparison.Ordinal);
            if (mark < 0) throw Bad(text);
            var scheme = trimmed.Substring(0, mark).ToLowerInvariant();
            var rest = trimmed.Substring(mark + 3);
            if (scheme == "ws" || scheme == "wss")
            {
                if (!Uri.TryCreate(trimmed, UriKind.Absolute, out var uri)) throw Bad(text);
                return new Endpoint(LinkKind.WebSocket, uri.Host, uri.Port, trimmed);
            }

            if (scheme != "tcp" && scheme != "tls") throw Bad(text);
            var colon = rest.LastIndexOf(':');
            if (colon <= 0) throw Bad(text);
            var host = rest.Substring(0, colon);
            if (host.StartsWith("[", StringComparison.Ordinal) && host.EndsWith("]", StringComparison.Ordinal)) host = host.Substring(1, host.Length - 2);
            else if (host.IndexOf(':') >= 0) throw Bad(text);
            if (host.Length == 0 || host.IndexOfAny(new[] { '@', '/', ' ' }) >= 0 || !int.TryParse(rest.Substring(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port < 1 || port > 65535) throw Bad(text);
            return new Endpoint(scheme == "tls" ? LinkKind.Tls : LinkKind.Tcp, host, port, trimmed);
        }

        private static WireException Bad(string text)
        {
            return new WireException("bad_endpoint", "'" + text + "' is no endpoint; write it as " + Protocol.DefaultEndpoint);
        }
    }
}
