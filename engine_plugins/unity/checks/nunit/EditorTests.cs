#nullable enable
using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Nacre.Worlds.Editor;
using Nacre.Worlds.Wire;
using NUnit.Framework;
using UnityEditor;
using UnityEngine;

namespace Nacre.Worlds.Tests
{
    /// <summary>The editor's window, inspectors and checks over the stand-in, the window against the same real server.</summary>
    [TestFixture]
    public sealed class EditorTests
    {
        private int listeners;

        [SetUp]
        public void Begin()
        {
            Stub.Reset();
            PlayFixture.KeepShaders();
            Application.isPlaying = false;
            listeners = EditorApplication.Listeners;
        }

        [TearDown]
        public void End()
        {
            Stub.Reset();
            Assert.AreEqual(listeners, EditorApplication.Listeners, "listeners left behind");
            PlayerSettings.Level = ApiCompatibilityLevel.NET_Standard;
        }

        [Test]
        public void TheWindowConnectsShowsAndBakesWithoutPlay()
        {
            var link = new EditorLink();
            link.Connect(Environment.GetEnvironmentVariable("NACRE_ENDPOINT")!, string.Empty);
            Until(() => link.State == ConnectionState.Ready);
            StringAssert.Contains("test-pattern: rgb, depth, entity, state", string.Join("\n", Handshake.Lines(link.Welcome!).ToArray()));
            link.Preview("a meadow", 7);
            Until(() => link.Picture != null);
            Assert.AreEqual(640, link.Picture!.width);
            link.Look(0.5, 0);
            var before = link.Turned;
            Until(() => Math.Abs(link.Turned - before) > 0.4);
            Assert.AreEqual("a meadow", link.Saved()!.Prompt);
            HeightfieldBake? bake = null;
            ServerState? state = null;
            Assert.IsTrue(link.Bake(8, 0.5, 8, (done, newest) =>
            {
                bake = done;
                state = newest;
            }));
            Until(() => bake != null);
            var prefab = LevelPrefab.Save(bake!, state, "Assets/Level.prefab");
            Assert.Contains("Assets/Level.prefab", PrefabUtility.Saved);
            // Everything a prefab refers to is an asset of its own, else it would be gone with the scene.
            Assert.IsInstanceOf<Mesh>(AssetDatabase.Assets["Assets/Level.asset"]);
            Assert.IsInstanceOf<Texture2D>(AssetDatabase.Assets["Assets/Level.asset/Nacre level colours"]);
            Assert.IsInstanceOf<Material>(AssetDatabase.Assets["Assets/Level.asset/Nacre level"]);
            Assert.IsInstanceOf<UnityEngine.AI.NavMeshData>(AssetDatabase.Assets["Assets/Level.asset/Nacre navigation"]);
            Assert.IsTrue(prefab == null, "the object in the scene is gone again");
            link.Dispose();
            Assert.AreEqual(1, Stub.Count<Texture2D>(), "the level's own");
            Assert.AreEqual(0, Stub.Count<GameObject>());
            Assert.AreEqual(0, UnityEngine.AI.NavMesh.Added.Count);
        }

        [Test]
        public void TheSceneViewShowsTheWorldFromItsOwnCamera()
        {
            var link = new EditorLink();
            link.Connect(Environment.GetEnvironmentVariable("NACRE_ENDPOINT")!, string.Empty);
            Until(() => link.State == ConnectionState.Ready);
            link.Preview("a meadow", 7);
            Until(() => link.Picture != null);
            var view = new SceneView { camera = new GameObject("scene camera").AddComponent<Camera>() };
            view.camera.transform.SetPositionAndRotation(new Vector3(0f, 3f, 0f), Quaternion.Euler(0f, 90f, 0f));
            var shown = new SceneBackdrop(link);
            Stub.Log.Clear();
            Until(() =>
            {
                view.Draw();
                return Math.Abs(link.Turned + Math.PI / 2) < 0.01;
            });
            Assert.IsTrue(Stub.Log.Any(line => line.StartsWith("picture")));
            shown.Dispose();
            Assert.AreEqual(0, SceneView.Listeners);
            Until(() => Math.Abs(link.Turned + Math.PI / 2) > 0.1);
            link.Dispose();
        }

        [TestCase("reload")]
        [TestCase("play")]
        [TestCase("quit")]
        public void TheWindowLeavesBeforeItsThreadsWouldBeLeftBehind(string what)
        {
            var link = new EditorLink();
            link.Connect(Environment.GetEnvironmentVariable("NACRE_ENDPOINT")!, string.Empty);
            Until(() => link.State == ConnectionState.Ready);
            if (what == "reload") AssemblyReloadEvents.Reload();
            else if (what == "play") EditorApplication.Change(PlayModeStateChange.ExitingEditMode);
            else EditorApplication.Quit();
            Assert.AreEqual(ConnectionState.Offline, link.State);
            link.Dispose();
        }

        [Test]
        public void EverySectionOfTheWindowIsDrawn()
        {
            var window = EditorWindow.GetWindow<NacreWindow>("Nacre");
            Send(window, "OnEnable");
            Send(window, "OnGUI");
            Assert.Contains("State: Offline", Stub.Log);
            Assert.IsTrue(Stub.Log.Any(line => line.StartsWith("Info: Your API compatibility level is NET_Standard")));
            Assert.IsFalse(Stub.Log.Any(line => line.StartsWith("picture")));
            Stub.Press = "Test pattern";
            Send(window, "OnGUI");
            Stub.Press = string.Empty;
            Send(window, "OnGUI");
            Assert.Contains("picture 1", Stub.Log, "a pattern, upright");
            Stub.Press = "Hide test pattern";
            Send(window, "OnGUI");
            Assert.AreEqual(0, Stub.Count<Texture2D>());
            Stub.Press = "Test pattern";
            Send(window, "OnGUI");
            Send(window, "OnDisable");
            Assert.AreEqual(0, Stub.Count<Texture2D>());
        }

        [Test]
        public void TheTestPatternNeedsNoServer()
        {
            var pattern = new TestPattern();
            pattern.Draw(0);
            var raw = pattern.Picture.GetRawTextureData<byte>().Values;
            Assert.AreEqual(new byte[] { 204, 204, 204, 255 }, raw.Take(4).ToArray(), "white at the left");
            Assert.AreEqual(new byte[] { 0, 0, 204, 255 }, raw.Skip(4 * 319).Take(4).ToArray(), "blue at the right");
            var right = 4 * (90 * 320 + 160 + 63);
            Assert.AreEqual(new byte[] { 0, 0, 0, 255 }, raw.Skip(right).Take(4).ToArray(), "the block begins at the right");
            pattern.Draw(1);
            Assert.AreEqual(0, raw[4 * ((90 + 63) * 320 + 160)], "and goes up");
            Assert.AreNotEqual(0, raw[right] | raw[right + 1] | raw[right + 2]);
            pattern.Dispose();
        }

        [Test]
        public void TheMenuMakesAWorldThatPlays()
        {
            var parent = new GameObject("scene");
            CreateMenu.World(new MenuCommand(parent));
            var made = (GameObject)Selection.activeObject;
            Assert.AreSame(parent.transform, made.transform.parent);
            foreach (var type in new[] { typeof(NacreWorld), typeof(NacreScreen), typeof(NacreInput), typeof(NacreOverlay) }) Assert.AreEqual(1, made.CountOf(type), type.Name);
            Assert.Contains("undo: Create Nacre World", Stub.Log);
        }

        [Test]
        public void AnInspectorOffersTheTexturePropertiesOfTheTarget()
        {
            var shader = new Shader();
            shader.Properties.Add("_BaseMap", UnityEngine.Rendering.ShaderPropertyType.Texture);
            shader.Properties.Add("_Smoothness", UnityEngine.Rendering.ShaderPropertyType.Float);
            CollectionAssert.AreEqual(new[] { "_BaseMap" }, NacreScreenEditor.Textures(shader));
            var renderer = new GameObject("television").AddComponent<MeshRenderer>();
            renderer.sharedMaterial = new Material(shader);
            var screen = new GameObject("screen").AddComponent<NacreScreen>();
            screen.Target = renderer;
            screen.Property = "_MainTex";
            screen.Mode = ScreenMode.Property;
            Assert.IsTrue(SetupWarnings.Of(screen).Any(line => line.Contains("no property _MainTex")));
            EditorGUILayout.Chosen = 0;
            var editor = ScriptableObject.CreateInstance<NacreScreenEditor>();
            editor.target = screen;
            editor.OnInspectorGUI();
            EditorGUILayout.Chosen = -1;
            Assert.AreEqual("_BaseMap", screen.Property);
            Assert.IsFalse(SetupWarnings.Of(screen).Any(line => line.Contains("no property")));
            screen.enabled = false;
        }

        [Test]
        public void AProjectThatIsNotSetUpIsTold()
        {
            PlayerSettings.Level = ApiCompatibilityLevel.NET_2_0_Subset;
            PlayerSettings.colorSpace = ColorSpace.Gamma;
            EditorUserBuildSettings.selectedBuildTargetGroup = BuildTargetGroup.WebGL;
            var findings = ProjectCheck.Findings();
            Assert.AreEqual(4, findings.Count(finding => finding.IsProblem));
            PlayerSettings.colorSpace = ColorSpace.Linear;
            EditorUserBuildSettings.selectedBuildTargetGroup = BuildTargetGroup.Standalone;
            Application.runInBackground = true;
            PlayerSettings.Level = ApiCompatibilityLevel.NET_Standard;
            Assert.AreEqual(0, ProjectCheck.Findings().Count(finding => finding.IsProblem));
            EditorUserBuildSettings.selectedBuildTargetGroup = BuildTargetGroup.Android;
            Assert.AreEqual(1, ProjectCheck.Findings().Count(finding => finding.IsProblem), "no permission to use the network");
            PlayerSettings.Android.forceInternetPermission = true;
            Assert.AreEqual(0, ProjectCheck.Findings().Count(finding => finding.IsProblem));
            EditorUserBuildSettings.selectedBuildTargetGroup = BuildTargetGroup.iOS;
            StringAssert.Contains("NSLocalNetworkUsageDescription", ProjectCheck.Findings().Last().Text);
            EditorUserBuildSettings.selectedBuildTargetGroup = BuildTargetGroup.Standalone;
            PlayerSettings.Android.forceInternetPermission = false;
            Application.runInBackground = false;
        }

        [Test]
        public void InspectorsSayWhatIsMissing()
        {
            var root = new GameObject("world");
            var connection = root.AddComponent<NacreConnection>();
            Assert.IsEmpty(SetupWarnings.Of(connection));
            connection.Endpoint = "localhost:5577";
            Assert.AreEqual(1, SetupWarnings.Of(connection).Count);
            var screen = new GameObject("screen").AddComponent<NacreScreen>();
            screen.Mode = ScreenMode.Painting;
            Assert.AreEqual(2, SetupWarnings.Of(screen).Count);
            var world = root.AddComponent<NacreWorld>();
            Assert.IsEmpty(SetupWarnings.Of(world));
            world.Prompt = " ";
            Assert.AreEqual(1, SetupWarnings.Of(world).Count);
            connection.Endpoint = "tcp://worlds.example:5577";
            connection.AccessToken = "secret";
            StringAssert.Contains("tls://", SetupWarnings.Of(connection).Single());
            var alone = new GameObject("alone");
            foreach (var one in new Component[] { alone.AddComponent<NacreLevel>(), alone.AddComponent<NacreInput>(), alone.AddComponent<NacreOverlay>(), alone.AddComponent<NacreNavigation>(), alone.AddComponent<NacreRecorder>() }) Assert.AreEqual(1, SetupWarnings.Of(one).Count, one.GetType().Name);
            Assert.AreEqual(2, SetupWarnings.Of(alone.AddComponent<NacreEntities>()).Count);
        }

        [TestCase(typeof(NacreConnectionEditor), typeof(NacreConnection))]
        [TestCase(typeof(NacreWorldEditor), typeof(NacreWorld))]
        [TestCase(typeof(NacreScreenEditor), typeof(NacreScreen))]
        [TestCase(typeof(NacreEntitiesEditor), typeof(NacreEntities))]
        [TestCase(typeof(NacreLevelEditor), typeof(NacreLevel))]
        [TestCase(typeof(NacreRecorderEditor), typeof(NacreRecorder))]
        [TestCase(typeof(NacreGeometryEditor), typeof(NacreGeometry))]
        [TestCase(typeof(NacreEnvironmentEditor), typeof(NacreEnvironment))]
        [TestCase(typeof(NacreInputEditor), typeof(NacreInput))]
        [TestCase(typeof(NacreOverlayEditor), typeof(NacreOverlay))]
        [TestCase(typeof(NacreNavigationEditor), typeof(NacreNavigation))]
        public void EveryInspectorIsDrawnInTheEditorAndWhilePlaying(Type editor, Type component)
        {
            var holder = new GameObject("holder");
            holder.SetActive(false);
            var drawn = (UnityEditor.Editor)Activator.CreateInstance(editor);
            drawn.target = holder.AddComponent(component);
            drawn.OnInspectorGUI();
            Assert.IsTrue(Stub.Log.Any(line => line.StartsWith("Warning: ")) || component == typeof(NacreConnection) || component == typeof(NacreWorld));
            Application.isPlaying = true;
            drawn.OnInspectorGUI();
        }

        private static void Until(Func<bool> done)
        {
            var since = Stopwatch.StartNew();
            while (!done())
            {
                Assert.Less(since.Elapsed.TotalSeconds, 30);
                Thread.Sleep(10);
                EditorApplication.update();
            }
        }

        private static void Send(object to, string message)
        {
            to.GetType().GetMethod(message, System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.Invoke(to, null);
        }
    }
}
