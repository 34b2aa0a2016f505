#nullable enable
namespace Nacre.Worlds.Wire
{
    /// <summary>The first part of a message: which message it is, and its contents.</summary>
    public static class Header
    {
        /// <summary>The message's type; Unknown for one of a later version. Throws <see cref="WireException"/> when it has none.</summary>
        public static MessageType Peek(MessageBuffer message)
        {
            var reader = new MsgpackReader(message.Part(0), 0, message.Length(0));
            for (var pairs = reader.ReadMapHeader("the header"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("type")) return WireNames.ReadMessageType(ref reader, "type");
                reader.Skip();
            }

            throw new WireException(ErrorCodes.BadHeader, "the header has no type");
        }

        /// <summary>Read a whole header; throws <see cref="WireException"/>.</summary>
        public static void Read(MessageBuffer message, IWireMessage into)
        {
            if (message.Count > 1) throw new WireException(ErrorCodes.BadParts, "a message that is no frame has " + message.Count + " parts");
            var reader = new MsgpackReader(message.Part(0), 0, message.Length(0));
            into.Read(ref reader);
            if (!reader.AtEnd) throw new WireException(ErrorCodes.BadHeader, "bytes follow the header");
        }

        /// <summary>An empty message of the server; null for types a server does not send.</summary>
        internal static IWireMessage? Make(MessageType type)
        {
            return WireNames.MakeServerMessage(type);
        }
    }
}
