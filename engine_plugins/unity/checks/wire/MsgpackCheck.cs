#nullable enable
using System;
using Nacre.Worlds.Wire;

namespace Nacre.Worlds.Checks
{
    /// <summary>Reads a value of hex (with <c>*count</c> to repeat the last byte) and writes it again.</summary>
    internal static class MsgpackCheck
    {
        internal static string Echo(string line)
        {
            var data = Expand(line);
            try
            {
                var reader = new MsgpackReader(data, 0, data.Length);
                var writer = new MsgpackWriter(1);
                Copy(ref reader, writer, 0);
                if (!reader.AtEnd) return "reject bytes follow";
                // skipping must accept exactly what reading accepts
                var document = new MsgpackDocument();
                document.Set(data, 0, data.Length);
                return "ok " + Lines.Hex(writer.Buffer, 0, writer.Length);
            }
            catch (WireException error)
            {
                return "reject " + error.Message;
            }
        }

        internal static byte[] Expand(string line)
        {
            var star = line.IndexOf('*');
            if (star < 0) return Lines.Bytes(line);
            var head = Lines.Bytes(line.Substring(0, star - 2));
            var all = new byte[head.Length + int.Parse(line.Substring(star + 1))];
            var fill = Lines.Bytes(line.Substring(star - 2, 2))[0];
            for (var i = 0; i < all.Length; i++) all[i] = i < head.Length ? head[i] : fill;
            return all;
        }

        private static void Copy(ref MsgpackReader reader, MsgpackWriter writer, int depth)
        {
            if (depth > MsgpackReader.MaxDepth) throw new WireException("bad_msgpack", "deep");
            switch (reader.Peek())
            {
                case MsgpackKind.Nil:
                    reader.ReadNil();
                    writer.WriteNil();
                    break;
                case MsgpackKind.Boolean: writer.Write(reader.ReadBoolean()); break;
                case MsgpackKind.Integer: writer.Write(reader.ReadInteger()); break;
                case MsgpackKind.Float: writer.Write(reader.ReadFloat()); break;
                case MsgpackKind.String: writer.Write(reader.ReadString()); break;
                case MsgpackKind.Binary:
                    var bytes = reader.ReadBinary();
                    writer.WriteBinary(bytes.Array!, bytes.Offset, bytes.Count);
                    break;
                case MsgpackKind.Array:
                    var items = reader.ReadCount();
                    writer.WriteArrayHeader(items);
                    for (; items > 0; items--) Copy(ref reader, writer, depth + 1);
                    break;
                case MsgpackKind.Map:
                    var pairs = reader.ReadMapHeader();
                    writer.WriteMapHeader(pairs);
                    for (; pairs > 0; pairs--)
                    {
                        Copy(ref reader, writer, depth + 1);
                        Copy(ref reader, writer, depth + 1);
                    }

                    break;
                default: throw new WireException("bad_msgpack", "extension");
            }
        }
    }
}
