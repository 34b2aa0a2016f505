#nullable enable
using System;

namespace Nacre.Worlds.Wire
{
    /// <summary>Reads messages of the geometry channel whose part is inflated or which have none.</summary>
    internal static class GeometryReader
    {
        /// <summary>Read a header, and inflate the part; null when the message has none. Throws <see cref="WireException"/>.</summary>
        internal static byte[]? Part(MessageBuffer message, IWireMessage header, Func<long> length, string what)
        {
            var reader = new MsgpackReader(message.Part(0), 0, message.Length(0));
            header.Read(ref reader);
            if (!reader.AtEnd) throw new WireException(ErrorCodes.BadHeader, "bytes follow the header");
            if (message.Count > 2) throw new WireException(ErrorCodes.BadParts, what + " has " + message.Count + " parts");
            if (message.Count == 2) return PartBytes.Inflate(message.Part(1), message.Length(1), length(), what);
            if (length() != 0) throw new WireException(ErrorCodes.BadParts, what + " lacks its part");
            return null;
        }

        /// <summary>Read an <c>unload</c>, <c>change</c> or <c>horizon</c>.</summary>
        internal static GeometryNews Read(MessageType type, MessageBuffer message)
        {
            switch (type)
            {
                case MessageType.Unload:
                    var unload = new ServerUnload();
                    Header.Read(message, unload);
                    return new GeometryNews(GeometryKind.Unload, unload.Order) { X = (int)unload.X, Z = (int)unload.Z };
                case MessageType.Horizon:
                    var horizon = new ServerHorizon();
                    Header.Read(message, horizon);
                    var hills = new GeometryNews(GeometryKind.Horizon, horizon.Order) { Name = horizon.Shape };
                    for (var i = 0; i < 3; i++) hills.At[i] = (float)(i == 2 ? -horizon.At[i] : horizon.At[i]);
                    return hills;
                default:
                    var change = new ServerChange();
                    Header.Read(message, change);
                    var news = new GeometryNews(GeometryKind.Change, change.Order);
                    foreach (var node in change.Doors.Root) news.Doors.Add(new DoorNews(node["thing"].Text(), (int)node["group"].Integer(), (float)node["open"].Number()));
                    news.Gone.AddRange(change.Gone);
                    return news;
            }
        }

        /// <summary>Whether a type of message belongs to the channel.</summary>
        internal static bool Is(MessageType type)
        {
            switch (type)
            {
                case MessageType.Shape:
                case MessageType.Chunk:
                case MessageType.Unload:
                case MessageType.Change:
                case MessageType.Horizon:
                case MessageType.Materials:
                case MessageType.Bodies:
                case MessageType.Air:
                    return true;
                default:
                    return false;
            }
        }
    }
}
