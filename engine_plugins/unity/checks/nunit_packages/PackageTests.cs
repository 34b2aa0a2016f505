#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using UnityEngine;
using UnityEngine.InputSystem;
using UnityEngine.UI;

namespace Nacre.Worlds.Tests
{
    /// <summary>The components with the optional packages there: Input System, Unity UI, AI Navigation.</summary>
    [TestFixture]
    public sealed class PackageTests : PlayFixture
    {
        [TearDown]
        public void Unplug()
        {
            Mouse.current = null;
            Keyboard.current = null;
            Gamepad.current = null;
        }

        [Test]
        public void KeysMouseAndStickAreReadDirectly()
        {
            Make();
            root.AddComponent<NacreInput>();
            Mouse.current = new Mouse();
            Keyboard.current = new Keyboard();
            Play();
            var z = connection.LastFrame!.Header.Camera.Position[2];
            Keyboard.current.wKey.isPressed = true;
            Until(() => connection.LastFrame.Header.Camera.Position[2] < z - 0.5, "walking ahead");
            Keyboard.current.wKey.isPressed = false;
            Mouse.current.delta.Value = new Vector2(10, 0);
            Step();
            Assert.AreEqual(CursorLockMode.None, Cursor.lockState);
            Assert.AreEqual(0, connection.LastFrame.Header.Camera.Yaw, 1e-6, "a mouse that is not captured turns nothing");
            Mouse.current.leftButton.wasPressedThisFrame = true;
            Until(() => connection.LastFrame.Header.Camera.Yaw < -0.2, "turning right");
            Mouse.current.delta.Value = Vector2.zero;
            Gamepad.current = new Gamepad();
            Gamepad.current.rightStick.Value = new Vector2(0, 1);
            Until(() => connection.LastFrame.Header.Camera.Pitch > 0.2, "looking up");
            Mouse.current.leftButton.wasPressedThisFrame = false;
            Keyboard.current.escapeKey.wasPressedThisFrame = true;
            Step();
            Assert.AreEqual(CursorLockMode.None, Cursor.lockState);
        }

        [Test]
        public void ActionsOfAnAssetSteerAndMissingOnesDoNothing()
        {
            Make();
            var asset = ScriptableObject.CreateInstance<InputActionAsset>();
            var move = new InputAction { Value = new Vector2(0, 1) };
            var turn = new InputAction { Value = new Vector2(-1, 0) };
            asset.Actions.Add("Move", move);
            asset.Actions.Add("Turn", turn);
            root.SetActive(false);
            Set(root.AddComponent<NacreInput>(), "actions", asset);
            root.SetActive(true);
            Assert.IsTrue(asset.Enabled);
            Play();
            Until(() => connection.LastFrame!.Header.Camera.Yaw > 0.3, "a stick to the left turns left");
            Until(() => connection.LastFrame!.Header.Camera.Position[2] < -0.3, "walking ahead");
        }

        [Test]
        public void AStickTurnsAsFastAtAnyFrameRate()
        {
            foreach (var seconds in new[] { 0.01f, 0.05f })
            {
                Make();
                root.AddComponent<NacreInput>();
                Gamepad.current = new Gamepad();
                Play();
                Gamepad.current.rightStick.Value = new Vector2(-1, 0);
                for (var t = 0f; t < 0.499f; t += seconds) Stub.Frame(seconds);
                Gamepad.current.rightStick.Value = Vector2.zero;
                Until(() => connection.LastFrame!.Header.Camera.Yaw > 1.4, "half a second at three radians a second");
                for (var i = 0; i < 20; i++) Step();
                Assert.AreEqual(1.5, connection.LastFrame!.Header.Camera.Yaw, 0.02);
                Stub.Quit();
            }
        }

        [Test]
        public void ARawImageShowsTheWorldTheRightWayUp()
        {
            Make();
            var image = new GameObject("image").AddComponent<RawImage>();
            image.uvRect = new Rect(0.25f, 0f, 0.5f, 1f);
            image.color = new Color(1f, 0.5f, 0.5f, 1f);
            var screen = root.AddComponent<NacreScreen>();
            Set(screen, "image", image);
            screen.Mode = ScreenMode.Image;
            Play();
            Step();
            Assert.AreSame(world.Textures.Picture, image.texture);
            Assert.AreEqual(-1f, image.uvRect.height);
            Assert.AreEqual(0.5f, image.color.g, 1e-4f, "of its own colour");
            world.Close();
            Until(() => world.Pose == null, "the picture goes");
            Step();
            Assert.IsNull(image.texture);
            Assert.AreEqual(0.5f, image.uvRect.width);
            Assert.AreEqual(0.5f, image.color.g);
        }

        [Test]
        public void ALevelIsMarkedWithASurfaceOfTheNavigationPackage()
        {
            Make();
            var level = root.AddComponent<NacreLevel>();
            Set(level, "size", 8f);
            Set(level, "surveyHeight", 10f);
            Play();
            Assert.IsTrue(level.Bake());
            Until(() => level.Level != null, "baked");
            var surface = level.Level!.GetComponent<Unity.AI.Navigation.NavMeshSurface>();
            Assert.AreEqual(UnityEngine.AI.NavMeshCollectGeometry.PhysicsColliders, surface.useGeometry);
            Assert.Greater(surface.navMeshData.Triangles, 0);
            Assert.IsNull(level.Level.GetComponent<NacreNavigation>());
            Assert.AreEqual(1, UnityEngine.AI.NavMesh.Added.Count);
            // Nothing bad comes of baking twice.
            Assert.IsTrue(level.Bake());
            var first = level.Level;
            Until(() => !ReferenceEquals(level.Level, first), "baked again");
            Assert.AreEqual(1, UnityEngine.AI.NavMesh.Added.Count);
        }
    }
}
