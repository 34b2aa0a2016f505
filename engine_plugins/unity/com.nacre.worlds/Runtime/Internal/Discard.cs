#nullable enable
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>Frees what this package made, in play and in the editor.</summary>
    internal static class Discard
    {
        internal static void Free(Object? thing)
        {
            if (thing == null) return;
            if (Application.isPlaying) Object.Destroy(thing);
            else Object.DestroyImmediate(thing);
        }
    }
}
