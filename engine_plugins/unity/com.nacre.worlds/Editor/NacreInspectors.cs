#nullable enable
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEditor;
using UnityEngine;
using MessageType = UnityEditor.MessageType;

namespace Nacre.Worlds.Editor
{
    /// <summary>What is not right with a component's settings, in words.</summary>
    internal static class SetupWarnings
    {
        internal static List<string> Of(NacreConnection connection)
        {
            var found = new List<string>();
            try
            {
                Endpoint.Parse(connection.Endpoint);
            }
            catch (WireException error)
            {
                found.Add(error.Message);
            }

            return found;
        }

        internal static List<string> Of(NacreWorld world)
        {
            var found = new List<string>();
            var asked = world.Request();
            if (asked.Spec == null && string.IsNullOrWhiteSpace(asked.Prompt)) found.Add("Write a prompt, or give a saved world: the server needs to know what place to make.");
            if (asked.Prompt != null && asked.Prompt.Length > Protocol.PromptCharacters) found.Add("The prompt is longer than " + Protocol.PromptCharacters + " characters.");
            if (asked.Channels!.Contains("depth")) return found;
            found.Add("Without depth nothing of yours goes behind generated walls, and the timewarp only turns.");
            return found;
        }

        internal static List<string> Of(NacreScreen screen)
        {
            var found = new List<string>();
            if (screen.World == null && screen.GetComponentInParent<NacreWorld>() == null) found.Add("Put this component on or below a Nacre World, or choose one.");
            if ((screen.Mode == ScreenMode.Painting || screen.Mode == ScreenMode.Window) && screen.Target == null) found.Add("Choose the renderer to show it on.");
            if (screen.Mode == ScreenMode.Texture && screen.Texture == null) found.Add("Choose the render texture to draw in.");
            return found;
        }
    }

    /// <summary>The inspector of a connection: its settings, what is wrong with them, and how things stand.</summary>
    [CustomEditor(typeof(NacreConnection)), CanEditMultipleObjects]
    public sealed class NacreConnectionEditor : UnityEditor.Editor
    {
        /// <inheritdoc/>
        public override void OnInspectorGUI()
        {
            DrawDefaultInspector();
            var connection = (NacreConnection)target;
            foreach (var line in SetupWarnings.Of(connection)) EditorGUILayout.HelpBox(line, MessageType.Warning);
            if (!Application.isPlaying) return;
            EditorGUILayout.LabelField("State", connection.State + " (" + connection.Reason + ")");
            EditorGUILayout.LabelField("Frames a second", connection.FramesPerSecond.ToString("0.0"));
            EditorGUILayout.LabelField("Input to frame", (1000 * connection.Latency).ToString("0") + " ms");
            Repaint();
        }
    }

    /// <summary>The inspector of a world: its settings, the server's models to choose from, and what to do with it while it plays.</summary>
    [CustomEditor(typeof(NacreWorld)), CanEditMultipleObjects]
    public sealed class NacreWorldEditor : UnityEditor.Editor
    {
        /// <inheritdoc/>
        public override void OnInspectorGUI()
        {
            DrawDefaultInspector();
            var world = (NacreWorld)target;
            foreach (var line in SetupWarnings.Of(world)) EditorGUILayout.HelpBox(line, MessageType.Warning);
            if (!Application.isPlaying) return;
            DrawModels(world);
            if (GUILayout.Button("Open again")) world.Open();
            if (world.Info != null && GUILayout.Button("Keep as asset")) Keep(world);
        }

        private static void DrawModels(NacreWorld world)
        {
            var welcome = world.Connection.Welcome;
            if (welcome == null || welcome.Models.Count == 0) return;
            var names = new string[welcome.Models.Count];
            var chosen = 0;
            for (var i = 0; i < names.Length; i++)
            {
                names[i] = welcome.Models[i].Name;
                if (names[i] == world.Model) chosen = i;
            }

            var next = EditorGUILayout.Popup("Model", chosen, names);
            if (next != chosen) world.Model = names[next];
        }

        private static void Keep(NacreWorld world)
        {
            var path = EditorUtility.SaveFilePanelInProject("Keep this world", "World", "asset", "Enough to open the same world again.");
            if (path.Length == 0) return;
            var saved = CreateInstance<NacreSavedWorld>();
            saved.Keep(world.Info!, world.Prompt);
            AssetDatabase.CreateAsset(saved, path);
        }
    }

    /// <summary>The inspector of a screen: its settings, and what is wrong with them.</summary>
    [CustomEditor(typeof(NacreScreen)), CanEditMultipleObjects]
    public sealed class NacreScreenEditor : UnityEditor.Editor
    {
        /// <inheritdoc/>
        public override void OnInspectorGUI()
        {
            DrawDefaultInspector();
            foreach (var line in SetupWarnings.Of((NacreScreen)target)) EditorGUILayout.HelpBox(line, MessageType.Warning);
        }
    }
}
