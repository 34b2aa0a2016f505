#nullable enable
using System;

namespace Nacre.Worlds
{
    /// <summary>What was awaited was refused, or could not be done.</summary>
    public sealed class NacreException : Exception
    {
        /// <summary>A refusal, as <see cref="NacreWorld.Failed"/> tells it.</summary>
        public NacreException(string code, string message, string hint) : base(hint.Length > 0 ? message + " " + hint : message)
        {
            Code = code;
            Hint = hint;
        }

        /// <summary>The refusal as a word for programs.</summary>
        public string Code { get; }

        /// <summary>What to do about it, for people.</summary>
        public string Hint { get; }
    }
}
