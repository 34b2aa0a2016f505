#nullable enable
using System;
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>Which prefab stands for a class of the world.</summary>
    [Serializable]
    public sealed class EntityPrefab
    {
        /// <summary>The class as the server names it: villager, sheep, lamp, …</summary>
        public string className = string.Empty;

        /// <summary>What stands for it.</summary>
        public GameObject? prefab;

        internal static GameObject? Find(List<EntityPrefab> among, MsgpackNode kind)
        {
            foreach (var entry in among) if (kind.Is(entry.className) && entry.prefab != null) return entry.prefab;
            return null;
        }
    }
}
