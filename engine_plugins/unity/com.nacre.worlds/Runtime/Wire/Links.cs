#nullable enable
namespace Nacre.Worlds.Wire
{
    /// <summary>Chooses the link an endpoint needs.</summary>
    internal static class Links
    {
        internal static ILink Make(Endpoint endpoint, ILinkSink sink, TlsTrust trust, int seed)
        {
            if (endpoint.Kind == LinkKind.WebSocket) return new WebSocketLink(endpoint, sink, seed);
#if UNITY_WEBGL && !UNITY_EDITOR
            throw new WireException("bad_endpoint", "a browser has no TCP: start the server with `nacre play` and use its ws:// address");
#else
            return new SocketLink(endpoint, sink, trust, seed);
#endif
        }
    }
}
