using System;
using System.Collections.Generic;
using UnityEditor.Build;
using UnityEngine;

namespace UnityEngine
{
    [Page("ColorSpace")] public enum ColorSpace { [ForTests] Gamma = 0, Linear = 1 }

    [Page("GUILayout.Button")] public static class GUILayout { [Page("GUILayout")] public static bool Button(string text) => Stub.Press == text; }

    [Page("GUILayoutUtility.GetAspectRect")] public static class GUILayoutUtility { [Page("GUILayoutUtility")] public static Rect GetAspectRect(float aspect) => new Rect(0, 0, aspect, 1); }

    [Page("GUIStyle")] public sealed class GUIStyle { }
}

namespace UnityEditor
{
    [Page("MenuItem")] [AttributeUsage(AttributeTargets.Method)] public sealed class MenuItem : Attribute { public MenuItem(string itemName) { } [Page("MenuItem-ctor")] public MenuItem(string itemName, bool isValidateFunction, int priority) { } }

    [Page("CustomEditor")] [AttributeUsage(AttributeTargets.Class)] public sealed class CustomEditor : Attribute { public CustomEditor(Type inspectedType) { } }

    [Page("CanEditMultipleObjects")] [AttributeUsage(AttributeTargets.Class)] public sealed class CanEditMultipleObjects : Attribute { }

    [Page("Editor")] public class Editor : ScriptableObject
    {
        [Page("Editor-serializedObject")] public SerializedObject serializedObject => new SerializedObject(target);
        [Page("Editor-target")] public UnityEngine.Object target { get; set; }
        [Page("Editor.OnInspectorGUI")] public virtual void OnInspectorGUI() { }
        [Page("Editor.DrawDefaultInspector")] public bool DrawDefaultInspector() => false;
        [Page("Editor.Repaint")] public void Repaint() { }
    }

    [Page("EditorWindow")] public class EditorWindow : ScriptableObject
    {
        [Page("EditorWindow.GetWindow")] public static T GetWindow<T>(string title) where T : EditorWindow => Activator.CreateInstance<T>();
        [Page("EditorWindow.Repaint")] public void Repaint() { }
    }

    [Page("EditorStyles-boldLabel")] public static class EditorStyles { [Page("EditorStyles")] public static GUIStyle boldLabel => new GUIStyle(); }

    [Page("MessageType")] public enum MessageType { Info = 1, Warning = 2 }

    [Page("EditorGUILayout")] public static class EditorGUILayout
    {
        [Page("EditorGUILayout.BeginScrollView")] public static Vector2 BeginScrollView(Vector2 scrollPosition) => scrollPosition;
        [Page("EditorGUILayout.EndScrollView")] public static void EndScrollView() { }
        [Page("EditorGUILayout.LabelField")] public static void LabelField(string label, GUIStyle style) => Stub.Log.Add(label);
        public static void LabelField(string label) => Stub.Log.Add(label);
        public static void LabelField(string label, string label2) => Stub.Log.Add(label + ": " + label2);
        [Page("EditorGUILayout.TextField")] public static string TextField(string label, string text) => text;
        [Page("EditorGUILayout.PasswordField")] public static string PasswordField(string label, string password) => password;
        [Page("EditorGUILayout.IntField")] public static int IntField(string label, int value) => value;
        [Page("EditorGUILayout.Slider")] public static float Slider(string label, float value, float leftValue, float rightValue) => value;
        [Page("EditorGUILayout.Popup")] public static int Popup(string label, int selectedIndex, string[] displayedOptions) => Chosen < 0 ? selectedIndex : Chosen;
        [ForTests] public static int Chosen = -1;
        [Page("EditorGUILayout.HelpBox")] public static void HelpBox(string message, MessageType type) => Stub.Log.Add(type + ": " + message);
    }

    [Page("PlayModeStateChange")] public enum PlayModeStateChange { ExitingEditMode = 1 }

    [Page("EditorApplication")] public static class EditorApplication
    {
        [Page("EditorApplication.CallbackFunction")] public delegate void CallbackFunction();

        [Page("EditorApplication-timeSinceStartup")] public static double timeSinceStartup { get; set; }
        [Page("EditorApplication-update")] public static CallbackFunction update;
        [Page("EditorApplication-quitting")] public static event Action quitting;
        [Page("EditorApplication-playModeStateChanged")] public static event Action<PlayModeStateChange> playModeStateChanged;
        [ForTests] public static void Quit() => quitting?.Invoke();
        [ForTests] public static void Change(PlayModeStateChange change) => playModeStateChanged?.Invoke(change);
        [ForTests] public static int Listeners => (quitting?.GetInvocationList().Length ?? 0) + (playModeStateChanged?.GetInvocationList().Length ?? 0) + (update?.GetInvocationList().Length ?? 0);
    }

    [Page("AssemblyReloadEvents")] public static class AssemblyReloadEvents
    {
        [Page("AssemblyReloadEvents.AssemblyReloadCallback")] public delegate void AssemblyReloadCallback();

        [Page("AssemblyReloadEvents-beforeAssemblyReload")] public static event AssemblyReloadCallback beforeAssemblyReload;
        [ForTests] public static void Reload() => beforeAssemblyReload?.Invoke();
    }

    [Page("EditorUtility")] public static class EditorUtility
    {
        [Page("EditorUtility.SaveFilePanelInProject")] public static string SaveFilePanelInProject(string title, string defaultName, string extension, string message) => "Assets/" + defaultName + "." + extension;
    }

    [Page("AssetDatabase")] public static class AssetDatabase
    {
        [ForTests] public static readonly Dictionary<string, UnityEngine.Object> Assets = new Dictionary<string, UnityEngine.Object>();
        [Page("AssetDatabase.CreateAsset")] public static void CreateAsset(UnityEngine.Object asset, string path) => Assets[path] = asset;
        [Page("AssetDatabase.AddObjectToAsset")] public static void AddObjectToAsset(UnityEngine.Object objectToAdd, string path) => Assets[path + "/" + objectToAdd.name] = objectToAdd;
        [Page("AssetDatabase.SaveAssets")] public static void SaveAssets() { }
        [Page("AssetDatabase.GenerateUniqueAssetPath")] public static string GenerateUniqueAssetPath(string path) => path;
    }

    [Page("PrefabUtility")] public static class PrefabUtility
    {
        [ForTests] public static readonly List<string> Saved = new List<string>();

        [Page("PrefabUtility.SaveAsPrefabAsset")] public static GameObject SaveAsPrefabAsset(GameObject instanceRoot, string assetPath)
        {
            Saved.Add(assetPath);
            return instanceRoot;
        }
    }

    [Page("BuildTargetGroup")] public enum BuildTargetGroup { [ForTests] Standalone = 1, iOS = 4, Android = 7, WebGL = 13 }

    [Page("EditorUserBuildSettings-selectedBuildTargetGroup")] public static class EditorUserBuildSettings { [Page("EditorUserBuildSettings")] public static BuildTargetGroup selectedBuildTargetGroup { get; set; } = BuildTargetGroup.Standalone; }

    [Page("ApiCompatibilityLevel")] public enum ApiCompatibilityLevel { NET_2_0_Subset = 2, [ForTests] NET_Standard = 6 }

    [Page("PlayerSettings")] public static class PlayerSettings
    {
        [ForTests] public static ApiCompatibilityLevel Level = ApiCompatibilityLevel.NET_Standard;
        [Page("PlayerSettings-colorSpace")] public static ColorSpace colorSpace { get; set; } = ColorSpace.Linear;
        [Page("PlayerSettings.GetApiCompatibilityLevel")] public static ApiCompatibilityLevel GetApiCompatibilityLevel(NamedBuildTarget buildTarget) => Level;

        [Page("PlayerSettings.Android")] public static class Android
        {
            [Page("PlayerSettings.Android-forceInternetPermission")] public static bool forceInternetPermission { get; [ForTests] set; }
        }
    }

    [Page("SerializedObject")]
    public sealed class SerializedObject
    {
        private readonly UnityEngine.Object target;
        internal SerializedObject(UnityEngine.Object obj) { target = obj; }
        [Page("SerializedObject.Update")] public void Update() { }
        [Page("SerializedObject.FindProperty")] public SerializedProperty FindProperty(string propertyPath) => new SerializedProperty(target, propertyPath);
        [Page("SerializedObject.ApplyModifiedProperties")] public bool ApplyModifiedProperties() => true;
    }

    // Written through at once; Unity waits for ApplyModifiedProperties.
    [Page("SerializedProperty")]
    public sealed class SerializedProperty
    {
        private readonly UnityEngine.Object of;
        private readonly System.Reflection.FieldInfo field;

        internal SerializedProperty(UnityEngine.Object of, string path)
        {
            this.of = of;
            field = of.GetType().GetField(path, System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic);
        }

        [Page("SerializedProperty-stringValue")] public string stringValue { get => (string)field.GetValue(of); set => field.SetValue(of, value); }
    }

    [Page("MenuCommand")]
    public sealed class MenuCommand
    {
        [ForTests] public MenuCommand(UnityEngine.Object inContext) { context = inContext; }
        [Page("MenuCommand-context")] public UnityEngine.Object context { get; }
    }

    [Page("GameObjectUtility")]
    public static class GameObjectUtility
    {
        // Unity asks whether the parent is null itself.
        [Page("GameObjectUtility.SetParentAndAlign")]
        public static void SetParentAndAlign(GameObject child, GameObject parent)
        {
            if (parent != null) child.transform.SetParent(parent.transform, false);
        }
    }

    [Page("Undo")] public static class Undo { [Page("Undo.RegisterCreatedObjectUndo")] public static void RegisterCreatedObjectUndo(UnityEngine.Object objectToUndo, string name) => Stub.Log.Add("undo: " + name); }

    [Page("Selection")] public static class Selection
    {
        [Page("Selection-activeObject")] public static UnityEngine.Object activeObject { get; set; }
        [Page("Selection-activeGameObject")] public static GameObject activeGameObject => activeObject as GameObject;
    }

    [Page("Handles")] public static class Handles
    {
        [Page("Handles.BeginGUI")] public static void BeginGUI() { }
        [Page("Handles.EndGUI")] public static void EndGUI() { }
    }

    [Page("SceneView")] public sealed class SceneView : EditorWindow
    {
        [Page("SceneView-duringSceneGui")] public static event Action<SceneView> duringSceneGui;
        [Page("SceneView-camera")] public Camera camera { get; [ForTests] set; }
        [Page("SceneView.RepaintAll")] public static void RepaintAll() { }
        [ForTests] public void Draw() => duringSceneGui?.Invoke(this);
        [ForTests] public static int Listeners => duringSceneGui?.GetInvocationList().Length ?? 0;
    }
}

namespace UnityEditor.Build
{
    [Page("Build.NamedBuildTarget")]
    public struct NamedBuildTarget
    {
        [Page("Build.NamedBuildTarget.FromBuildTargetGroup")] public static NamedBuildTarget FromBuildTargetGroup(BuildTargetGroup buildTargetGroup) => default;
    }
}
