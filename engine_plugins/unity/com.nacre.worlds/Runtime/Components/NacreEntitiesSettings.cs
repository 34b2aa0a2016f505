#nullable enable
using UnityEngine;

namespace Nacre.Worlds
{
    // What else the inspector sets. Takes effect when the component is enabled, if it is not said otherwise.
    public sealed partial class NacreEntities
    {
        /// <summary>The world whose characters to show. Empty: the one on this object or above.</summary>
        public NacreWorld? World
        {
            get => world;
            set => world = value;
        }

        /// <summary>Scale things to the size the world gives them, for prefabs that are one metre large.</summary>
        public bool ScaleObjects
        {
            get => scaleObjects;
            set => scaleObjects = value;
        }

        /// <summary>Show characters this many seconds late, so that there is always a state to move towards.</summary>
        public float Delay
        {
            get => delay;
            set => delay = Mathf.Clamp(value, 0f, 0.5f);
        }
    }
}
