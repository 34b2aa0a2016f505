#nullable enable
using System;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    // What else the inspector sets. Takes effect when the component is enabled, if it is not said otherwise.
    public sealed partial class NacreRecorder
    {
        /// <summary>Width of the pictures, pixels.</summary>
        public int Width
        {
            get => width;
            set => width = Math.Max(Protocol.MinWidth, Math.Min(Protocol.MaxWidth, value));
        }

        /// <summary>Height of the pictures, pixels.</summary>
        public int Height
        {
            get => height;
            set => height = Math.Max(Protocol.MinHeight, Math.Min(Protocol.MaxHeight, value));
        }

        /// <summary>Steps a second.</summary>
        public float Rate
        {
            get => rate;
            set => rate = Mathf.Clamp(value, 1f, 60f);
        }

        /// <summary>JPEG quality.</summary>
        public int Quality
        {
            get => quality;
            set => quality = Math.Max(30, Math.Min(100, value));
        }
    }
}
