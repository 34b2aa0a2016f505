#nullable enable
using System;

namespace Nacre.Worlds.Wire
{
    /// <summary>What came over the wire, or was to be sent, is not what the protocol allows.</summary>
    public sealed class WireException : Exception
    {
        /// <summary>A word for programs: a value of <see cref="ErrorCodes"/>, or <c>bad_msgpack</c>, <c>bad_zmtp</c>,
        /// <c>refused</c>, <c>bad_endpoint</c>.</summary>
        public string Code { get; }

        /// <summary>An error with its code and a sentence for people.</summary>
        public WireException(string code, string message) : base(message)
        {
            Code = code;
        }

        internal static WireException Missing(string field)
        {
            return new WireException(ErrorCodes.BadValue, field + " is missing");
        }

        internal static WireException Value(string field, string what)
        {
            return new WireException(ErrorCodes.BadValue, field + " " + what);
        }

        internal static WireException Msgpack(string what)
        {
            return new WireException("bad_msgpack", what);
        }

        internal static WireException Zmtp(string what)
        {
            return new WireException("bad_zmtp", what);
        }
    }
}
