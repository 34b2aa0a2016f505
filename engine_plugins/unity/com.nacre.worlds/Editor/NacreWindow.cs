#nullable enable
using Nacre.Worlds.Wire;
using UnityEditor;
using UnityEngine;
using MessageType = UnityEditor.MessageType;

namespace Nacre.Worlds.Editor
{
    /// <summary>Window &gt; Nacre: connect to a server without Play, read what it says of itself, see a test pattern, try a prompt, keep the world, bake a place to a
    /// prefab, and see whether the project is set up for it.</summary>
    public sealed class NacreWindow : EditorWindow
    {
        private const float RadiansPerPixel = 0.005f;

        [SerializeField] private string endpoint = Protocol.DefaultEndpoint;
        [SerializeField] private string command = "nacre serve";
        [SerializeField] private string running = string.Empty;
        [SerializeField] private string prompt = "a village by a river in the morning";
        [SerializeField] private int seed = 7;
        [SerializeField] private float bakeSize = 48f;
        [SerializeField] private float bakeCell = 0.5f;
        [SerializeField] private float bakeHeight = 36f;

        private EditorLink? link;
        private readonly ServerProcess server = new ServerProcess();
        private TestPattern? pattern;
        private SceneBackdrop? backdrop;
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
            server.TakeUp(running);
            EditorApplication.quitting += server.Dispose;
        }

        private void OnDestroy()
        {
            server.Dispose();
        }

        private void OnDisable()
        {
            ShowPattern(false);
            ShowInScene(false);
            running = server.Mark;
            EditorApplication.quitting -= server.Dispose;
            if (link == null) return;
            link.Changed -= Repaint;
            link.Dispose();
            link = null;
        }

        private void Update()
        {
            // the pattern moves by itself, the world's picture when one comes
            if (pattern != null) Repaint();
        }

        private void OnGUI()
        {
            if (link == null) return;
            scroll = EditorGUILayout.BeginScrollView(scroll);
            DrawConnection(link);
            DrawHandshake(link.Welcome);
            DrawPreview(link);
            DrawScene(link);
            DrawWorld(link);
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
            command = EditorGUILayout.TextField("Server command", command);
            if (server.Trouble.Length > 0) EditorGUILayout.HelpBox(server.Trouble, MessageType.Warning);
            if (!server.IsRunning && GUILayout.Button("Start a server")) server.Start(command);
            else if (server.IsRunning && GUILayout.Button("Stop the server")) server.Dispose();
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
            if (from.Welcome != null && GUILayout.Button("Show"))
            {
                ShowPattern(false);
                from.Preview(prompt, seed);
            }

            if (GUILayout.Button(pattern == null ? "Test pattern" : "Hide test pattern")) ShowPattern(pattern == null);
            var picture = pattern != null ? pattern.Picture : from.Picture;
            if (picture == null) return;
            pattern?.Draw(EditorApplication.timeSinceStartup);
            var area = GUILayoutUtility.GetAspectRect((float)picture.width / picture.height);
            var flipped = pattern == null && from.PictureFlipped;
            GUI.DrawTextureWithTexCoords(area, picture, flipped ? new Rect(0f, 1f, 1f, -1f) : new Rect(0f, 0f, 1f, 1f));
            var happened = Event.current;
            if (pattern != null || happened.type != EventType.MouseDrag || !area.Contains(happened.mousePosition)) return;
            // as if the picture were dragged
            from.Look(happened.delta.x * RadiansPerPixel, happened.delta.y * RadiansPerPixel);
            happened.Use();
        }

        private void DrawScene(EditorLink from)
        {
            if (from.World == null) ShowInScene(false);
            else if (GUILayout.Button(backdrop == null ? "Show in the Scene view" : "Hide in the Scene view")) ShowInScene(backdrop == null);
        }

        private void ShowInScene(bool on)
        {
            backdrop?.Dispose();
            backdrop = on && link != null ? new SceneBackdrop(link) : null;
        }

        private static void DrawWorld(EditorLink from)
        {
            if (from.World == null || !GUILayout.Button("Keep as asset")) return;
            var path = EditorUtility.SaveFilePanelInProject("Keep this world", "World", "asset", "Enough to open the same world again.");
            if (path.Length > 0) AssetDatabase.CreateAsset(from.Saved()!, path);
        }

        private void DrawBake(EditorLink from)
        {
            if (from.World == null) return;
            EditorGUILayout.LabelField("Bake", EditorStyles.boldLabel);
            bakeSize = EditorGUILayout.Slider("Size (m)", bakeSize, 8f, 128f);
            bakeCell = EditorGUILayout.Slider("Cell (m)", bakeCell, 0.25f, 2f);
            bakeHeight = EditorGUILayout.Slider("Camera above (m)", bakeHeight, 10f, 55f);
            if (from.IsBaking) EditorGUILayout.LabelField("baking", (int)(100 * from.BakeProgress) + " %");
            else if (GUILayout.Button("Bake to prefab")) from.Bake(bakeSize, bakeCell, bakeHeight, LevelPrefab.Ask);
        }

        private static void DrawProject()
        {
            EditorGUILayout.LabelField("Project", EditorStyles.boldLabel);
            foreach (var finding in ProjectCheck.Findings()) EditorGUILayout.HelpBox(finding.Text, finding.IsProblem ? MessageType.Warning : MessageType.Info);
        }

        private void ShowPattern(bool on)
        {
            pattern?.Dispose();
            pattern = on ? new TestPattern() : null;
        }
    }
}
