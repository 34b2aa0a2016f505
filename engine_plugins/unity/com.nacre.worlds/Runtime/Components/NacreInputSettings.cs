#nullable enable
using UnityEngine;

namespace Nacre.Worlds
{
    // What else the inspector sets. Takes effect when the component is enabled, if it is not said otherwise.
    public sealed partial class NacreInput
    {
#if NACRE_INPUT_SYSTEM && ENABLE_INPUT_SYSTEM
        /// <summary>Actions Move, Look, Turn, Jump, Sprint; null for devices directly.</summary>
        public UnityEngine.InputSystem.InputActionAsset? Actions
        {
            get => actions;
            set => actions = value;
        }

#endif
        /// <summary>Capture the mouse with a click; Escape lets it go.</summary>
        public bool CaptureMouse
        {
            get => captureMouse;
            set => captureMouse = value;
        }

        /// <summary>Radians for every pixel the mouse moves.</summary>
        public float MouseSensitivity
        {
            get => mouseSensitivity;
            set => mouseSensitivity = Mathf.Clamp(value, 0.0005f, 0.02f);
        }

        /// <summary>Radians a second at full tilt of the right stick.</summary>
        public float StickSpeed
        {
            get => stickSpeed;
            set => stickSpeed = Mathf.Clamp(value, 0.5f, 8f);
        }

        /// <summary>InvertY.</summary>
        public bool InvertY
        {
            get => invertY;
            set => invertY = value;
        }
    }
}
