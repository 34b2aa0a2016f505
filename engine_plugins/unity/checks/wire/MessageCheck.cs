#nullable enable
using System;
using Nacre.Worlds.Wire;

namespace Nacre.Worlds.Checks
{
    /// <summary>Reads a message, given as <c>direction type hex</c>, with its own class, and writes it again.</summary>
    internal static class MessageCheck
    {
        internal static string Echo(string line)
        {
            var words = line.Split(' ');
            var data = MsgpackCheck.Expand(words[2]);
            try
            {
                var buffer = new MessageBuffer();
                data.CopyTo(buffer.Add(data.Length), 0);
                var type = Header.Peek(buffer);
                var message = Make(words[0], words[1]);
                // twice, so that values left over from the first time would show
                Header.Read(buffer, message);
                Header.Read(buffer, message);
                var writer = new MsgpackWriter();
                message.Write(writer);
                return "ok " + type + " " + Lines.Hex(writer.Buffer, 0, writer.Length);
            }
            catch (WireException error)
            {
                return "reject " + error.Code + " " + error.Message;
            }
        }

        private static IWireMessage Make(string direction, string type)
        {
            var name = "Nacre.Worlds.Wire." + (direction == "client" ? "Client" : "Server") + char.ToUpperInvariant(type[0]) + type.Substring(1);
            return (IWireMessage)Activator.CreateInstance(typeof(IWireMessage).Assembly.GetType(name, true)!)!;
        }
    }
}
