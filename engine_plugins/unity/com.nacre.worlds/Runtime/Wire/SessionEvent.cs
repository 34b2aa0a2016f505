#nullable enable
namespace Nacre.Worlds.Wire
{
    /// <summary>How things stand between client and server.</summary>
    public enum ConnectionState
    {
        /// <summary>Not started, or stopped.</summary>
        Offline = 0,

        /// <summary>Looking for the server for the first time.</summary>
        Connecting,

        /// <summary>Welcome; no world is open.</summary>
        Ready,

        /// <summary>A world is being made.</summary>
        Opening,

        /// <summary>Pictures come.</summary>
        Playing,

        /// <summary>The world stands still.</summary>
        Paused,

        /// <summary>The connection is lost and sought again; the last picture stays.</summary>
        Reconnecting,

        /// <summary>Given up: the server will not have this client, and trying again would not help.</summary>
        Failed,
    }

    /// <summary>What a <see cref="SessionEvent"/> tells.</summary>
    public enum SessionEventKind
    {
        /// <summary>The state changed; <see cref="SessionEvent.Text"/> says why.</summary>
        State = 0,

        /// <summary>A message of the server, by its type.</summary>
        Message,

        /// <summary>The connection was lost or not made; <see cref="SessionEvent.Text"/> says why, and the message is an error that stands for it.</summary>
        Lost,

        /// <summary>The world that was asked for was refused: the message is the error.</summary>
        Refused,

        /// <summary>A request will not be answered, the line broke or the server was left: the message is an error that stands for the answer.</summary>
        Unanswered,
    }

    /// <summary>Something a session has to tell the engine's thread.</summary>
    public readonly struct SessionEvent
    {
        internal SessionEvent(SessionEventKind kind, ConnectionState state, IWireMessage? message, string text)
        {
            Kind = kind;
            State = state;
            Message = message;
            Text = text;
        }

        /// <summary>What it tells.</summary>
        public SessionEventKind Kind { get; }

        /// <summary>The state after it.</summary>
        public ConnectionState State { get; }

        /// <summary>The message, of a kind that is neither <c>frame</c> nor <c>state</c>; null where a state tells of none.</summary>
        public IWireMessage? Message { get; }

        /// <summary>A line for people; empty for messages.</summary>
        public string Text { get; }
    }
}
