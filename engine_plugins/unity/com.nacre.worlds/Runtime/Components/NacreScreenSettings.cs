#nullable enable
using UnityEngine;

namespace Nacre.Worlds
{
    // What else the inspector sets. Takes effect when the component is enabled, if it is not said otherwise.
    public sealed partial class NacreScreen
    {
        /// <summary>Whether the last frame is turned to where the camera looks now.</summary>
        public bool Timewarp
        {
            get => timewarp;
            set => timewarp = value;
        }

        /// <summary>Whether the player's motion is carried on between frames.</summary>
        public bool PredictMotion
        {
            get => predictMotion;
            set => predictMotion = value;
        }

        /// <summary>Write the generated depth, so that generated walls hide your own objects.</summary>
        public bool WriteDepth
        {
            get => writeDepth;
            set => writeDepth = value;
        }

        /// <summary>Wash the picture out while the line is broken.</summary>
        public bool FadeWhenLost
        {
            get => fadeWhenLost;
            set => fadeWhenLost = value;
        }

#if NACRE_UGUI
        /// <summary>For the mode Image: where it is drawn.</summary>
        public UnityEngine.UI.RawImage? Image
        {
            get => image;
            set => image = value;
        }

#endif
        /// <summary>Shown in the editor, and until the first frame has come.</summary>
        public Texture2D? Preview
        {
            get => preview;
            set => preview = value;
        }
    }
}
