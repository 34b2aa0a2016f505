using System;
using UnityEngine.Events;

namespace UnityEngine
{
    // ScriptReference/AddComponentMenu
    [AttributeUsage(AttributeTargets.Class)] public sealed class AddComponentMenu : Attribute { public AddComponentMenu(string menuName) { } }

    // ScriptReference/RequireComponent
    [AttributeUsage(AttributeTargets.Class)] public sealed class RequireComponent : Attribute { public RequireComponent(Type requiredComponent) { } }

    // ScriptReference/DisallowMultipleComponent
    [AttributeUsage(AttributeTargets.Class)] public sealed class DisallowMultipleComponent : Attribute { }

    // ScriptReference/DefaultExecutionOrder
    [AttributeUsage(AttributeTargets.Class)] public sealed class DefaultExecutionOrder : Attribute { public DefaultExecutionOrder(int order) { this.order = order; } public int order { get; } }

    // ScriptReference/ExecuteAlways
    [AttributeUsage(AttributeTargets.Class)] public sealed class ExecuteAlways : Attribute { }

    // ScriptReference/CreateAssetMenuAttribute
    [AttributeUsage(AttributeTargets.Class)] public sealed class CreateAssetMenuAttribute : Attribute { public string menuName { get; set; } public string fileName { get; set; } }

    // ScriptReference/SerializeField
    [AttributeUsage(AttributeTargets.Field)] public sealed class SerializeField : Attribute { }

    // ScriptReference/HideInInspector
    [AttributeUsage(AttributeTargets.Field)] public sealed class HideInInspector : Attribute { }

    // ScriptReference/TooltipAttribute
    [AttributeUsage(AttributeTargets.Field)] public sealed class TooltipAttribute : Attribute { public TooltipAttribute(string tooltip) { } }

    // ScriptReference/HeaderAttribute
    [AttributeUsage(AttributeTargets.Field, AllowMultiple = true)] public sealed class HeaderAttribute : Attribute { public HeaderAttribute(string header) { } }

    // ScriptReference/RangeAttribute
    [AttributeUsage(AttributeTargets.Field)] public sealed class RangeAttribute : Attribute { public RangeAttribute(float min, float max) { } }

    // ScriptReference/TextAreaAttribute
    [AttributeUsage(AttributeTargets.Field)] public sealed class TextAreaAttribute : Attribute { public TextAreaAttribute(int minLines, int maxLines) { } }

    // ScriptReference/Application
    public static class Application
    {
        public static bool isPlaying { get; set; } = true; // ScriptReference/Application-isPlaying
        public static bool runInBackground { get; set; } // ScriptReference/Application-runInBackground
        public static string productName => "Stub game"; // ScriptReference/Application-productName
        public static string version => "1.0"; // ScriptReference/Application-version
        public static string unityVersion => "2022.3.0f1"; // ScriptReference/Application-unityVersion
        public static string persistentDataPath => System.IO.Path.GetTempPath(); // ScriptReference/Application-persistentDataPath
    }

    // ScriptReference/Time
    public static class Time
    {
        public static float deltaTime { get; internal set; } // ScriptReference/Time-deltaTime
        public static float unscaledDeltaTime { get; internal set; } // ScriptReference/Time-unscaledDeltaTime
        public static double realtimeSinceStartupAsDouble { get; internal set; } // ScriptReference/Time-realtimeSinceStartupAsDouble
    }

    // ScriptReference/Debug
    public static class Debug
    {
        public static void Log(object message) => Stub.Log.Add("log: " + message); // ScriptReference/Debug.Log
        public static void LogWarning(object message) => Stub.Log.Add("warning: " + message);
        public static void LogWarning(object message, Object context) => Stub.Log.Add("warning: " + message); // ScriptReference/Debug.LogWarning
        public static void LogError(object message) => Stub.Log.Add("error: " + message); // ScriptReference/Debug.LogError
        public static void LogError(object message, Object context) => Stub.Log.Add("error: " + message);
    }

    // ScriptReference/GUI
    public static class GUI
    {
        public static void DrawTextureWithTexCoords(Rect position, Texture image, Rect texCoords) => Stub.Log.Add("picture " + texCoords.height); // ScriptReference/GUI.DrawTextureWithTexCoords
        public static void Label(Rect position, string text) => Stub.Log.Add("label: " + text); // ScriptReference/GUI.Label
    }

    // ScriptReference/Rigidbody
    public sealed class Rigidbody : Component
    {
        public Vector3 position { get; set; } // ScriptReference/Rigidbody-position
        public void Sleep() { } // ScriptReference/Rigidbody.Sleep
        public void WakeUp() { } // ScriptReference/Rigidbody.WakeUp
    }

    // ScriptReference/CursorLockMode
    public enum CursorLockMode { None = 0, Locked = 1 }

    // ScriptReference/Cursor
    public static class Cursor
    {
        public static CursorLockMode lockState { get; set; } // ScriptReference/Cursor-lockState
        public static bool visible { get; set; } = true; // ScriptReference/Cursor-visible
    }

    // ScriptReference/KeyCode
    public enum KeyCode { Escape = 27, Space = 32, A = 97, B = 98, D = 100, R = 114, S = 115, W = 119, UpArrow = 273, DownArrow = 274, RightArrow = 275, LeftArrow = 276, F5 = 286, F9 = 290, LeftShift = 304 }

    // ScriptReference/Input
    public static class Input
    {
        public static readonly System.Collections.Generic.HashSet<KeyCode> Held = new System.Collections.Generic.HashSet<KeyCode>();
        public static bool Clicked;
        public static Vector2 Moved;
        public static bool GetKey(KeyCode key) => Held.Contains(key); // ScriptReference/Input.GetKey
        public static bool GetKeyDown(KeyCode key) => Held.Contains(key); // ScriptReference/Input.GetKeyDown
        public static bool GetMouseButtonDown(int button) => Clicked; // ScriptReference/Input.GetMouseButtonDown
        public static float GetAxisRaw(string axisName) => axisName == "Mouse X" ? Moved.x : Moved.y; // ScriptReference/Input.GetAxisRaw
    }
}

namespace UnityEngine.Events
{
    // ScriptReference/Events.UnityEvent
    [Serializable] public class UnityEvent
    {
        private Action called;
        public void AddListener(Action call) => called += call; // ScriptReference/Events.UnityEvent.AddListener
        public void Invoke() => called?.Invoke(); // ScriptReference/Events.UnityEvent.Invoke
    }

    // ScriptReference/Events.UnityEvent_1
    [Serializable] public class UnityEvent<T0>
    {
        private Action<T0> called;
        public void AddListener(Action<T0> call) => called += call;
        public void Invoke(T0 arg0) => called?.Invoke(arg0);
    }
}
