// Generated from the protocol's definition by `python -m nacre.protocol.generate`; do not edit.
#nullable enable
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
    /// <summary>Constants of the protocol.</summary>
    public static class Protocol
    {
        /// <summary>The largest integer on the wire.</summary>
        public const long SafeInteger = 9007199254740991L;
        /// <summary><c>version</c></summary>
        public const int Version = 1;
        /// <summary><c>minor</c></summary>
        public const int Minor = 6;
        /// <summary><c>default_endpoint</c></summary>
        public const string DefaultEndpoint = "tcp://127.0.0.1:5577";
        /// <summary><c>default_port</c></summary>
        public const int DefaultPort = 5577;
        /// <summary><c>max_header_bytes</c></summary>
        public const int MaxHeaderBytes = 65536;
        /// <summary><c>max_message_bytes</c></summary>
        public const int MaxMessageBytes = 131072;
        /// <summary><c>max_parts</c></summary>
        public const int MaxParts = 4;
        /// <summary><c>prompt_characters</c></summary>
        public const int PromptCharacters = 2000;
        /// <summary><c>min_width</c></summary>
        public const int MinWidth = 64;
        /// <summary><c>max_width</c></summary>
        public const int MaxWidth = 1280;
        /// <summary><c>min_height</c></summary>
        public const int MinHeight = 36;
        /// <summary><c>max_height</c></summary>
        public const int MaxHeight = 720;
        /// <summary><c>max_fps</c></summary>
        public const int MaxFps = 120;
        /// <summary><c>default_credit</c></summary>
        public const int DefaultCredit = 2;
        /// <summary><c>max_credit</c></summary>
        public const int MaxCredit = 8;
        /// <summary><c>geometry_credit</c></summary>
        public const int GeometryCredit = 48;
        /// <summary><c>max_geometry_credit</c></summary>
        public const int MaxGeometryCredit = 256;
        /// <summary><c>most_have</c></summary>
        public const int MostHave = 2048;
        /// <summary><c>heartbeat_seconds</c></summary>
        public const double HeartbeatSeconds = 2.0d;
        /// <summary><c>liveness_heartbeats</c></summary>
        public const int LivenessHeartbeats = 3;
        /// <summary><c>held_ttl_seconds</c></summary>
        public const double HeldTtlSeconds = 1.0d;
        /// <summary><c>progress_seconds</c></summary>
        public const double ProgressSeconds = 0.2d;
        /// <summary><c>message_rate</c></summary>
        public const int MessageRate = 2000;
        /// <summary><c>name_characters</c></summary>
        public const int NameCharacters = 64;
        /// <summary><c>rewind_seconds</c></summary>
        public const double RewindSeconds = 60.0d;
        /// <summary><c>codecs</c></summary>
        public static IReadOnlyList<string> Codecs => new[] { "rgba8", "jpeg" };
        /// <summary><c>channels</c></summary>
        public static IReadOnlyList<string> Channels => new[] { "rgb", "depth", "entity", "state", "geometry" };
        /// <summary><c>reserved_types</c></summary>
        public static IReadOnlyList<string> ReservedTypes => new[] { "direct", "say", "bake" };
    }
    /// <summary>Values of <c>error.code</c>.</summary>
    public static class ErrorCodes
    {
        /// <summary>The header is not one msgpack map with string keys and a <c>type</c>. Send part 0 as one msgpack map; see vectors/messages.json.</summary>
        public const string BadHeader = "bad_header";
        /// <summary>The number of parts does not fit the message. No message of this version carries a payload to the server: send the header alone.</summary>
        public const string BadParts = "bad_parts";
        /// <summary>A field is missing, of the wrong type or outside its bounds. Compare the field named in the message with its row in SPEC.md.</summary>
        public const string BadValue = "bad_value";
        /// <summary>The picture size is not offered. Use even numbers, width 64..1280 and height 36..720, within what <c>accept</c> and the model allow.</summary>
        public const string BadSize = "bad_size";
        /// <summary>The picture codec is not offered. Use rgba8 or jpeg, one that <c>accept.codecs</c> lists.</summary>
        public const string BadCodec = "bad_codec";
        /// <summary>A channel is not offered by this model. Choose from the model's <c>channels</c> in <c>welcome</c>.</summary>
        public const string BadChannel = "bad_channel";
        /// <summary>The spec describes no world. Start from the <c>spec</c> of an <c>opened</c> message and change its values within their vocabularies.</summary>
        public const string BadSpec = "bad_spec";
        /// <summary>The message is larger than allowed. Keep headers under 64 KiB.</summary>
        public const string TooLarge = "too_large";
        /// <summary>No message has this type. Check the spelling against SPEC.md, or upgrade the server.</summary>
        public const string UnknownType = "unknown_type";
        /// <summary>This server does not offer that message yet. Upgrade the server, or do without it.</summary>
        public const string Unsupported = "unsupported";
        /// <summary>Client and server speak different versions of the protocol. Upgrade the older side so that both speak the same major version.</summary>
        public const string VersionMismatch = "version_mismatch";
        /// <summary>The connection has not said hello. Send <c>hello</c> and wait for <c>welcome</c>; after a server restart, say hello again.</summary>
        public const string HelloFirst = "hello_first";
        /// <summary>This connection has said hello already. Open a new connection to say hello again.</summary>
        public const string HelloTwice = "hello_twice";
        /// <summary>The token is missing or not known here. Ask the server's owner for an access token and send it as <c>hello.token</c>.</summary>
        public const string Unauthorised = "unauthorised";
        /// <summary>That session is over. Say hello without the session token and open a new world.</summary>
        public const string SessionExpired = "session_expired";
        /// <summary>Another server process holds that session. Wait until it has stopped, or connect to that server; two must not write one world.</summary>
        public const string SessionElsewhere = "session_elsewhere";
        /// <summary>The saved session cannot be read. Open a new world; the damaged files are kept in the server's state folder for a look.</summary>
        public const string SessionDamaged = "session_damaged";
        /// <summary>The save was made by another model, or by other weights. Start the server with the model that made it, or open a new world from the save's spec and seed.</summary>
        public const string WrongModel = "wrong_model";
        /// <summary>This server keeps no saves. Start it with --state-dir.</summary>
        public const string NoSaves = "no_saves";
        /// <summary>There is no save of that name. Names are those given to <c>snapshot</c>, by the same owner, on this server.</summary>
        public const string NoSuchSave = "no_such_save";
        /// <summary>That is no name for a save. Use 1 to 64 letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, not beginning with a dot.</summary>
        public const string BadName = "bad_name";
        /// <summary>The save could not be written. The older save is still there. Make room on the server's disk, or look at the rights of its state folder.</summary>
        public const string SaveFailed = "save_failed";
        /// <summary>There is nothing to go back to yet. Play for a second first.</summary>
        public const string NothingToRewind = "nothing_to_rewind";
        /// <summary>No world is open under that guest token. Ask the player for the <c>guest</c> of the <c>opened</c> message; it changes with every session.</summary>
        public const string NoSuchGuest = "no_such_guest";
        /// <summary>Only the player's own connection may do that. Ask the player; a viewer may move its camera with <c>view</c>, and leave with <c>close</c>.</summary>
        public const string ViewersOnly = "viewers_only";
        /// <summary>A lockstep session cannot be shared. Open the world without <c>deterministic</c> to let others join.</summary>
        public const string NotTogether = "not_together";
        /// <summary>This server does not make that. Describe a place without real people, protected characters or anything sexual; see the server owner's policy.</summary>
        public const string PromptRefused = "prompt_refused";
        /// <summary>The prompt could not be checked, so nothing was made. Try again; if it stays, the server's owner finds the cause in the log.</summary>
        public const string ModerationFailed = "moderation_failed";
        /// <summary>The access token does not cover this. Ask the server's owner for another tier, or ask for less: a smaller picture, a lower rate, fewer worlds.</summary>
        public const string NotAllowed = "not_allowed";
        /// <summary>The machine has no room for another world. Try again after <c>retry_after</c>, or use a smaller picture or a lower rate.</summary>
        public const string ServerBusy = "server_busy";
        /// <summary>The server is full. Try again later, or start the server with a larger --sessions.</summary>
        public const string TooManySessions = "too_many_sessions";
        /// <summary>This connection has a world already. Send <c>close</c> first, or use a second connection.</summary>
        public const string AlreadyOpen = "already_open";
        /// <summary>There is no open world on this connection. Send <c>open</c> and wait for <c>opened</c>.</summary>
        public const string NoWorld = "no_world";
        /// <summary>Not exactly one of prompt, spec and snapshot was given. Send <c>prompt</c> (plain words), <c>spec</c> (plain data) or <c>snapshot</c> (the name of a save), one of them.</summary>
        public const string NothingToOpen = "nothing_to_open";
        /// <summary>The prompt is too long. Use at most 2000 characters: a few sentences say everything a world can hold.</summary>
        public const string PromptTooLong = "prompt_too_long";
        /// <summary>Nothing of the prompt was understood, so nothing was made. Send one of <c>offers</c>, say it in other words, or open with <c>anyway</c>.</summary>
        public const string NotUnderstood = "not_understood";
        /// <summary>No model has this name here. Choose one of <c>welcome.models</c>, or leave <c>model</c> out.</summary>
        public const string UnknownModel = "unknown_model";
        /// <summary>Messages come faster than the server takes them; some were thrown away. Send input at the rate of your frames; in lockstep, wait for the frame before the next <c>act</c>.</summary>
        public const string TooFast = "too_fast";
        /// <summary>The server failed on this message. Report it with the server's log; other messages still work.</summary>
        public const string InternalError = "internal_error";
        /// <summary>The model failed on this world. Open it again; if it fails again, report the spec and seed with the server's log.</summary>
        public const string WorldFailed = "world_failed";
        /// <summary>The model could not be loaded. See the server's log.</summary>
        public const string LoadFailed = "load_failed";
        /// <summary>The server is stopping. Connect again when it is back.</summary>
        public const string ShuttingDown = "shutting_down";
        /// <summary>What to do about a code; empty for one of a later version.</summary>
        public static string Hint(string code)
        {
            switch (code)
            {
                case BadHeader: return "Send part 0 as one msgpack map; see vectors/messages.json.";
                case BadParts: return "No message of this version carries a payload to the server: send the header alone.";
                case BadValue: return "Compare the field named in the message with its row in SPEC.md.";
                case BadSize: return "Use even numbers, width 64..1280 and height 36..720, within what `accept` and the model allow.";
                case BadCodec: return "Use rgba8 or jpeg, one that `accept.codecs` lists.";
                case BadChannel: return "Choose from the model's `channels` in `welcome`.";
                case BadSpec: return "Start from the `spec` of an `opened` message and change its values within their vocabularies.";
                case TooLarge: return "Keep headers under 64 KiB.";
                case UnknownType: return "Check the spelling against SPEC.md, or upgrade the server.";
                case Unsupported: return "Upgrade the server, or do without it.";
                case VersionMismatch: return "Upgrade the older side so that both speak the same major version.";
                case HelloFirst: return "Send `hello` and wait for `welcome`; after a server restart, say hello again.";
                case HelloTwice: return "Open a new connection to say hello again.";
                case Unauthorised: return "Ask the server's owner for an access token and send it as `hello.token`.";
                case SessionExpired: return "Say hello without the session token and open a new world.";
                case SessionElsewhere: return "Wait until it has stopped, or connect to that server; two must not write one world.";
                case SessionDamaged: return "Open a new world; the damaged files are kept in the server's state folder for a look.";
                case WrongModel: return "Start the server with the model that made it, or open a new world from the save's spec and seed.";
                case NoSaves: return "Start it with --state-dir.";
                case NoSuchSave: return "Names are those given to `snapshot`, by the same owner, on this server.";
                case BadName: return "Use 1 to 64 letters, digits, `-`, `_` and `.`, not beginning with a dot.";
                case SaveFailed: return "The older save is still there. Make room on the server's disk, or look at the rights of its state folder.";
                case NothingToRewind: return "Play for a second first.";
                case NoSuchGuest: return "Ask the player for the `guest` of the `opened` message; it changes with every session.";
                case ViewersOnly: return "Ask the player; a viewer may move its camera with `view`, and leave with `close`.";
                case NotTogether: return "Open the world without `deterministic` to let others join.";
                case PromptRefused: return "Describe a place without real people, protected characters or anything sexual; see the server owner's policy.";
                case ModerationFailed: return "Try again; if it stays, the server's owner finds the cause in the log.";
                case NotAllowed: return "Ask the server's owner for another tier, or ask for less: a smaller picture, a lower rate, fewer worlds.";
                case ServerBusy: return "Try again after `retry_after`, or use a smaller picture or a lower rate.";
                case TooManySessions: return "Try again later, or start the server with a larger --sessions.";
                case AlreadyOpen: return "Send `close` first, or use a second connection.";
                case NoWorld: return "Send `open` and wait for `opened`.";
                case NothingToOpen: return "Send `prompt` (plain words), `spec` (plain data) or `snapshot` (the name of a save), one of them.";
                case PromptTooLong: return "Use at most 2000 characters: a few sentences say everything a world can hold.";
                case NotUnderstood: return "Send one of `offers`, say it in other words, or open with `anyway`.";
                case UnknownModel: return "Choose one of `welcome.models`, or leave `model` out.";
                case TooFast: return "Send input at the rate of your frames; in lockstep, wait for the frame before the next `act`.";
                case InternalError: return "Report it with the server's log; other messages still work.";
                case WorldFailed: return "Open it again; if it fails again, report the spec and seed with the server's log.";
                case LoadFailed: return "See the server's log.";
                case ShuttingDown: return "Connect again when it is back.";
                default: return string.Empty;
            }
        }
    }
}
