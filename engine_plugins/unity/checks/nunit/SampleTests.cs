#nullable enable
using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using UnityEngine;

namespace Nacre.Worlds.Tests
{
    /// <summary>The package's samples, played.</summary>
    [TestFixture]
    public sealed class SampleTests : PlayFixture
    {
        [Test]
        public void MinimalNeedsNothingElse()
        {
            root = new GameObject("minimal");
            connection = root.AddComponent<NacreConnection>();
            Set(connection, "endpoint", Endpoint);
            connection.Disconnect(false);
            Camera.main = new GameObject("camera").AddComponent<Camera>();
            root.AddComponent<MinimalWorld>();
            Stub.Frame();
            Play();
            Assert.AreEqual("a village by a river in the morning", root.GetComponent<NacreWorld>().Prompt);
            Assert.IsNotNull(root.GetComponent<NacreScreen>().Material!.Value<Texture2D>("_NacrePicture"));
        }

        [TestCase("Hero")]
        [TestCase("Minimal")]
        [TestCase("Portal")]
        [TestCase("Village")]
        [TestCase("Recorder")]
        public void TheMenuMakesTheScene(string sample)
        {
            Application.isPlaying = false;
            var camera = new GameObject("camera").AddComponent<Camera>();
            Camera.main = camera;
            typeof(HeroScene).Assembly.GetType(sample + "Scene")!.GetMethod("Make")!.Invoke(null, null);
            Assert.IsNotNull(UnityEditor.Selection.activeObject);
            Assert.IsTrue(Stub.Log.Any(line => line.StartsWith("undo: ")));
            foreach (var one in Stub.Objects.SelectMany(o => o.GetComponentsInChildren<MonoBehaviour>()).Where(b => b.GetType().Assembly == typeof(HeroScene).Assembly))
                foreach (var field in one.GetType().GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic).Where(f => f.GetCustomAttributes(typeof(SerializeField), false).Length > 0))
                    Assert.IsNotNull(field.GetValue(one), one.GetType().Name + "." + field.Name);
        }

        [Test]
        public void ThroughThePortalOneSeesAndWalks()
        {
            Make();
            var door = new GameObject("door").AddComponent<MeshRenderer>();
            var camera = new GameObject("camera").AddComponent<Camera>();
            camera.transform.SetPositionAndRotation(new Vector3(0, 1.7f, -3), Quaternion.identity);
            var portal = With<Doorway>(door.gameObject, ("world", world), ("door", door), ("view", camera));
            Play();
            Until(() => Math.Abs(connection.LastFrame!.Header.Camera.Position[2] - 3) < 0.01, "drawn for the own camera");
            Assert.AreEqual(ScreenMode.Window, root.GetComponent<NacreScreen>().Mode);
            Assert.IsFalse(root.GetComponent<NacreInput>().enabled);
            camera.transform.SetPositionAndRotation(portal.transform.position, Quaternion.identity);
            Until(() => Math.Abs(connection.LastFrame!.Header.Camera.Position[2]) < 0.01, "drawn for the player");
            Assert.AreEqual(ScreenMode.Background, root.GetComponent<NacreScreen>().Mode);
            Assert.IsTrue(root.GetComponent<NacreInput>().enabled);
        }

        [Test]
        public void TheVillageTalksAndBakes()
        {
            Make();
            var level = root.AddComponent<NacreLevel>();
            Set(level, "size", 8f);
            Set(level, "surveyHeight", 10f);
            var ball = new GameObject("ball").AddComponent<Rigidbody>();
            var game = With<VillageGame>(root, ("world", world), ("level", level), ("ball", ball));
            Play();
            Press(KeyCode.T);
            Until(() => Stub.Log.Any(line => line == "label: the characters of this server do not talk yet"), "an answer to talking");
            Press(KeyCode.F5);
            Until(() => Stub.Log.Any(line => line.Contains("keeps no saves")), "an answer to saving");
            Press(KeyCode.B);
            Until(() => Stub.Log.Any(line => line.StartsWith("label: a ball lies on the ground")), "a ball");
            Assert.AreEqual(2f, ball.position.y, 0.1f);
            Assert.IsTrue(game.enabled);
        }

        [Test]
        public void ARecordingHoldsHowThePlayerMoved()
        {
            var player = new GameObject("player");
            var holder = new GameObject("camera");
            holder.AddComponent<Camera>();
            var sample = With<RecordPlay>(holder, ("player", player.transform));
            var recorder = holder.GetComponent<NacreRecorder>();
            recorder.Folder = Path.Combine(Path.GetTempPath(), "nacre-" + Guid.NewGuid());
            Press(KeyCode.R);
            Assert.IsTrue(recorder.IsRecording);
            var path = recorder.Path;
            for (var i = 0; i < 4; i++)
            {
                // 3 m/s ahead, turning to the right
                player.transform.SetPositionAndRotation(player.transform.position + player.transform.rotation * new Vector3(0, 0, 0.18f), Quaternion.Euler(0, 6f * (i + 1), 0));
                Stub.Frame(0.06f);
                UnityEngine.Rendering.AsyncGPUReadback.WaitAllRequests();
            }

            Press(KeyCode.R);
            Assert.IsFalse(recorder.IsRecording);
            var last = File.ReadAllLines(Path.Combine(path, "steps.jsonl")).Last();
            Directory.Delete(recorder.Folder, true);
            StringAssert.IsMatch("\"move_forward\":(1|0\\.9)", last);
            StringAssert.Contains("\"look\":[-0.1", last);
            Assert.IsTrue(sample.enabled);
        }

        private static void Press(KeyCode key)
        {
            Event.current = new Event { type = EventType.KeyDown, keyCode = key };
            Stub.Frame(0.001f);
            Event.current = new Event();
        }

        /// <summary>Add a component whose serialised fields are filled in before it wakes, as a scene does it.</summary>
        private static T With<T>(GameObject to, params (string Field, object Value)[] fields) where T : MonoBehaviour
        {
            to.SetActive(false);
            var made = to.AddComponent<T>();
            foreach (var (field, value) in fields) Set(made, field, value);
            to.SetActive(true);
            return made;
        }
    }
}
