#nullable enable
using System;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>A prefab of the project's own that stands in the place of a class of things, or of a role of their parts.</summary>
    [Serializable]
    public sealed class KitbashPrefab
    {
        /// <summary>A class (tree_cone, lamp, …), or the role of parts (door, window, …).</summary>
        public string name = string.Empty;

        /// <summary>What stands there. A child of it that is named as a socket (door, seat, bed, counter, container, lamp, spawn) is laid on that socket and looks along its z as
        /// the socket does: of a thing in plan, so that it stays on its ground; of a part exactly.</summary>
        public GameObject? prefab;

        /// <summary>Scale it to the size of what it stands for: to the height of a thing, to the box of a part.</summary>
        public bool fit = true;
    }

    /// <summary>A material of the project's own that draws one of the world's.</summary>
    [Serializable]
    public sealed class OwnMaterial
    {
        /// <summary>The world's name for it: plaster, roof_tiles, …</summary>
        public string name = string.Empty;

        /// <summary>What draws it. Meshes carry uv in metres and a colour.</summary>
        public Material? material;
    }
}
