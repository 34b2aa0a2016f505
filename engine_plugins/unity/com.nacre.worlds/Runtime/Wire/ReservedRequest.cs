#nullable enable
namespace Nacre.Worlds.Wire
{
    /// <summary>A request of a type that the protocol reserves for a later version: <c>direct</c> and <c>say</c>. A server that does not offer it answers
    /// with the error <see cref="ErrorCodes.Unsupported"/>, and the session goes on.</summary>
    public sealed class ReservedRequest : IWireRequest
    {
        private readonly string type;
        private readonly string text;
        private readonly long? to;

        private ReservedRequest(string type, string text, long? to)
        {
            this.type = type;
            this.text = text.Length <= Protocol.PromptCharacters ? text : text.Substring(0, Protocol.PromptCharacters);
            this.to = to;
        }

        /// <inheritdoc/>
        public long? Id { get; set; }

        /// <summary>Tell the world what should happen: "it starts to snow".</summary>
        public static ReservedRequest Direct(string text)
        {
            return new ReservedRequest("direct", text, null);
        }

        /// <summary>Say something to the character in a slot of the state.</summary>
        public static ReservedRequest Say(long slot, string text)
        {
            return new ReservedRequest("say", text, slot);
        }

        /// <summary>These are only ever written; throws <see cref="WireException"/>.</summary>
        public void Read(ref MsgpackReader reader)
        {
            throw new WireException(ErrorCodes.Unsupported, "no server sends " + type);
        }

        /// <inheritdoc/>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(2 + (Id != null ? 1 : 0) + (to != null ? 1 : 0));
            writer.WriteKey("type");
            writer.Write(type);
            if (Id != null)
            {
                writer.WriteKey("id");
                writer.Write(Id.Value);
            }

            if (to != null)
            {
                writer.WriteKey("to");
                writer.Write(to.Value);
            }

            writer.WriteKey("text");
            writer.Write(text);
        }
    }
}
