#nullable enable
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>What a render pass draws behind the objects that a camera sees. A <see cref="NacreScreen"/> puts it on the camera and takes it away.</summary>
    [AddComponentMenu("")]
    [DisallowMultipleComponent]
    public sealed class NacreBackdrop : MonoBehaviour
    {
        /// <summary>The material, with the newest picture; null while there is none to show.</summary>
        public Material? Material { get; internal set; }

        /// <summary>The quad to draw with it, corners already in clip space.</summary>
        public Mesh? Quad { get; internal set; }
    }
}
