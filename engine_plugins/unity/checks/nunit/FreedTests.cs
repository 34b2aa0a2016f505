#nullable enable
using System.Linq;
using Nacre.Worlds.Wire;
using NUnit.Framework;
using UnityEngine;

namespace Nacre.Worlds.Tests
{
    /// <summary>Everything that is the game's own may be destroyed under the package's feet, at any time.</summary>
    [TestFixture]
    public sealed class FreedTests : PlayFixture
    {
        [TestCase(ScreenMode.Background)]
        [TestCase(ScreenMode.Painting)]
        [TestCase(ScreenMode.Window)]
        [TestCase(ScreenMode.Property)]
        [TestCase(ScreenMode.Texture)]
        public void WhatAScreenShowsTheWorldOn(ScreenMode mode)
        {
            Make();
            var camera = new GameObject("camera").AddComponent<Camera>();
            var canvas = new GameObject("canvas").AddComponent<MeshRenderer>();
            var screen = root.AddComponent<NacreScreen>();
            screen.View = camera;
            screen.Target = canvas;
            screen.Texture = new RenderTexture(320, 180, 0, RenderTextureFormat.ARGB32);
            screen.Mode = mode;
            Play();
            Step();
            UnityEngine.Object.Destroy(canvas.gameObject);
            UnityEngine.Object.Destroy(screen.Texture);
            Frames();
            UnityEngine.Object.Destroy(camera.gameObject);
            Frames();
            screen.enabled = false;
            screen.enabled = true;
            Frames();
            world.Close();
            Frames();
        }

        [Test]
        public void AScreenApartGivesTheCameraBackWhenItsWorldIsDestroyed()
        {
            Make();
            var camera = new GameObject("camera").AddComponent<Camera>();
            camera.fieldOfView = 33f;
            var apart = new GameObject("apart");
            apart.SetActive(false);
            var screen = apart.AddComponent<NacreScreen>();
            screen.World = world;
            screen.View = camera;
            apart.SetActive(true);
            Play();
            Step();
            Assert.AreNotEqual(33f, camera.fieldOfView);
            UnityEngine.Object.Destroy(root);
            Frames();
            Assert.AreEqual(33f, camera.fieldOfView);
            Assert.IsNull(screen.Material!.Value<Texture2D>("_NacrePicture"));
            UnityEngine.Object.Destroy(apart);
        }

        [Test]
        public void CharactersLevelAndConnection()
        {
            Make();
            var prefab = new GameObject("prefab");
            var entities = root.AddComponent<NacreEntities>();
            entities.Fallback = prefab;
            var level = root.AddComponent<NacreLevel>();
            Set(level, "size", 8f);
            GameObject[] Halves() => Stub.Objects.Where(one => one.name == "GeneratedLevel" && one != level.Level).ToArray();
            Play();
            Until(() => entities.Count > 0, "a character");
            for (var slot = 0; slot < 8; slot++) if (entities.Find(slot) != null) UnityEngine.Object.Destroy(entities.Find(slot)!);
            Frames();
            UnityEngine.Object.Destroy(prefab);
            Frames();
            var baking = level.BakeAsync();
            Until(() => baking.IsCompleted, "baked");
            UnityEngine.Object.Destroy(level.Level!);
            Frames();
            baking = level.BakeAsync();
            Until(() => baking.IsCompleted, "baked again");
            baking = level.BakeAsync();
            Until(() => Halves().Any(), "half made");
            foreach (var half in Halves()) UnityEngine.Object.Destroy(half);
            Until(() => baking.IsCompleted, "told");
            Assert.AreEqual("bake_failed", ((NacreException)baking.Exception!.InnerException!).Code);
            baking = level.BakeAsync();
            Step();
            UnityEngine.Object.Destroy(level);
            Assert.IsTrue(baking.IsCanceled);
            Frames();
            // the connection, while a bake and whoever waits for a world need it
            var opening = world.OpenAsync();
            var other = root.AddComponent<NacreLevel>();
            other.Bake();
            UnityEngine.Object.Destroy(connection);
            Assert.IsTrue(opening.IsCanceled);
            Frames();
            world.Pause();
            world.Close();
            Frames();
            connection = root.AddComponent<NacreConnection>();
            connection.Endpoint = Endpoint;
            world.Connection = connection;
            world.Open();
            Play();
        }

        private static void Frames()
        {
            for (var i = 0; i < 20; i++) Step();
            Assert.IsFalse(Stub.Log.Any(one => one.StartsWith("error:") || one.StartsWith("exception:")), string.Join("; ", Stub.Log.ToArray()));
        }
    }
}
