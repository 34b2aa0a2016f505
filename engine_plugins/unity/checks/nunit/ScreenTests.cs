#nullable enable
using System;
using System.Linq;
using Nacre.Worlds.Wire;
using NUnit.Framework;
using UnityEngine;

namespace Nacre.Worlds.Tests
{
    /// <summary>What reaches the graphics card, and where it is shown.</summary>
    [TestFixture]
    public sealed class ScreenTests : PlayFixture
    {
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
        public void WhatWasTakenComesBackWhenTheWorldIsClosed()
        {
            Make();
            var camera = new GameObject("camera").AddComponent<Camera>();
            Camera.main = camera;
            camera.transform.SetPositionAndRotation(new Vector3(5, 6, 7), Quaternion.Euler(0, 30, 0));
            camera.fieldOfView = 33;
            bool IsBack() => (camera.transform.position - new Vector3(5, 6, 7)).magnitude < 1e-4f && Quaternion.Angle(camera.transform.rotation, Quaternion.Euler(0, 30, 0)) < 0.1f && camera.fieldOfView == 33f;
            var screen = root.AddComponent<NacreScreen>();
            Play();
            Step();
            Assert.IsFalse(IsBack());
            world.Close();
            Until(() => world.Pose == null, "the picture goes");
            Step();
            Assert.IsTrue(IsBack());
            Assert.IsNull(screen.Material!.Value<Texture2D>("_NacrePicture"));
            world.Open();
            Play();
            Step();
            Assert.IsFalse(IsBack());
            screen.DriveCamera = false;
            Assert.IsTrue(IsBack());
            screen.DriveCamera = true;
            Until(() => !IsBack(), "taken again");
            UnityEngine.Object.Destroy(screen);
            Assert.IsTrue(IsBack());
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
            screen.Mode = ScreenMode.Window;
            screen.enabled = true;
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
            Assert.AreSame(screen.Texture, screen.Upright);
            screen.enabled = false;
            UnityEngine.Object.Destroy(screen.Texture);
        }

        [Test]
        public void APropertyOfAnotherMaterialGetsAPictureTheRightWayUp()
        {
            Make();
            var television = new GameObject("television").AddComponent<MeshRenderer>();
            var own = new Material(new Shader());
            television.sharedMaterial = own;
            var screen = root.AddComponent<NacreScreen>();
            Texture? told = null;
            Get<UnityEngine.Events.UnityEvent<Texture>>(screen, "onTexture").AddListener(texture => told = texture);
            screen.View = new GameObject("camera").AddComponent<Camera>();
            screen.DriveCamera = false;
            screen.Target = television;
            screen.Property = "_BaseMap";
            screen.Mode = ScreenMode.Property;
            Play();
            Step();
            Assert.AreSame(own, television.sharedMaterial, "its material stays its own");
            Assert.AreEqual(320, screen.Upright!.width);
            Assert.AreSame(screen.Upright, told);
            Assert.AreSame(screen.Upright, television.Value<RenderTexture>("_BaseMap"));
            Assert.AreEqual(-1f, Graphics.LastScale.y);
            // what functions of Shader Graph read
            Assert.AreSame(world.Textures.Picture, television.Value<Texture2D>("_NacrePicture"));
            Assert.AreEqual(1f, television.Value<Vector4>("_NacreSettings").y, "there is depth");
            screen.enabled = false;
            Assert.IsNull(television.Value<RenderTexture>("_BaseMap"), "the block is given back");
            UnityEngine.Object.Destroy(own);
        }

        [TestCase(false)]
        [TestCase(true)]
        public void OtherCamerasDoNotSeeTheBackground(bool pipeline)
        {
            Make();
            var eye = new GameObject("eye").AddComponent<Camera>();
            var map = new GameObject("map").AddComponent<Camera>();
            var screen = root.AddComponent<NacreScreen>();
            screen.View = eye;
            var drawn = root.transform.GetChild(0).gameObject.GetComponent<MeshRenderer>();
            Assert.IsTrue(drawn.forceRenderingOff, "nothing to show yet");
            Play();
            foreach (var camera in new[] { map, eye, map })
            {
                if (pipeline) UnityEngine.Rendering.RenderPipelineManager.Begin(camera);
                else Camera.onPreCull(camera);
                Assert.AreEqual(camera != eye, drawn.forceRenderingOff);
            }
        }

        [Test]
        public void ARenderPassDrawsOnlyWhatItsCameraShows()
        {
            Make();
            var eye = new GameObject("eye").AddComponent<Camera>();
            var map = new GameObject("map").AddComponent<Camera>();
            root.SetActive(false);
            var screen = root.AddComponent<NacreScreen>();
            screen.View = eye;
            screen.Drawing = BackgroundDrawing.RenderPass;
            root.SetActive(true);
            Play();
            Assert.AreEqual(0, root.transform.childCount, "no quad in the scene");
            Assert.AreSame(screen.Material, eye.gameObject.GetComponent<NacreBackdrop>().Material);
            var feature = ScriptableObject.CreateInstance<Universal.NacreRendererFeature>();
            feature.Create();
            var renderer = new UnityEngine.Rendering.Universal.ScriptableRenderer();
            var data = new UnityEngine.Rendering.Universal.RenderingData();
            data.cameraData.camera = map;
            feature.AddRenderPasses(renderer, ref data);
            Assert.IsNull(renderer.Enqueued);
            data.cameraData.camera = eye;
            feature.AddRenderPasses(renderer, ref data);
            renderer.Enqueued.Execute(default, ref data);
            Assert.Contains("executed Nacre background pass 0", Stub.Log);
            var commands = new UnityEngine.Rendering.CommandBuffer();
            var context = new UnityEngine.Rendering.HighDefinition.CustomPassContext { cmd = commands, hdCamera = new UnityEngine.Rendering.HighDefinition.HDCamera { camera = map } };
            new HighDefinition.NacreCustomPass().Run(context);
            Assert.IsEmpty(commands.Drawn);
            context.hdCamera.camera = eye;
            new HighDefinition.NacreCustomPass().Run(context);
            StringAssert.StartsWith("target Nacre background pass", commands.Drawn);
            screen.enabled = false;
            Assert.IsTrue(eye.gameObject.GetComponent<NacreBackdrop>() == null, "the camera is given back");
        }

        [Test]
        public void ALostLineWashesTheLastPictureOutAndKeepsIt()
        {
            Make();
            var screen = root.AddComponent<NacreScreen>();
            screen.View = new GameObject("camera").AddComponent<Camera>();
            Play();
            Step();
            Assert.AreEqual(0f, screen.Fade);
            var picture = world.Textures.Picture;
            connection.Disconnect(true);
            connection.Endpoint = "localhost"; // no endpoint: fails at once
            connection.Connect();
            Assert.AreEqual(ConnectionState.Failed, connection.State);
            for (var i = 0; i < 60; i++) Stub.Frame(0.02f);
            Assert.AreEqual(0.6f, screen.Fade, 1e-3f);
            Assert.AreEqual(0.6f, screen.Material!.Value<Vector4>("_NacreSettings").z, 1e-3f);
            Assert.AreSame(picture, screen.Material.Value<Texture2D>("_NacrePicture"));
        }

        [Test]
        public void APreviewIsShownInTheEditor()
        {
            Application.isPlaying = false;
            var still = new Texture2D(2, 2, TextureFormat.RGBA32, false, false);
            var canvas = new GameObject("canvas").AddComponent<MeshRenderer>();
            canvas.gameObject.AddComponent<MeshFilter>();
            root = new GameObject("world");
            root.SetActive(false);
            var screen = root.AddComponent<NacreScreen>();
            Set(screen, "preview", still);
            screen.Target = canvas;
            Set(screen, "mode", ScreenMode.Painting);
            root.SetActive(true);
            // drawn beside it by an object that is never saved
            var beside = canvas.transform.GetChild(0).gameObject.GetComponent<MeshRenderer>();
            Assert.AreSame(still, beside.sharedMaterial.Value<Texture2D>("_NacrePicture"));
            Assert.IsTrue(canvas.forceRenderingOff);
            UnityEngine.Object.Destroy(still);
        }
    }
}
