#nullable enable
using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using Nacre.Worlds.Wire;
using NUnit.Framework;
using UnityEngine;

namespace Nacre.Worlds.Tests
{
    /// <summary>The components' lives over the stand-in for Unity, against a real server whose endpoint is in NACRE_ENDPOINT.</summary>
    [TestFixture]
    public sealed class LifecycleTests
    {
        private GameObject root = null!;
        private NacreConnection connection = null!;
        private NacreWorld world = null!;

        private static string Endpoint => Environment.GetEnvironmentVariable("NACRE_ENDPOINT") ?? throw new InvalidOperationException("NACRE_ENDPOINT is not set");

        [SetUp]
        public void Begin()
        {
            Stub.Reset();
            Input.Held.Clear();
            Input.Moved = Vector2.zero;
            Input.Clicked = false;
            foreach (var name in new[] { "Nacre/Background", "Nacre/Painting", "Nacre/Window" }) Shader.Included[name] = new Shader();
        }

        [TearDown]
        public void End()
        {
            Stub.Reset();
            Assert.AreEqual(0, Threads(), "threads left behind");
            Assert.AreEqual(0, Stub.Count<Texture2D>() + Stub.Count<Material>() + Stub.Count<Mesh>() + Stub.Count<MonoBehaviour>(), "objects left behind");
        }

        [Test]
        public void AWorldOpensPlaysAndGoes()
        {
            Make();
            var states = "";
            connection.StateChanged += (state, why) => states += state + " ";
            Play();
            StringAssert.EndsWith("Opening Playing ", states);
            Assert.AreEqual(320, world.Textures.Picture!.width);
            Assert.IsNotNull(connection.LastState);
            root.SetActive(false);
            Assert.AreEqual(ConnectionState.Offline, connection.State);
            Assert.AreEqual(0, Threads());
        }

        [Test]
        public void DisablingAndEnablingTwiceLeavesNothingBehind()
        {
            Make();
            Play();
            for (var i = 0; i < 2; i++)
            {
                root.SetActive(false);
                Assert.AreEqual(0, Threads());
                root.SetActive(true);
                Play();
            }
        }

        [Test]
        public void ARecompileClosesTheSocketAndComesBackTwice()
        {
            Make();
            root.AddComponent<NacreScreen>();
            Play();
            for (var i = 0; i < 2; i++)
            {
                Stub.Reload();
                connection = root.GetComponent<NacreConnection>();
                world = root.GetComponent<NacreWorld>();
                Assert.LessOrEqual(Threads(), 2, "threads of the connection before");
                Play();
            }
        }

        [Test]
        public void AWorldThatIsKeptGoesOnWhereItWas()
        {
            Make();
            connection.CloseOnDisable = false;
            connection.ConnectOnEnable = true;
            Play();
            var before = connection.LastFrame!.Header.Id;
            connection.enabled = false;
            Assert.AreEqual(0, Threads());
            var resumed = false;
            connection.Opened += opened => resumed = opened.Resumed;
            connection.enabled = true;
            Until(() => resumed && connection.LastFrame!.Header.Id > before, "resumed");
            // the same with the whole object: the world does not open another in its place
            resumed = false;
            before = connection.LastFrame!.Header.Id;
            root.SetActive(false);
            Assert.AreEqual(0, Threads());
            root.SetActive(true);
            Until(() => resumed && connection.LastFrame!.Header.Id > before, "resumed with everything");
            connection.CloseOnDisable = true;
        }

        [Test]
        public void TexturesAreMadeOnceAndHoldWhatCame()
        {
            Make();
            Play();
            for (var i = 0; i < 20; i++) Step();
            var textures = world.Textures;
            Assert.AreEqual(2, textures.Made); // picture and depth, however many frames
            Assert.IsFalse(textures.Picture!.Linear, "the picture is sRGB");
            Assert.IsTrue(textures.Depth!.Linear, "depth is data");
            Assert.AreEqual(TextureFormat.RGBA32, textures.Picture.format);
            Assert.AreEqual(TextureFormat.RHalf, textures.Depth.format);
            Assert.Greater(textures.Picture.Applied, 3);
            Assert.IsTrue(textures.PictureFlipped);
            // The pattern's first bar is light grey, and it is at the top: so in the first row of the texture, which Unity draws at the bottom.
            var raw = textures.Picture.GetRawTextureData<byte>().Values;
            Assert.AreEqual(new byte[] { 235, 235, 235, 255 }, raw.Take(4).ToArray());
            byte[] bytes;
            WirePart part;
            Assert.IsTrue(connection.LastFrame!.TryGetPart(PartKind.Rgb, out part, out bytes));
            Assert.IsTrue(raw.SequenceEqual(bytes.Take((int)part.Bytes)));
        }

        [Test]
        public void JpegIsDecodedByUnityAndIsNotUpsideDown()
        {
            Make(open: false);
            Set(connection, "preferJpeg", true);
            world.Open();
            Play();
            Assert.IsFalse(world.Textures.PictureFlipped);
            Assert.AreEqual(new byte[] { 0xff, 0xd8 }, ImageConversion.Last.Take(2).ToArray());
            Assert.AreEqual(new byte[] { 0xff, 0xd9 }, ImageConversion.Last.Skip(ImageConversion.Last.Length - 2).ToArray(), "the array must be exactly the file");
        }

        [Test]
        public void TheBackgroundFollowsThePlayerAndWarps()
        {
            Make();
            var camera = new GameObject("camera").AddComponent<Camera>();
            Camera.main = camera;
            var screen = root.AddComponent<NacreScreen>();
            Play();
            Step();
            var drawn = connection.LastFrame!.Header.Camera;
            Assert.AreEqual(drawn.Position[1], camera.transform.position.y, 1e-3);
            Assert.AreEqual(-drawn.Position[2], camera.transform.position.z, 1e-3);
            Assert.AreEqual(64.7f, camera.fieldOfView, 0.1f);
            var frame = screen.Material!.Value<Matrix4x4>("_NacreFrameFromView");
            Assert.AreEqual(0, (frame.MultiplyPoint3x4(new Vector3(1, 2, -3)) - new Vector3(1, 2, -3)).magnitude, 1e-3, "nothing to warp while nobody turns");
            Assert.AreSame(world.Textures.Picture, screen.Material.Value<Texture2D>("_NacrePicture"));
            // The head turns: the camera turns in the same frame, long before a picture shows it.
            var id = connection.LastFrame.Header.Id;
            connection.Act(0, 0, false, false, 0.4, 0);
            Stub.Frame();
            if (connection.LastFrame.Header.Id == id)
            {
                double yaw, pitch;
                Axes.ToWire(camera.transform.rotation, out yaw, out pitch);
                Assert.AreEqual(drawn.Yaw + 0.4, yaw, 1e-3);
            }

            Until(() => Math.Abs(connection.LastFrame!.Header.Camera.Yaw - 0.4) < 1e-3, "a picture that has turned");
            Assert.AreEqual(1, Stub.Count<Mesh>());
        }

        [Test]
        public void ACameraOfOnesOwnIsDrawnFromWithinAWorldThatStandsElsewhere()
        {
            Make();
            root.transform.SetPositionAndRotation(new Vector3(100, 0, 0), Quaternion.Euler(0, 90, 0));
            var camera = new GameObject("camera").AddComponent<Camera>();
            camera.transform.SetPositionAndRotation(root.transform.TransformPoint(new Vector3(0, 3, 4)), root.transform.rotation * Quaternion.Euler(20, 0, 0));
            var screen = root.AddComponent<NacreScreen>();
            screen.View = camera;
            screen.DriveCamera = false;
            Play();
            Until(() => Math.Abs(connection.LastFrame!.Header.Camera.Position[1] - 3) < 1e-3, "a picture from up there");
            var drawn = connection.LastFrame!.Header.Camera;
            Assert.AreEqual(-4, drawn.Position[2], 1e-3);
            Assert.AreEqual(-20 * Math.PI / 180, drawn.Pitch, 1e-3);
            Assert.AreEqual(0, drawn.Yaw, 1e-3);
        }

        [Test]
        public void APaintingGivesItsRendererBack()
        {
            Make();
            var canvas = new GameObject("canvas").AddComponent<MeshRenderer>();
            var own = new Material(new Shader());
            canvas.sharedMaterial = own;
            var screen = root.AddComponent<NacreScreen>();
            screen.Target = canvas;
            screen.Mode = ScreenMode.Painting;
            Assert.AreNotSame(own, canvas.sharedMaterial);
            screen.enabled = false;
            Assert.AreSame(own, canvas.sharedMaterial);
            UnityEngine.Object.Destroy(own);
        }

        [Test]
        public void ARenderTextureIsFilledTheRightWayUp()
        {
            Make();
            var screen = root.AddComponent<NacreScreen>();
            screen.Texture = new RenderTexture(320, 180, 0, RenderTextureFormat.ARGB32);
            screen.Mode = ScreenMode.Texture;
            Graphics.Blits = 0;
            Play();
            Assert.Greater(Graphics.Blits, 0);
            Assert.AreEqual(-1f, Graphics.LastScale.y);
        }

        [Test]
        public void KeysWalkAndTheMouseTurnsTheWayItMoves()
        {
            Make();
            root.AddComponent<NacreInput>();
            Play();
            var before = connection.LastFrame!.Header.Camera;
            var z = before.Position[2];
            Input.Held.Add(KeyCode.W);
            Input.Clicked = true;
            Step();
            Input.Clicked = false;
            Assert.AreEqual(CursorLockMode.Locked, Cursor.lockState);
            Until(() => connection.LastFrame!.Header.Camera.Position[2] < z - 0.5, "walking ahead");
            Input.Moved = new Vector2(2, 0); // to the right
            Until(() => connection.LastFrame!.Header.Camera.Yaw < -0.2, "turning right");
            Input.Moved = new Vector2(0, 2); // up
            Until(() => connection.LastFrame!.Header.Camera.Pitch > 0.2, "looking up");
            Input.Held.Add(KeyCode.Escape);
            Step();
            Assert.AreEqual(CursorLockMode.None, Cursor.lockState);
        }

        [Test]
        public void CharactersAreShownMovedAndTakenAway()
        {
            Make();
            var entities = root.AddComponent<NacreEntities>();
            var prefab = new GameObject("sheep");
            entities.Prefabs.Add(new EntityPrefab { className = "sheep", prefab = prefab });
            var spawned = 0;
            entities.Spawned += (slot, made, state) => spawned++;
            Play();
            Until(() => entities.Count == 1, "a sheep");
            var sheep = entities.Find(0)!;
            var first = sheep.transform.localPosition;
            Until(() => (sheep.transform.localPosition - first).magnitude > 0.3f, "a sheep that walks");
            // The pattern's sheep walks a circle of 4 m around 6 m ahead, which is +Z in Unity.
            var from = sheep.transform.localPosition - new Vector3(0, 0, 6);
            Assert.AreEqual(4, from.magnitude, 0.1);
            entities.enabled = false;
            Assert.IsTrue(sheep == null);
            Assert.AreEqual(1, spawned);
            UnityEngine.Object.Destroy(prefab);
        }

        [Test]
        public void TheOverlaySaysWhatIsGoingOn()
        {
            Make(open: false);
            var overlay = root.AddComponent<NacreOverlay>();
            connection.Endpoint = "tcp://127.0.0.1:1";
            world.Open();
            Until(() => overlay.Lines.Contains("looking for the server at tcp://127.0.0.1:1"), "looking");
            connection.Disconnect(false);
            connection.Endpoint = Endpoint;
            world.Open();
            Play();
            Until(() => overlay.Lines.Contains("frames/s") && overlay.Lines.Contains("server ms:") && overlay.Lines.Contains("render "), "figures");
        }

        [Test]
        public void TheGroundIsBakedWithItsColliderAndSpawnPoints()
        {
            Make();
            var level = root.AddComponent<NacreLevel>();
            Set(level, "size", 8f);
            Set(level, "cell", 0.25f);
            Set(level, "above", 8f);
            Assert.IsFalse(level.Bake(), "nothing to bake yet");
            Play();
            GameObject? baked = null;
            string? failure = null;
            level.Baked += made => baked = made;
            level.Failed += why => failure = why;
            Assert.IsTrue(level.Bake());
            Assert.IsFalse(level.Bake(), "one at a time");
            Until(() => baked != null || failure != null, "baked");
            Assert.IsNull(failure);
            var mesh = baked!.GetComponent<MeshFilter>().sharedMesh;
            Assert.AreSame(mesh, baked.GetComponent<MeshCollider>().sharedMesh);
            // The pattern's ground is flat at height 0, and faces look up.
            Assert.AreEqual(33 * 33, mesh.Vertices.Count);
            Assert.Less(mesh.Vertices.Max(v => Math.Abs(v.y)), 0.05f);
            for (var i = 0; i < mesh.Triangles.Count; i += 3)
            {
                var a = mesh.Vertices[mesh.Triangles[i]];
                Assert.Greater(Vector3.Cross(mesh.Vertices[mesh.Triangles[i + 1]] - a, mesh.Vertices[mesh.Triangles[i + 2]] - a).y, 0f);
            }

            Assert.Greater(baked.transform.childCount, 0);
            Assert.IsFalse(level.IsBaking);
            UnityEngine.Object.Destroy(mesh);
        }

        [Test]
        public void AnEpisodeIsRecordedFromTheTop()
        {
            var folder = Path.Combine(Path.GetTempPath(), "nacre-" + Guid.NewGuid());
            var holder = new GameObject("recorded");
            holder.AddComponent<Camera>();
            var recorder = holder.AddComponent<NacreRecorder>();
            recorder.Folder = folder;
            var path = recorder.Begin();
            recorder.Report(0, 1, false, true, 0.1f, 0);
            for (var i = 0; i < 10; i++)
            {
                Stub.Frame(0.06f);
                UnityEngine.Rendering.AsyncGPUReadback.WaitAllRequests();
            }

            Assert.AreEqual(10, recorder.Steps + recorder.LeftOut); // a disk that is too slow costs steps, never frames
            holder.SetActive(false);
            Assert.IsFalse(recorder.IsRecording);
            var bytes = File.ReadAllBytes(path);
            Directory.Delete(folder, true);
            var reader = new MsgpackReader(bytes, 0, bytes.Length);
            reader.Skip();
            var step = new MsgpackDocument();
            var from = reader.Position;
            reader.Skip();
            step.Set(bytes, from, reader.Position - from);
            Assert.AreEqual(0.1, step.Root["look"]["yaw"].Number(), 1e-6);
            Assert.IsTrue(step.Root["held"]["sprint"].Boolean());
            var pixels = step.Root["rgba"].Reader();
            // The card counts rows from the bottom; the file's first row is the top one.
            Assert.AreEqual(179, bytes[from + pixels.ReadBinary().Offset]);
        }

        [Test]
        public void ASavedWorldOpensAgainWithItsSeed()
        {
            Make();
            Play();
            var saved = ScriptableObject.CreateInstance<NacreSavedWorld>();
            saved.Keep(world.Info!, "a meadow");
            var name = world.Info!.World;
            world.Saved = saved;
            world.Open();
            Until(() => world.Info != null && world.IsPlaying && connection.LastFrame != null, "open again");
            Assert.AreEqual(name, world.Info!.World);
            Assert.AreEqual(7, world.Info.Seed);
        }

        [Test]
        public void AWrongEndpointFailsAtOnceAndSaysSo()
        {
            Make(open: false);
            connection.Endpoint = "localhost";
            var said = string.Empty;
            connection.Failed += (code, message, hint) => said = code + " " + message;
            world.Open();
            Assert.AreEqual(ConnectionState.Failed, connection.State);
            StringAssert.Contains("bad_endpoint", said);
            StringAssert.Contains("tcp://127.0.0.1:5577", said);
            Assert.IsTrue(Stub.Log.Any(line => line.StartsWith("warning: Nacre:")));
        }

        [Test]
        public void NothingRunsInTheEditorWhileItDoesNotPlay()
        {
            Application.isPlaying = false;
            root = new GameObject("world");
            root.AddComponent<NacreConnection>();
            root.AddComponent<NacreWorld>();
            root.AddComponent<NacreScreen>();
            Stub.Frame();
            Assert.AreEqual(0, Threads());
            Assert.AreEqual(1, Stub.Count<Material>()); // the screen's preview, made and unmade in the editor too
        }

        private void Make(bool open = true)
        {
            root = new GameObject("world");
            root.SetActive(false);
            connection = root.AddComponent<NacreConnection>();
            connection.Endpoint = Endpoint;
            connection.ConnectOnEnable = false;
            world = root.AddComponent<NacreWorld>();
            world.Prompt = "a meadow";
            world.Seed = 7;
            world.OpenOnEnable = open;
            Set(world, "width", 320);
            Set(world, "height", 180);
            root.SetActive(true);
        }

        private void Play()
        {
            var seen = connection.LastFrame?.Header.Id ?? 0;
            Until(() => connection.State == ConnectionState.Playing && connection.LastFrame != null && connection.LastFrame.Header.Id != seen && connection.LastState != null, "playing");
        }

        private static void Step()
        {
            Thread.Sleep(10);
            Stub.Frame(0.01f);
        }

        private static void Until(Func<bool> done, string what)
        {
            var since = Stopwatch.StartNew();
            while (!done())
            {
                Assert.Less(since.Elapsed.TotalSeconds, 30, what + "; " + string.Join("; ", Stub.Log.ToArray()));
                Step();
            }
        }

        private static int Threads()
        {
            // the system takes a moment to clear away a thread that has been joined
            for (var wait = 0; wait < 50 && Named() > 0; wait++) System.Threading.Thread.Sleep(20);
            return Named();
        }

        private static int Named()
        {
            // Linux knows a thread by its name, cut to fifteen letters
            return Directory.GetDirectories("/proc/self/task").Count(task =>
            {
                try
                {
                    return File.ReadAllText(task + "/comm").StartsWith("nacre-");
                }
                catch (IOException)
                {
                    return false;
                }
            });
        }

        private static void Set(object component, string field, object value)
        {
            component.GetType().GetField(field, System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.SetValue(component, value);
        }
    }
}
