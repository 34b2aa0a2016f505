using System;
using UnityEngine.Events;

namespace UnityEngine
{
    [Page("AddComponentMenu")] [AttributeUsage(AttributeTargets.Class)] public sealed class AddComponentMenu : Attribute { public AddComponentMenu(string menuName) { } }

    [Page("RequireComponent")] [AttributeUsage(AttributeTargets.Class)] public sealed class RequireComponent : Attribute { public RequireComponent(Type requiredComponent) { Needed = requiredComponent; } internal Type Needed { get; } }

    [Page("DisallowMultipleComponent")] [AttributeUsage(AttributeTargets.Class)] public sealed class DisallowMultipleComponent : Attribute { }

    [Page("DefaultExecutionOrder")] [AttributeUsage(AttributeTargets.Class)] public sealed class DefaultExecutionOrder : Attribute { public DefaultExecutionOrder(int order) { this.order = order; } public int order { get; } }

    [Page("ExecuteAlways")] [AttributeUsage(AttributeTargets.Class)] public sealed class ExecuteAlways : Attribute { }

    [Page("CreateAssetMenuAttribute")] [AttributeUsage(AttributeTargets.Class)] public sealed class CreateAssetMenuAttribute : Attribute { public string menuName { get; set; } public string fileName { get; set; } }

    [Page("SerializeField")] [AttributeUsage(AttributeTargets.Field)] public sealed class SerializeField : Attribute { }

    [Page("HideInInspector")] [AttributeUsage(AttributeTargets.Field)] public sealed class HideInInspector : Attribute { }

    [Page("TooltipAttribute")] [AttributeUsage(AttributeTargets.Field)] public sealed class TooltipAttribute : Attribute { public TooltipAttribute(string tooltip) { } }

    [Page("HeaderAttribute")] [AttributeUsage(AttributeTargets.Field, AllowMultiple = true)] public sealed class HeaderAttribute : Attribute { public HeaderAttribute(string header) { } }

    [Page("RangeAttribute")] [AttributeUsage(AttributeTargets.Field)] public sealed class RangeAttribute : Attribute { public RangeAttribute(float min, float max) { } }

    [Page("TextAreaAttribute")] [AttributeUsage(AttributeTargets.Field)] public sealed class TextAreaAttribute : Attribute { public TextAreaAttribute(int minLines, int maxLines) { } }

    [Page("Application")] public static class Application
    {
        [Page("Application-isPlaying")] public static bool isPlaying { get; set; } = true;
        [Page("Application-runInBackground")] public static bool runInBackground { get; set; }
        [Page("Application-productName")] public static string productName => "Stub game";
        [Page("Application-version")] public static string version => "1.0";
        [Page("Application-unityVersion")] public static string unityVersion => "2022.3.0f1";
        [Page("Application-persistentDataPath")] public static string persistentDataPath => System.IO.Path.GetTempPath();
    }

    [Page("AsyncOperation")] public class AsyncOperation
    {
        private readonly Action end;
        private int left;

        [ForTests] public AsyncOperation(int asked, Action end)
        {
            left = asked;
            this.end = end;
        }

        [Page("AsyncOperation-isDone")] public bool isDone
        {
            get
            {
                if (left > 0 && --left == 0) end();
                return left == 0;
            }
        }
    }

    [Page("Time")] public static class Time
    {
        [Page("Time-deltaTime")] public static float deltaTime { get; internal set; }
        [Page("Time-unscaledDeltaTime")] public static float unscaledDeltaTime { get; internal set; }
        [Page("Time-realtimeSinceStartupAsDouble")] public static double realtimeSinceStartupAsDouble { get; internal set; }
    }

    [Page("Debug")] public static class Debug
    {
        [Page("Debug.Log")] public static void Log(object message) => Stub.Log.Add("log: " + message);
        [Page("Debug.LogWarning")] public static void LogWarning(object message, Object context) => Stub.Log.Add("warning: " + message);
        [Page("Debug.LogError")] public static void LogError(object message) => Stub.Log.Add("error: " + message);
        public static void LogError(object message, Object context) => Stub.Log.Add("error: " + message);
    }

    [Page("GUI")] public static class GUI
    {
        [Page("GUI.DrawTextureWithTexCoords")] public static void DrawTextureWithTexCoords(Rect position, Texture image, Rect texCoords) => Stub.Log.Add("picture " + texCoords.height);
        [Page("GUI.Label")] public static void Label(Rect position, string text) => Stub.Log.Add("label: " + text);
    }

    [Page("PlayerPrefs")]
    public static class PlayerPrefs
    {
        private static readonly System.Collections.Generic.Dictionary<string, int> Kept = new System.Collections.Generic.Dictionary<string, int>();
        [Page("PlayerPrefs.GetInt")] public static int GetInt(string key, int defaultValue) => Kept.TryGetValue(key, out var found) ? found : defaultValue;
        [Page("PlayerPrefs.SetInt")] public static void SetInt(string key, int value) => Kept[key] = value;
    }

    [Page("EventType")] public enum EventType { MouseDrag = 3, KeyDown = 4, [ForTests] Repaint = 7 }

    [Page("Event")]
    public sealed class Event
    {
        [Page("Event-current")] public static Event current { get; set; } = new Event();
        [Page("Event-type")] public EventType type { get; set; } = EventType.Repaint;
        [Page("Event-keyCode")] public KeyCode keyCode { get; set; }
        [Page("Event-mousePosition")] public Vector2 mousePosition { get; set; }
        [Page("Event-delta")] public Vector2 delta { get; set; }
        [Page("Event.Use")] public void Use() => type = EventType.Repaint;
    }

    [Page("Rigidbody")] public sealed class Rigidbody : Component
    {
        [Page("Rigidbody-isKinematic")] public bool isKinematic { get; set; }
        [Page("Rigidbody-position")] public Vector3 position { get; set; }
        [Page("Rigidbody.Sleep")] public void Sleep() { }
        [Page("Rigidbody.WakeUp")] public void WakeUp() { }
    }

    [Page("CursorLockMode")] public enum CursorLockMode { None = 0, Locked = 1 }

    [Page("Cursor")] public static class Cursor
    {
        [Page("Cursor-lockState")] public static CursorLockMode lockState { get; set; }
        [Page("Cursor-visible")] public static bool visible { get; set; } = true;
    }

    [Page("KeyCode")] public enum KeyCode { None = 0, Escape = 27, Space = 32, A = 97, B = 98, D = 100, R = 114, S = 115, T = 116, W = 119, UpArrow = 273, DownArrow = 274, RightArrow = 275, LeftArrow = 276, F3 = 284, F5 = 286, F9 = 290, LeftShift = 304 }

    [Page("Input")] public static class Input
    {
        [ForTests] public static readonly System.Collections.Generic.HashSet<KeyCode> Held = new System.Collections.Generic.HashSet<KeyCode>();
        [ForTests] public static bool Clicked;
        [ForTests] public static Vector2 Moved;
        [Page("Input.GetKey")] public static bool GetKey(KeyCode key) => Held.Contains(key);
        [Page("Input.GetKeyDown")] public static bool GetKeyDown(KeyCode key) => Held.Contains(key);
        [Page("Input.GetMouseButtonDown")] public static bool GetMouseButtonDown(int button) => Clicked;
        [Page("Input.GetAxisRaw")] public static float GetAxisRaw(string axisName) => axisName == "Mouse X" ? Moved.x : Moved.y;
    }
}

namespace UnityEngine.Events
{
    [Page("Events.UnityEvent")] [Serializable] public class UnityEvent
    {
        private Action called;
        [ForTests] public void AddListener(Action call) => called += call;
        [Page("Events.UnityEvent.Invoke")] public void Invoke() => called?.Invoke();
    }

    [Page("Events.UnityEvent_1")] [Serializable] public class UnityEvent<T0>
    {
        private Action<T0> called;
        [ForTests] public void AddListener(Action<T0> call) => called += call;
        [Page("Events.UnityEvent_1")] public void Invoke(T0 arg0) => called?.Invoke(arg0);
    }
}
