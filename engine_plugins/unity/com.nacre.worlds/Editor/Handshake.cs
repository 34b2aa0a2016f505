#nullable enable
using System.Collections.Generic;
using System.Globalization;
using Nacre.Worlds.Wire;

namespace Nacre.Worlds.Editor
{
    /// <summary>A server's welcome as lines for people.</summary>
    internal static class Handshake
    {
        internal static List<string> Lines(ServerWelcome welcome)
        {
            var lines = new List<string>
            {
                string.Format(CultureInfo.InvariantCulture, "{0} {1}, protocol {2}.{3} (this package {4}.{5})", welcome.Server.Name, welcome.Server.Version, welcome.V, welcome.Minor ?? 0, Protocol.Version, Protocol.Minor),
                string.Format(CultureInfo.InvariantCulture, "worlds wait {0:0} s for their player; at most {1} at once", welcome.SessionTtl, welcome.Limits.Sessions),
                string.Format(CultureInfo.InvariantCulture, "pictures up to {0}x{1}, {2:0} a second", welcome.Limits.MaxWidth, welcome.Limits.MaxHeight, welcome.Limits.Fps),
            };
            foreach (var model in welcome.Models) lines.Add(model.Name + ": " + string.Join(", ", model.Channels) + (model.FramesPerStep > 1 ? ", " + model.FramesPerStep + " frames at once" : string.Empty) + "; takes " + string.Join(", ", Actions(model)));
            return lines;
        }

        private static List<string> Actions(WireModelInfo model)
        {
            var names = new List<string>();
            var key = true;
            foreach (var node in model.Actions.Root["held"])
            {
                if (key) names.Add(node.Text());
                key = !key;
            }

            return names;
        }
    }
}
