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
            Heightfield? field = null;
            Assert.IsTrue(link.Bake(8, 0.5, 8, done => field = done));
            Until(() => field != null);
            LevelPrefab.Save(field!, "Assets/Level.prefab");
            Assert.Contains("Assets/Level.prefab", PrefabUtility.Saved);
            Assert.IsInstanceOf<Mesh>(AssetDatabase.Assets["Assets/Level.asset"]);
            link.Dispose();
            Assert.AreEqual(0, Stub.Count<Texture2D>());
            Assert.AreEqual(0, Stub.Count<GameObject>());
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
            Send(window, "OnDisable");
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
            var editor = ScriptableObject.CreateInstance<NacreWorldEditor>();
            editor.target = world;
            editor.OnInspectorGUI();
            Assert.IsTrue(Stub.Log.Any(line => line.StartsWith("Warning: Write a prompt")));
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
