using System;
using System.Collections.Generic;
using UnityEngine;

namespace UnityEngine
{
    // ScriptReference/ColorSpace
    public enum ColorSpace { Gamma = 0, Linear = 1 }

    // ScriptReference/GUILayout
    public static class GUILayout { public static bool Button(string text) => Stub.Press == text; } // ScriptReference/GUILayout.Button

    // ScriptReference/GUILayoutUtility
    public static class GUILayoutUtility { public static Rect GetAspectRect(float aspect) => new Rect(0, 0, aspect, 1); } // ScriptReference/GUILayoutUtility.GetAspectRect

    // ScriptReference/GUIStyle
    public sealed class GUIStyle { }
}

namespace UnityEditor
{
    // ScriptReference/MenuItem
    [AttributeUsage(AttributeTargets.Method)] public sealed class MenuItem : Attribute { public MenuItem(string itemName) { } }

    // ScriptReference/CustomEditor
    [AttributeUsage(AttributeTargets.Class)] public sealed class CustomEditor : Attribute { public CustomEditor(Type inspectedType) { } }

    // ScriptReference/CanEditMultipleObjects
    [AttributeUsage(AttributeTargets.Class)] public sealed class CanEditMultipleObjects : Attribute { }

    // ScriptReference/Editor
    public class Editor : ScriptableObject
    {
        public UnityEngine.Object target { get; set; } // ScriptReference/Editor-target
        public virtual void OnInspectorGUI() { } // ScriptReference/Editor.OnInspectorGUI
        public bool DrawDefaultInspector() => false; // ScriptReference/Editor.DrawDefaultInspector
        public void Repaint() { } // ScriptReference/Editor.Repaint
    }

    // ScriptReference/EditorWindow
    public class EditorWindow : ScriptableObject
    {
        public static T GetWindow<T>(string title) where T : EditorWindow => Activator.CreateInstance<T>(); // ScriptReference/EditorWindow.GetWindow
        public void Repaint() { } // ScriptReference/EditorWindow.Repaint
    }

    // ScriptReference/EditorStyles
    public static class EditorStyles { public static GUIStyle boldLabel => new GUIStyle(); } // ScriptReference/EditorStyles-boldLabel

    // ScriptReference/MessageType
    public enum MessageType { None = 0, Info = 1, Warning = 2, Error = 3 }

    // ScriptReference/EditorGUILayout
    public static class EditorGUILayout
    {
        public static Vector2 BeginScrollView(Vector2 scrollPosition) => scrollPosition; // ScriptReference/EditorGUILayout.BeginScrollView
        public static void EndScrollView() { } // ScriptReference/EditorGUILayout.EndScrollView
        public static void LabelField(string label, GUIStyle style) => Stub.Log.Add(label); // ScriptReference/EditorGUILayout.LabelField
        public static void LabelField(string label) => Stub.Log.Add(label);
        public static void LabelField(string label, string label2) => Stub.Log.Add(label + ": " + label2);
        public static string TextField(string label, string text) => text; // ScriptReference/EditorGUILayout.TextField
        public static string PasswordField(string label, string password) => password; // ScriptReference/EditorGUILayout.PasswordField
        public static int IntField(string label, int value) => value; // ScriptReference/EditorGUILayout.IntField
        public static float Slider(string label, float value, float leftValue, float rightValue) => value; // ScriptReference/EditorGUILayout.Slider
        public static int Popup(string label, int selectedIndex, string[] displayedOptions) => selectedIndex; // ScriptReference/EditorGUILayout.Popup
        public static void HelpBox(string message, MessageType type) => Stub.Log.Add(type + ": " + message); // ScriptReference/EditorGUILayout.HelpBox
    }

    // ScriptReference/PlayModeStateChange
    public enum PlayModeStateChange { EnteredEditMode = 0, ExitingEditMode = 1, EnteredPlayMode = 2, ExitingPlayMode = 3 }

    // ScriptReference/EditorApplication
    public static class EditorApplication
    {
        public delegate void CallbackFunction(); // ScriptReference/EditorApplication.CallbackFunction

        public static CallbackFunction update; // ScriptReference/EditorApplication-update
        public static event Action quitting; // ScriptReference/EditorApplication-quitting
        public static event Action<PlayModeStateChange> playModeStateChanged; // ScriptReference/EditorApplication-playModeStateChanged
        public static void Quit() => quitting?.Invoke();
        public static void Change(PlayModeStateChange change) => playModeStateChanged?.Invoke(change);
        public static int Listeners => (quitting?.GetInvocationList().Length ?? 0) + (playModeStateChanged?.GetInvocationList().Length ?? 0) + (update?.GetInvocationList().Length ?? 0);
    }

    // ScriptReference/AssemblyReloadEvents
    public static class AssemblyReloadEvents
    {
        public delegate void AssemblyReloadCallback(); // ScriptReference/AssemblyReloadEvents.AssemblyReloadCallback

        public static event AssemblyReloadCallback beforeAssemblyReload; // ScriptReference/AssemblyReloadEvents-beforeAssemblyReload
        public static void Reload() => beforeAssemblyReload?.Invoke();
    }

    // ScriptReference/EditorUtility
    public static class EditorUtility
    {
        public static string SaveFilePanelInProject(string title, string defaultName, string extension, string message) => "Assets/" + defaultName + "." + extension; // ScriptReference/EditorUtility.SaveFilePanelInProject
    }

    // ScriptReference/AssetDatabase
    public static class AssetDatabase
    {
        public static readonly Dictionary<string, UnityEngine.Object> Assets = new Dictionary<string, UnityEngine.Object>();
        public static void CreateAsset(UnityEngine.Object asset, string path) => Assets[path] = asset; // ScriptReference/AssetDatabase.CreateAsset
        public static string GenerateUniqueAssetPath(string path) => path; // ScriptReference/AssetDatabase.GenerateUniqueAssetPath
    }

    // ScriptReference/PrefabUtility
    public static class PrefabUtility
    {
        public static readonly List<string> Saved = new List<string>();

        // ScriptReference/PrefabUtility.SaveAsPrefabAsset
        public static GameObject SaveAsPrefabAsset(GameObject instanceRoot, string assetPath)
        {
            Saved.Add(assetPath);
            return instanceRoot;
        }
    }

    // ScriptReference/BuildTargetGroup
    public enum BuildTargetGroup { Standalone = 1, WebGL = 13 }

    // ScriptReference/EditorUserBuildSettings
    public static class EditorUserBuildSettings { public static BuildTargetGroup selectedBuildTargetGroup { get; set; } = BuildTargetGroup.Standalone; } // ScriptReference/EditorUserBuildSettings-selectedBuildTargetGroup

    // ScriptReference/ApiCompatibilityLevel
    public enum ApiCompatibilityLevel { NET_2_0_Subset = 2, NET_Unity_4_8 = 3, NET_Standard = 6 }

    // ScriptReference/PlayerSettings
    public static class PlayerSettings
    {
        public static ApiCompatibilityLevel Level = ApiCompatibilityLevel.NET_Standard;
        public static ColorSpace colorSpace { get; set; } = ColorSpace.Linear; // ScriptReference/PlayerSettings-colorSpace
        public static ApiCompatibilityLevel GetApiCompatibilityLevel(BuildTargetGroup buildTargetGroup) => Level; // ScriptReference/PlayerSettings.GetApiCompatibilityLevel
    }
}
