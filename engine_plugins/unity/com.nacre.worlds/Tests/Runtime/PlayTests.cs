#nullable enable
using System.Collections;
using Nacre.Worlds.Wire;
using NUnit.Framework;
using UnityEngine;
using UnityEngine.TestTools;

namespace Nacre.Worlds.PlayModeTests
{
    /// <summary>To be run in Unity, against a server on this machine (<c>nacre serve --model test-pattern</c>); skipped where there is none.</summary>
    public sealed class PlayTests
    {
        [UnityTest]
        public IEnumerator AWorldOpensShowsPicturesAndGoes()
        {
            var root = new GameObject("world");
            var world = root.AddComponent<NacreWorld>();
            var screen = root.AddComponent<NacreScreen>();
            var camera = new GameObject("camera").AddComponent<Camera>();
            screen.View = camera;
            for (var i = 0; i < 600 && world.Textures.Picture == null; i++) yield return null;
            if (world.Connection.State == ConnectionState.Connecting) Assert.Ignore("no server on this machine: " + world.Connection.Reason);
            Assert.IsNotNull(world.Textures.Picture);
            Assert.AreEqual(TextureFormat.RGBA32, world.Textures.Picture!.format);
            var connection = world.Connection;
            Object.Destroy(root);
            Object.Destroy(camera.gameObject);
            yield return null;
            Assert.AreEqual(ConnectionState.Offline, connection.State);
        }
    }
}
