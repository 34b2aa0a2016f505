#nullable enable
using System;
using System.Collections;
using Nacre.Worlds.Wire;
using NUnit.Framework;
using UnityEngine;
using UnityEngine.Rendering;
using UnityEngine.TestTools;

namespace Nacre.Worlds.PlayModeTests
{
    /// <summary>What the graphics card draws, read back: to be run in Unity with a graphics card, against <c>nacre serve --model test-pattern</c>; skipped without either.</summary>
    public sealed class GraphicsTests
    {
        private const int Width = 320;
        private const int Height = 180;
        private const int MostFrames = 3000;

        private GameObject root = null!;
        private NacreWorld world = null!;
        private Camera camera = null!;
        private RenderTexture target = null!;
        private Texture2D read = null!;

        [SetUp]
        public void Begin()
        {
            root = new GameObject("world");
            root.SetActive(false);
            var connection = root.AddComponent<NacreConnection>();
            connection.Endpoint = Environment.GetEnvironmentVariable("NACRE_ENDPOINT") ?? Protocol.DefaultEndpoint;
            world = root.AddComponent<NacreWorld>();
            world.Seed = 7;
            target = new RenderTexture(Width, Height, 24, RenderTextureFormat.ARGB32);
            read = new Texture2D(Width, Height, TextureFormat.RGBA32, false, false);
            camera = new GameObject("camera").AddComponent<Camera>();
            camera.targetTexture = target;
            root.AddComponent<NacreScreen>().View = camera;
        }

        [TearDown]
        public void End()
        {
            foreach (var thing in new UnityEngine.Object[] { root, camera.gameObject, target, read }) UnityEngine.Object.DestroyImmediate(thing);
        }

        [UnityTest]
        public IEnumerator TheBackgroundIsUprightAndCoversTheView()
        {
            for (var wait = Shown(); wait.MoveNext();) yield return null;
            var grey = At(4, Height - 3);
            var blue = At(Width - 5, Height - 3);
            var floor = At(4, 30);
            Assert.Greater(grey.r, 0.6f, "the first bar, light grey, is at the top left: " + grey);
            Assert.Less(Mathf.Max(grey.r - grey.b, grey.b - grey.r), 0.08f, "the first bar is grey: " + grey);
            Assert.Greater(blue.b, blue.r + 0.3f, "the last bar, blue, is at the top right: " + blue);
            Assert.Less(floor.r, grey.r, "the floor is darker than the bar: " + floor);
        }

        [UnityTest]
        public IEnumerator GeneratedGroundHidesWhatIsUnderItAndNotWhatStandsOnIt()
        {
            for (var wait = Shown(); wait.MoveNext();) yield return null;
            var before = At(20, 10);
            var slab = GameObject.CreatePrimitive(PrimitiveType.Cube);
            slab.transform.localScale = new Vector3(20f, 1f, 20f);
            slab.transform.position = new Vector3(0f, -2f, 5f);
            for (var i = 0; i < 3; i++) yield return null;
            var under = At(20, 10);
            slab.transform.position = new Vector3(0f, 0.2f, 5f);
            for (var i = 0; i < 3; i++) yield return null;
            var above = At(20, 10);
            UnityEngine.Object.DestroyImmediate(slab);
            Assert.AreEqual(before.g, under.g, 0.02f, "hidden by the floor");
            Assert.Greater(Mathf.Max(before.g - above.g, above.g - before.g), 0.03f, "in front of the floor");
        }

        private IEnumerator Shown()
        {
            if (SystemInfo.graphicsDeviceType == GraphicsDeviceType.Null) Assert.Ignore("no graphics card");
            root.SetActive(true);
            for (var i = 0; i < MostFrames && world.Pose == null; i++)
            {
                if (i > MostFrames / 2 && world.Connection.State == ConnectionState.Connecting) Assert.Ignore("no server on this machine: " + world.Connection.Reason);
                yield return null;
            }

            for (var i = 0; i < 5; i++) yield return null;
        }

        /// <summary>Colour of a pixel, counted from the bottom left.</summary>
        private Color At(int x, int y)
        {
            var before = RenderTexture.active;
            RenderTexture.active = target;
            read.ReadPixels(new Rect(0f, 0f, Width, Height), 0, 0);
            read.Apply();
            RenderTexture.active = before;
            return read.GetPixel(x, y);
        }
    }
}
