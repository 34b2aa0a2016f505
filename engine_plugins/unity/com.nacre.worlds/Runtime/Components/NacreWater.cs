#nullable enable
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>On the triggers that fill the water of a world: whoever gets <c>OnTriggerEnter</c> finds it on the other collider's object.</summary>
    [AddComponentMenu("")]
    public sealed class NacreWater : MonoBehaviour
    {
        /// <summary>Height of the surface, metres in the world's axes.</summary>
        public float Level { get; internal set; }
    }
}
