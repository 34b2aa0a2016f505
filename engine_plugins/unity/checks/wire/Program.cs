#nullable enable
using System;
using System.Globalization;
using System.Threading;

namespace Nacre.Worlds.Checks
{
    /// <summary>Exercises the wire classes from a command line; the tests decide what is right.</summary>
    internal static class Program
    {
        private static int Main(string[] arguments)
        {
            CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            switch (arguments.Length > 0 ? arguments[0] : string.Empty)
            {
                case "msgpack": return Lines.Each(MsgpackCheck.Echo);
                case "messages": return Lines.Each(MessageCheck.Echo);
                case "zmtp": return Lines.Each(ZmtpCheck.Hear);
                case "said": return ZmtpCheck.Say();
                case "parts": return Lines.Each(ZmtpCheck.Split);
                case "endpoints": return Lines.Each(EndpointCheck.Parse);
                case "input": return InputCheck.Run();
                case "allocations": return AllocationCheck.Run(int.Parse(arguments[1], CultureInfo.InvariantCulture));
                case "session": return new SessionConsole(arguments[1], arguments.Length > 2 ? arguments[2] : string.Empty).Run();
                case "reconnects": return ReconnectCheck.Run(arguments[1], int.Parse(arguments[2], CultureInfo.InvariantCulture));
                default:
                    Console.Error.WriteLine("commands: msgpack messages zmtp said parts endpoints input allocations session reconnects");
                    return 2;
            }
        }
    }

    /// <summary>Lines in, one line out for each.</summary>
    internal static class Lines
    {
        internal static int Each(Func<string, string> answer)
        {
            for (var line = Console.In.ReadLine(); line != null; line = Console.In.ReadLine()) Console.Out.WriteLine(answer(line));
            return 0;
        }

        internal static byte[] Bytes(string hex)
        {
            var bytes = new byte[hex.Length / 2];
            for (var i = 0; i < bytes.Length; i++) bytes[i] = Convert.ToByte(hex.Substring(2 * i, 2), 16);
            return bytes;
        }

        internal static string Hex(byte[] bytes, int offset, int count)
        {
            return BitConverter.ToString(bytes, offset, count).Replace("-", string.Empty).ToLowerInvariant();
        }
    }
}
