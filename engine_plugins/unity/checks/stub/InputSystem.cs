// Input System 1.7: docs.unity3d.com/Packages/com.unity.inputsystem@1.7/api/PAGE.html
using System.Collections.Generic;

namespace UnityEngine.InputSystem
{
    [Page("inputsystem@1.7/UnityEngine.InputSystem.Controls.ButtonControl")] public sealed class ButtonControl
    {
        public bool isPressed { get; set; }
        public bool wasPressedThisFrame { get; set; }
    }

    [Page("inputsystem@1.7/UnityEngine.InputSystem.InputControl-1")] public sealed class Vector2Control
    {
        [ForTests] public Vector2 Value;
        public Vector2 ReadValue() => Value;
    }

    [Page("inputsystem@1.7/UnityEngine.InputSystem.Mouse")] public sealed class Mouse
    {
        public static Mouse current { get; set; }
        public ButtonControl leftButton { get; } = new ButtonControl();
        public Vector2Control delta { get; } = new Vector2Control();
    }

    [Page("inputsystem@1.7/UnityEngine.InputSystem.Keyboard")] public sealed class Keyboard
    {
        public static Keyboard current { get; set; }
        public ButtonControl wKey { get; } = new ButtonControl();
        public ButtonControl aKey { get; } = new ButtonControl();
        public ButtonControl sKey { get; } = new ButtonControl();
        public ButtonControl dKey { get; } = new ButtonControl();
        public ButtonControl upArrowKey { get; } = new ButtonControl();
        public ButtonControl downArrowKey { get; } = new ButtonControl();
        public ButtonControl leftArrowKey { get; } = new ButtonControl();
        public ButtonControl rightArrowKey { get; } = new ButtonControl();
        public ButtonControl spaceKey { get; } = new ButtonControl();
        public ButtonControl leftShiftKey { get; } = new ButtonControl();
        public ButtonControl escapeKey { get; } = new ButtonControl();
    }

    [Page("inputsystem@1.7/UnityEngine.InputSystem.Gamepad")] public sealed class Gamepad
    {
        public static Gamepad current { get; set; }
        public Vector2Control leftStick { get; } = new Vector2Control();
        public Vector2Control rightStick { get; } = new Vector2Control();
        public ButtonControl buttonSouth { get; } = new ButtonControl();
        public ButtonControl leftStickButton { get; } = new ButtonControl();
    }

    [Page("inputsystem@1.7/UnityEngine.InputSystem.InputAction")] public sealed class InputAction
    {
        [ForTests] public Vector2 Value;
        [ForTests] public bool Pressed;
        public T ReadValue<T>() where T : struct => (T)(object)Value;
        public bool IsPressed() => Pressed;
    }

    [Page("inputsystem@1.7/UnityEngine.InputSystem.InputActionAsset")] public sealed class InputActionAsset : ScriptableObject
    {
        [ForTests] public readonly Dictionary<string, InputAction> Actions = new Dictionary<string, InputAction>();
        [ForTests] public bool Enabled;
        public void Enable() => Enabled = true;
        public InputAction FindAction(string actionNameOrId, bool throwIfNotFound = false) => Actions.TryGetValue(actionNameOrId, out var found) ? found : null;
    }
}

namespace UnityEngine.UI
{
    [Page("ugui@1.0/UnityEngine.UI.RawImage")] public sealed class RawImage : Behaviour
    {
        public Texture texture { get; set; }
        public Rect uvRect { get; set; }
        public Color color { get; set; }
    }
}
