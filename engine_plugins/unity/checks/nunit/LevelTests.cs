#nullable enable
using System;
using System.IO;
using System.Linq;
using Nacre.Worlds.Wire;
using NUnit.Framework;
using UnityEngine;

namespace Nacre.Worlds.Tests
{
    /// <summary>What is made of a world: ground, episodes.</summary>
    [TestFixture]
    public sealed class LevelTests : PlayFixture
    {
        [Test]
        public void TheGroundIsBakedAndTheScreensKeepTheirPicture()
        {
            Make();
            var level = root.AddComponent<NacreLevel>();
            var screen = root.AddComponent<NacreScreen>();
            screen.View = new GameObject("camera").AddComponent<Camera>();
            Set(level, "size", 8f);
            Set(level, "cell", 0.25f);
            Set(level, "surveyHeight", 10f);
            root.transform.SetPositionAndRotation(new Vector3(100, 0, 0), Quaternion.identity);
            Assert.IsFalse(level.Bake(), "nothing to bake yet");
            Play();
            GameObject? baked = null;
            string? failure = null;
            level.Baked += made => baked = made;
            level.Failed += why => failure = why;
            Step();
            var eyes = screen.View!.transform.position;
            Assert.IsTrue(level.Bake());
            Assert.IsFalse(level.Bake(), "one at a time");
            var shown = 0;
            world.FrameShown += frame => shown += level.Progress > 0 && level.Progress < 1 ? 1 : 0;
            Until(() => baked != null || failure != null, "baked");
            Assert.IsNull(failure);
            Assert.AreEqual(0, shown, "pictures from above are not for the screens");
            Assert.Less((screen.View.transform.position - eyes).magnitude, 1f, "nor is their camera");
            var ground = baked!.transform.Find("Ground").gameObject;
            var mesh = ground.GetComponent<MeshFilter>().sharedMesh;
            Assert.AreSame(mesh, ground.GetComponent<MeshCollider>().sharedMesh);
            CollectionAssert.IsEmpty(Physics.CookedLate, "cooked beside the game");
            // The pattern's ground is flat at height 0, and faces look up; the cube on it is a character and left out.
            Assert.AreEqual(33 * 33, mesh.Vertices.Count);
            Assert.Less(mesh.Vertices.Max(v => Math.Abs(v.y)), 0.05f);
            Assert.IsTrue(FaceUp(mesh));
            var colours = (Texture2D)ground.GetComponent<MeshRenderer>().sharedMaterial.mainTexture;
            Assert.AreEqual(33, colours.width);
            Assert.IsTrue(colours.GetRawTextureData<byte>().Values.Where((value, i) => i % 4 != 3).Distinct().Count() > 1, "the floor is checked");
            Assert.AreEqual(32 * 32 * 2, LevelNavigation.Of(baked)!.Triangles, "all of it can be walked on");
            Assert.AreEqual(100f, UnityEngine.AI.NavMesh.Added.Values.Single().x, "where the world stands");
            Assert.Greater(baked.transform.Find("SpawnPoints").childCount, 0);
            Assert.AreEqual("sheep_0", baked.transform.Find("Characters").GetChild(0).gameObject.name);
            Assert.IsFalse(level.IsBaking);
            var after = connection.LastFrame!.Header.Id;
            Until(() => connection.LastFrame.Header.Id > after + 3 && connection.LastFrame.Header.Camera.Position[1] < 2, "the player's own eyes again");
        }

        [Test]
        public void ABakeThatIsCancelledWhileItsNavigationIsMadeLeavesNothing()
        {
            Make();
            var level = root.AddComponent<NacreLevel>();
            Set(level, "size", 8f);
            Set(level, "surveyHeight", 10f);
            Play();
            var baking = level.BakeAsync();
            Until(() => root.transform.Find("GeneratedLevel") != null, "the ground");
            Assert.IsFalse(baking.IsCompleted, "ground and navigation are made in frames of their own");
            Assert.IsTrue(level.IsBaking);
            level.Cancel();
            Assert.IsTrue(baking.IsCanceled);
            Assert.IsNull(level.Level);
            Assert.IsNull(root.transform.Find("GeneratedLevel"));
            Assert.AreEqual(0, Stub.Count<UnityEngine.AI.NavMeshData>());
        }

        [Test]
        public void ABakeThatLosesItsWorldSaysSo()
        {
            Make();
            var level = root.AddComponent<NacreLevel>();
            Play();
            var why = string.Empty;
            level.Failed += text => why = text;
            Assert.IsTrue(level.Bake());
            connection.Disconnect(false);
            StringAssert.Contains("went away", why);
            Assert.IsFalse(level.IsBaking);
        }

        [Test]
        public void WallsAndWaterAreNotWalkedOn()
        {
            var field = new Heightfield(0, 0, 16, 0.5);
            var frame = new WorldFrame();
            MotionTests.Show(frame, AxesTests.A(0, 10, 0, 0, -Math.PI / 2), 64, 64, 10);
            field.Add(frame);
            // a tower in the middle, water on the left
            MotionTests.Show(frame, AxesTests.A(0, 6, 0, 0, -Math.PI / 2), 64, 64, 1);
            field.Add(frame);
            Assert.IsTrue(field.Fill());
            var ground = new WalkableGround(field);
            Assert.IsTrue(ground.IsFree(4, 4));
            Assert.IsFalse(ground.IsFree(16, 16), "a tower's roof ends in a drop");
            Assert.IsFalse(ground.IsFree(-1, 0));
            var points = ground.SpawnPoints(-6, -6, 3);
            Assert.Greater(points.Count, 3);
            double x, z;
            field.Place(points[0].Column, points[0].Row, out x, out z);
            Assert.Less((x + 6) * (x + 6) + (z + 6) * (z + 6), 2.1, "the first is the nearest");
            for (var i = 1; i < points.Count; i++) Assert.GreaterOrEqual(0.5 * Math.Sqrt(Math.Pow(points[i].Column - points[0].Column, 2) + Math.Pow(points[i].Row - points[0].Row, 2)), 3);
            var sunk = new Heightfield(0, 0, 16, 0.5);
            MotionTests.Show(frame, AxesTests.A(0, 9, 0, 0, -Math.PI / 2), 64, 64, 10);
            sunk.Add(frame);
            sunk.Fill();
            Assert.AreEqual(0, new WalkableGround(sunk).Squares, "under water");
        }

        [Test]
        public void AnEpisodeIsRecordedTheRightWayUp()
        {
            var folder = Path.Combine(Path.GetTempPath(), "nacre-" + Guid.NewGuid());
            var holder = new GameObject("recorded");
            holder.AddComponent<Camera>();
            var tracked = new GameObject("ball");
            tracked.transform.SetPositionAndRotation(new Vector3(1, 2, 3), Quaternion.Euler(0, 90, 0));
            var recorder = holder.AddComponent<NacreRecorder>();
            recorder.Folder = folder;
            recorder.Tracked.Add(tracked.transform);
            var path = recorder.Begin("a \"test\"");
            recorder.Report(-0.5f, 1, false, true, 0.1f, 0);
            for (var i = 0; i < 10; i++)
            {
                Stub.Frame(0.06f);
                UnityEngine.Rendering.AsyncGPUReadback.WaitAllRequests();
            }

            Assert.AreEqual(10, recorder.Steps + recorder.LeftOut); // a disk that is too slow costs steps, never frames
            holder.SetActive(false);
            Assert.IsFalse(recorder.IsRecording);
            var lines = File.ReadAllLines(Path.Combine(path, "steps.jsonl"));
            var head = File.ReadAllText(Path.Combine(path, "episode.json"));
            var picture = File.ReadAllBytes(Path.Combine(path, "frames", "000000.jpg"));
            Directory.Delete(folder, true);
            StringAssert.Contains("\"about\":\"a \\\"test\\\"\"", head);
            StringAssert.Contains("\"width\":640", head);
            StringAssert.StartsWith("{\"step\":0,\"t\":", lines[0]);
            StringAssert.Contains("\"move_left\":0.5,\"move_right\":0,\"move_forward\":1,\"move_back\":0,\"jump\":0,\"sprint\":1,\"look\":[0.1", lines[0]);
            StringAssert.Contains("\"name\":\"ball\",\"class\":\"Untagged\",\"position\":[1,2,-3]", lines[0]);
            StringAssert.Contains("\"look\":[0,0]", lines[1]);
            StringAssert.EndsWith("\"frame\":\"frames/000000.jpg\"}", lines[0]);
            // The stand-in's card counts rows from the bottom, as Unity's do; the file's first row is the top one.
            Assert.AreEqual(359 % 256, picture[2]);
        }

        private static bool FaceUp(Mesh mesh)
        {
            for (var i = 0; i < mesh.Triangles.Count; i += 3)
            {
                var a = mesh.Vertices[mesh.Triangles[i]];
                if (Vector3.Cross(mesh.Vertices[mesh.Triangles[i + 1]] - a, mesh.Vertices[mesh.Triangles[i + 2]] - a).y <= 0f) return false;
            }

            return mesh.Triangles.Count > 0;
        }
    }
}
