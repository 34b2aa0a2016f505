#nullable enable
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>On the colliders of a thing of the world: what a ray hit. <c>hit.collider.GetComponentInParent&lt;NacreThing&gt;()</c> finds it; on the ground there
    /// is none.</summary>
    [AddComponentMenu("")]
    public sealed class NacreThing : MonoBehaviour
    {
        /// <summary>Its name in the world, which stays.</summary>
        public string Id { get; private set; } = string.Empty;

        /// <summary>house, tree_round, …; of what moves in a thing its role: door.</summary>
        public string Class { get; private set; } = string.Empty;

        /// <summary>Everything that is told of it; null for what moves in a thing.</summary>
        public ThingData? Data { get; private set; }

        internal void Take(ThingData thing)
        {
            Name(thing.Id, thing.Class);
            Data = thing;
        }

        internal void Name(string id, string kind)
        {
            Id = id;
            Class = kind;
        }
    }
}
