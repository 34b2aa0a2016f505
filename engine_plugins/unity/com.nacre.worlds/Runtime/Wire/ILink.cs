#nullable enable
using System;

namespace Nacre.Worlds.Wire
{
    /// <summary>Carries messages to a server and back, connecting again when the connection is lost, until it is disposed.</summary>
    public interface ILink : IDisposable
    {
        /// <summary>Begin to connect.</summary>
        void Start();

        /// <summary>Send a header as a message of one part. Copies it, never waits, from any thread. False when there is no connection or
        /// too much waits already.</summary>
        bool Send(byte[] header, int count);

        /// <summary>Drop this connection and try again; <paramref name="why"/> is what the sink is told.</summary>
        void Break(WireException why);

        /// <summary>For links without threads of their own: do what there is to do. Call once a frame.</summary>
        void Poll();

        /// <summary>Wait up to so many milliseconds for threads to end after Dispose; false when one still runs.</summary>
        bool Join(int milliseconds);
    }

    /// <summary>What a link tells. One call at a time, but on the link's own thread, except for <see cref="OnTick"/>, which may come
    /// beside the others.</summary>
    public interface ILinkSink
    {
        /// <summary>Where the next message goes.</summary>
        MessageBuffer NextMessage();

        /// <summary>A connection stands; nothing has been said on it.</summary>
        void OnConnected();

        /// <summary>The buffer given by <see cref="NextMessage"/> is complete. A <see cref="WireException"/> thrown here ends the connection.</summary>
        void OnMessage(MessageBuffer message);

        /// <summary>The connection is lost, or none came about. False: do not try again.</summary>
        bool OnLost(WireException why, double seconds);

        /// <summary>About ten times a second.</summary>
        void OnTick();
    }
}
