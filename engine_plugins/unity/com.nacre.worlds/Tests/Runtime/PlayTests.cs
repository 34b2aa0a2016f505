#nullable enable
using System;
using System.Collections;
using Nacre.Worlds.Wire;
using NUnit.Framework;
using UnityEngine;
using UnityEngine.TestTools;

namespace Nacre.Worlds.PlayModeTests
{
    /// <summary>A world in play, to be run in Unity against a server on this machine (<c>nacre serve --model test-pattern</c>, or the endpoint named in the environment
    /// variable NACRE_ENDPOINT); skipped where there is none.</summary>
    public sealed class PlayTests
    {
        private const int MostFrames = 3000;

        private GameObject root = null!;
        private NacreWorld world = null!;
        private Camera camera = null!;

        [SetUp]
        public void Begin()
        {
            root = new GameObject("world");
            root.SetActive(false);
            var connection = root.AddComponent<NacreConnection>();
            connection.Endpoint = Environment.GetEnvironmentVariable("NACRE_ENDPOINT") ?? Protocol.DefaultEndpoint;
            world = root.AddComponent<NacreWorld>();
            world.Seed = 7;
            camera = new GameObject("camera").AddComponent<Camera>();
        }

        [TearDown]
        public void End()
        {
            UnityEngine.Object.DestroyImmediate(root);
            UnityEngine.Object.DestroyImmediate(camera.gameObject);
        }

        [UnityTest]
        public IEnumerator AWorldOpensShowsPicturesAndGoes()
        {
            root.AddComponent<NacreScreen>().View = camera;
            for (var wait = Opened(); wait.MoveNext();) yield return null;
            Assert.AreEqual(TextureFormat.RGBA32, world.Textures.Picture!.format);
            Assert.AreEqual(TextureFormat.RHalf, world.Textures.Depth!.format);
            Assert.AreEqual(640, world.Textures.Picture.width);
            var made = world.Textures.Made;
            for (var i = 0; i < 30; i++) yield return null;
            Assert.AreEqual(made, world.Textures.Made, "textures are made once");
            var connection = world.Connection;
            root.SetActive(false);
            yield return null;
            Assert.AreEqual(ConnectionState.Offline, connection.State);
        }

        [UnityTest]
        public IEnumerator ThePlayerWalksWhereTheKeysSay()
        {
            var input = root.AddComponent<NacreInput>();
            for (var wait = Opened(); wait.MoveNext();) yield return null;
            var z = world.Pose!.Camera.Position[2];
            input.Hold(0, 1, false, false);
            for (var i = 0; i < MostFrames && world.Pose.Camera.Position[2] > z - 1; i++) yield return null;
            Assert.Less(world.Pose.Camera.Position[2], z - 1, "ahead is -Z on the wire");
            input.Hold(0, 0, false, false);
            input.Turn(0.5f, 0);
            for (var i = 0; i < MostFrames && world.Pose.Camera.Yaw < 0.49; i++) yield return null;
            Assert.AreEqual(0.5, world.Pose.Camera.Yaw, 0.01);
        }

        [UnityTest]
        public IEnumerator DisablingAndEnablingOpensAgain()
        {
            root.AddComponent<NacreScreen>().View = camera;
            for (var wait = Opened(); wait.MoveNext();) yield return null;
            for (var round = 0; round < 2; round++)
            {
                root.SetActive(false);
                yield return null;
                Assert.AreEqual(ConnectionState.Offline, world.Connection.State);
                for (var wait = Opened(); wait.MoveNext();) yield return null;
            }
        }

        [UnityTest]
        public IEnumerator CharactersBecomePrefabs()
        {
            var sheep = new GameObject("sheep");
            var entities = root.AddComponent<NacreEntities>();
            entities.Fallback = sheep;
            for (var wait = Opened(); wait.MoveNext();) yield return null;
            for (var i = 0; i < MostFrames && entities.Count == 0; i++) yield return null;
            Assert.Greater(entities.Count, 0);
            Assert.Greater(entities.Classes().Count, 0);
            UnityEngine.Object.DestroyImmediate(sheep);
        }

        [UnityTest]
        public IEnumerator TheGroundIsBaked()
        {
            var level = root.AddComponent<NacreLevel>();
            for (var wait = Opened(); wait.MoveNext();) yield return null;
            Assert.IsTrue(level.Bake());
            for (var i = 0; i < MostFrames && level.Level == null; i++) yield return null;
            Assert.IsNotNull(level.Level);
            Assert.IsNotNull(LevelNavigation.Of(level.Level!));
            Assert.Greater(level.Level!.transform.Find("SpawnPoints").childCount, 0);
        }

        /// <summary>Switch on and wait for a picture; the test is skipped when there is no server.</summary>
        private IEnumerator Opened()
        {
            root.SetActive(true);
            var before = world.Pose?.Id ?? 0;
            for (var i = 0; i < MostFrames && (world.Pose == null || world.Pose.Id == before); i++)
            {
                if (i > MostFrames / 2 && world.Connection.State == ConnectionState.Connecting) Assert.Ignore("no server on this machine: " + world.Connection.Reason);
                yield return null;
            }

            Assert.IsNotNull(world.Textures.Picture);
        }
    }
}
