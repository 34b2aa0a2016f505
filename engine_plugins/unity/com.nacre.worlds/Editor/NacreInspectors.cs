#nullable enable
using System.Collections.Generic;
using UnityEditor;
using UnityEngine;
using UnityEngine.Rendering;

namespace Nacre.Worlds.Editor
{
    /// <summary>An inspector that shows a component's settings and what is wrong with them.</summary>
    public abstract class NacreInspector : UnityEditor.Editor
    {
        /// <inheritdoc/>
        public override void OnInspectorGUI()
        {
            DrawDefaultInspector();
            DrawChoices();
            foreach (var line in SetupWarnings.Of((Component)target)) EditorGUILayout.HelpBox(line, MessageType.Warning);
            if (!Application.isPlaying) return;
            DrawPlaying();
            Repaint();
        }

        /// <summary>Drop-downs below the settings.</summary>
        protected virtual void DrawChoices()
        {
        }

        /// <summary>How things stand, while the game plays.</summary>
        protected virtual void DrawPlaying()
        {
        }

        /// <summary>A drop-down for a text setting of all that are selected.</summary>
        protected void Choose(string label, string field, List<string> names)
        {
            if (names.Count == 0) return;
            serializedObject.Update();
            var setting = serializedObject.FindProperty(field);
            var chosen = names.IndexOf(setting.stringValue);
            var next = EditorGUILayout.Popup(label, chosen, names.ToArray());
            if (next == chosen || next < 0) return;
            setting.stringValue = names[next];
            serializedObject.ApplyModifiedProperties();
        }
    }

    /// <summary>The inspector of a connection: how things stand while it plays.</summary>
    [CustomEditor(typeof(NacreConnection)), CanEditMultipleObjects]
    public sealed class NacreConnectionEditor : NacreInspector
    {
        /// <inheritdoc/>
        protected override void DrawPlaying()
        {
            var connection = (NacreConnection)target;
            EditorGUILayout.LabelField("State", connection.State + " (" + connection.Reason + ")");
            EditorGUILayout.LabelField("Frames a second", connection.FramesPerSecond.ToString("0.0"));
            EditorGUILayout.LabelField("Input to frame", (1000 * connection.Latency).ToString("0") + " ms");
            EditorGUILayout.LabelField("Dropped", connection.Dropped.ToString());
        }
    }

    /// <summary>The inspector of a world: the server's models to choose from, and what to do with it while it plays.</summary>
    [CustomEditor(typeof(NacreWorld)), CanEditMultipleObjects]
    public sealed class NacreWorldEditor : NacreInspector
    {
        /// <inheritdoc/>
        protected override void DrawPlaying()
        {
            var world = (NacreWorld)target;
            var names = new List<string>();
            var models = world.Connection.Welcome?.Models;
            for (var i = 0; models != null && i < models.Count; i++) names.Add(models[i].Name);
            Choose("Model", "model", names);
            if (GUILayout.Button("Open again")) world.Open();
            if (world.Info == null || !GUILayout.Button("Keep as asset")) return;
            var path = EditorUtility.SaveFilePanelInProject("Keep this world", "World", "asset", "Enough to open the same world again.");
            if (path.Length == 0) return;
            var saved = CreateInstance<NacreSavedWorld>();
            saved.Keep(world.Info, world.Prompt);
            AssetDatabase.CreateAsset(saved, path);
        }
    }

    /// <summary>The inspector of a screen: the texture properties of its target's material to choose from.</summary>
    [CustomEditor(typeof(NacreScreen)), CanEditMultipleObjects]
    public sealed class NacreScreenEditor : NacreInspector
    {
        /// <inheritdoc/>
        protected override void DrawChoices()
        {
            var screen = (NacreScreen)target;
            if (screen.Mode == ScreenMode.Property && screen.Target != null && screen.Target.sharedMaterial != null) Choose("Texture property", "property", Textures(screen.Target.sharedMaterial.shader));
        }

        /// <summary>Names of a shader's texture properties.</summary>
        internal static List<string> Textures(Shader shader)
        {
            var names = new List<string>();
            for (var i = 0; i < shader.GetPropertyCount(); i++) if (shader.GetPropertyType(i) == ShaderPropertyType.Texture) names.Add(shader.GetPropertyName(i));
            return names;
        }
    }

    /// <summary>The inspector of characters and things: which classes are in the world now.</summary>
    [CustomEditor(typeof(NacreEntities)), CanEditMultipleObjects]
    public sealed class NacreEntitiesEditor : NacreInspector
    {
        /// <inheritdoc/>
        protected override void DrawPlaying()
        {
            var entities = (NacreEntities)target;
            EditorGUILayout.LabelField("Shown", entities.Count + " characters, " + entities.ObjectCount + " things");
            EditorGUILayout.LabelField("Classes in the world", string.Join(", ", entities.Classes()));
        }
    }

    /// <summary>The inspector of a level: bake while the game plays.</summary>
    [CustomEditor(typeof(NacreLevel)), CanEditMultipleObjects]
    public sealed class NacreLevelEditor : NacreInspector
    {
        /// <inheritdoc/>
        protected override void DrawPlaying()
        {
            var level = (NacreLevel)target;
            if (level.IsBaking) EditorGUILayout.LabelField("baking", (int)(100 * level.Progress) + " %");
            else if (GUILayout.Button("Bake")) level.Bake();
        }
    }

    /// <summary>The inspector of a recorder: begin and end while the game plays.</summary>
    [CustomEditor(typeof(NacreRecorder)), CanEditMultipleObjects]
    public sealed class NacreRecorderEditor : NacreInspector
    {
        /// <inheritdoc/>
        protected override void DrawPlaying()
        {
            var recorder = (NacreRecorder)target;
            if (recorder.IsRecording) EditorGUILayout.LabelField(recorder.Path, recorder.Steps + " steps, " + recorder.LeftOut + " left out");
            if (!GUILayout.Button(recorder.IsRecording ? "End" : "Record")) return;
            if (recorder.IsRecording) recorder.End();
            else recorder.Begin();
        }
    }

    /// <summary>The inspector of the world as geometry: what stands, and what it costs.</summary>
    [CustomEditor(typeof(NacreGeometry)), CanEditMultipleObjects]
    public sealed class NacreGeometryEditor : NacreInspector
    {
        /// <inheritdoc/>
        protected override void DrawPlaying()
        {
            var geometry = (NacreGeometry)target;
            EditorGUILayout.LabelField("Shown", geometry.ChunkCount + " chunks, " + geometry.CharacterCount + " characters, " + geometry.DrawCalls + " instanced calls");
            EditorGUILayout.LabelField("Main thread", geometry.Cost.ToString("0.00") + " ms" + (geometry.IsSettled ? string.Empty : ", building"));
        }
    }

    /// <summary>The inspector of the world's light.</summary>
    [CustomEditor(typeof(NacreEnvironment)), CanEditMultipleObjects]
    public sealed class NacreEnvironmentEditor : NacreInspector
    {
    }

    /// <summary>The inspector of the player's input.</summary>
    [CustomEditor(typeof(NacreInput)), CanEditMultipleObjects]
    public sealed class NacreInputEditor : NacreInspector
    {
    }

    /// <summary>The inspector of the overlay.</summary>
    [CustomEditor(typeof(NacreOverlay)), CanEditMultipleObjects]
    public sealed class NacreOverlayEditor : NacreInspector
    {
    }

    /// <summary>The inspector of baked navigation.</summary>
    [CustomEditor(typeof(NacreNavigation)), CanEditMultipleObjects]
    public sealed class NacreNavigationEditor : NacreInspector
    {
    }
}
