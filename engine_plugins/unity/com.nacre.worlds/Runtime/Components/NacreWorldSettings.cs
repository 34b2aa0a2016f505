#nullable enable
using System;
using Nacre.Worlds.Wire;

namespace Nacre.Worlds
{
    // What the inspector sets of pictures and data. Takes effect with the next Open.
    public sealed partial class NacreWorld
    {
        /// <summary>Width of the pictures.</summary>
        public int Width
        {
            get => width;
            set => width = Math.Max(Protocol.MinWidth, Math.Min(Protocol.MaxWidth, value));
        }

        /// <summary>Height of the pictures.</summary>
        public int Height
        {
            get => height;
            set => height = Math.Max(Protocol.MinHeight, Math.Min(Protocol.MaxHeight, value));
        }

        /// <summary>Pictures a second to ask for.</summary>
        public float FrameRate
        {
            get => frameRate;
            set => frameRate = Math.Max(1f, Math.Min(Protocol.MaxFps, value));
        }

        /// <summary>Whether depth comes with every picture.</summary>
        public bool WithDepth
        {
            get => withDepth;
            set => withDepth = value;
        }

        /// <summary>Whether it is sent which character is seen in every pixel.</summary>
        public bool WithEntityMask
        {
            get => withEntityMask;
            set => withEntityMask = value;
        }

        /// <summary>Whether the state of the world comes as data.</summary>
        public bool WithState
        {
            get => withState;
            set => withState = value;
        }

        /// <summary>States a second, 0.1 to 20.</summary>
        public float StateRate
        {
            get => stateRate;
            set => stateRate = Math.Max(0.1f, Math.Min(20f, value));
        }

        /// <summary>Lockstep: every input advances exactly one tick and gives exactly one frame.</summary>
        public bool Deterministic
        {
            get => deterministic;
            set => deterministic = value;
        }
    }
}
