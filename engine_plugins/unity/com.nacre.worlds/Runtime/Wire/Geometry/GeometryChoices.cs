#nullable enable
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
    /// <summary>What of the world the project draws with its own: known before shapes are decoded. Does not change once it is given away.</summary>
    public sealed class GeometryChoices
    {
        /// <summary>Nothing: all is drawn as the world has it.</summary>
        public static GeometryChoices None { get; } = new GeometryChoices(new string[0], new string[0]);

        /// <summary>Names of materials that get runs of their own, and roles of parts that are left out of the meshes.</summary>
        public GeometryChoices(IEnumerable<string> materials, IEnumerable<string> roles)
        {
            Materials = new HashSet<string>(materials);
            Roles = new HashSet<string>(roles);
        }

        internal HashSet<string> Materials { get; }

        internal HashSet<string> Roles { get; }
    }
}
