#nullable enable
using Nacre.Worlds.Wire;
using UnityEditor;
using UnityEngine;
using MessageType = UnityEditor.MessageType;

namespace Nacre.Worlds.Editor
{
    /// <summary>Window &gt; Nacre: connect to a server without Play, read what it says of itself, try a prompt, bake a place to a prefab, and see whether the
    /// project is set up for it.</summary>
    public sealed class NacreWindow : EditorWindow
    {
        [SerializeField] private string endpoint = Protocol.DefaultEndpoint;
        [SerializeField] private string prompt = "a village by a river in the morning";
        [SerializeField] private int seed = 7;
        [SerializeField] private float bakeSize = 32f;
        [SerializeField] private float bakeCell = 0.5f;

        private EditorLink? link;
        private string token = string.Empty;
        private Vector2 scroll;

        /// <summary>Open the window.</summary>
        [MenuItem("Window/Nacre")]
        public static void Open()
        {
            GetWindow<NacreWindow>("Nacre");
        }

        private void OnEnable()
        {
            link = new EditorLink();
            link.Changed += Repaint;
        }

        private void OnDisable()
        {
            if (link == null) return;
            link.Changed -= Repaint;
            link.Dispose();
            link = null;
        }

        private void OnGUI()
        {
            if (link == null) return;
            scroll = EditorGUILayout.BeginScrollView(scroll);
            DrawConnection(link);
            DrawHandshake(link.Welcome);
            DrawPreview(link);
            DrawBake(link);
            DrawProject();
            foreach (var line in link.Lines) EditorGUILayout.LabelField(line);
            EditorGUILayout.EndScrollView();
        }

        private void DrawConnection(EditorLink to)
        {
            EditorGUILayout.LabelField("Server", EditorStyles.boldLabel);
            endpoint = EditorGUILayout.TextField("Endpoint", endpoint);
            token = EditorGUILayout.PasswordField("Access token", token);
            EditorGUILayout.LabelField("State", to.State.ToString());
            if (to.State == ConnectionState.Offline || to.State == ConnectionState.Failed)
            {
                if (GUILayout.Button("Connect")) to.Connect(endpoint, token);
            }
            else if (GUILayout.Button("Disconnect"))
            {
                to.Leave();
            }
        }

        private static void DrawHandshake(ServerWelcome? welcome)
        {
            if (welcome == null) return;
            EditorGUILayout.LabelField("Handshake", EditorStyles.boldLabel);
            foreach (var line in Handshake.Lines(welcome)) EditorGUILayout.LabelField(line);
        }

        private void DrawPreview(EditorLink from)
        {
            EditorGUILayout.LabelField("Preview", EditorStyles.boldLabel);
            prompt = EditorGUILayout.TextField("Prompt", prompt);
            seed = EditorGUILayout.IntField("Seed", seed);
            if (from.Welcome != null && GUILayout.Button("Show")) from.Preview(prompt, seed);
            if (from.Picture == null) return;
            var area = GUILayoutUtility.GetAspectRect((float)from.Picture.width / from.Picture.height);
            var upright = from.PictureFlipped ? new Rect(0f, 1f, 1f, -1f) : new Rect(0f, 0f, 1f, 1f);
            GUI.DrawTextureWithTexCoords(area, from.Picture, upright);
        }

        private void DrawBake(EditorLink from)
        {
            if (from.World == null) return;
            EditorGUILayout.LabelField("Bake", EditorStyles.boldLabel);
            bakeSize = EditorGUILayout.Slider("Size (m)", bakeSize, 4f, 128f);
            bakeCell = EditorGUILayout.Slider("Cell (m)", bakeCell, 0.1f, 4f);
            if (from.IsBaking) EditorGUILayout.LabelField("baking", (int)(100 * from.BakeProgress) + " %");
            else if (GUILayout.Button("Bake to prefab")) from.Bake(bakeSize, bakeCell, 24, LevelPrefab.Save);
        }

        private static void DrawProject()
        {
            EditorGUILayout.LabelField("Project", EditorStyles.boldLabel);
            foreach (var finding in ProjectCheck.Findings()) EditorGUILayout.HelpBox(finding.Text, finding.IsProblem ? MessageType.Warning : MessageType.Info);
        }
    }
}
