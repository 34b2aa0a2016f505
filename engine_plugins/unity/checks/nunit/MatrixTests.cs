#nullable enable
using Nacre.Worlds.Wire;
using NUnit.Framework;
using UnityEngine;

namespace Nacre.Worlds.Tests
{
    /// <summary>What differs between graphics cards, between the editor and a player, and between editing and playing.</summary>
    [TestFixture]
    public sealed class MatrixTests : PlayFixture
    {
        private const float Near = 0.3f;
        private const float Far = 1000f;

        [TestCase(false)]
        [TestCase(true)]
        public void DeviceDepthIsWhatTheCardComparesWith(bool openGl)
        {
            Stub.IsOpenGl = openGl;
            Make();
            var camera = new GameObject("camera").AddComponent<Camera>();
            Camera.main = camera;
            var screen = root.AddComponent<NacreScreen>();
            Play();
            Step();
            var projection = screen.Material!.Value<Matrix4x4>("_NacreProjection");
            foreach (var metres in new[] { 0.5f, 8f, 64f })
            {
                // what the shader writes of a point straight ahead
                var depth = (projection[2, 2] * -metres + projection[2, 3]) / (projection[3, 2] * -metres + projection[3, 3]);
                var wanted = openGl ? Far * (metres - Near) / (metres * (Far - Near)) : Near * (Far - metres) / (metres * (Far - Near));
                Assert.AreEqual(wanted, depth, 1e-4f, metres + " m");
            }

            // the sky is the farthest there is, and is drawn
            var sky = System.Math.Abs(screen.Material.Value<Vector4>("_NacreSettings").w);
            Assert.That(openGl ? sky > 0.99f && sky < 1f : sky > 0f && sky < 0.01f);
        }

        [TestCase(ScreenMode.Background, false)]
        [TestCase(ScreenMode.Background, true)]
        [TestCase(ScreenMode.Painting, false)]
        [TestCase(ScreenMode.Painting, true)]
        [TestCase(ScreenMode.Window, true)]
        public void AScreenThatAScriptMadeHasItsShaderInPlayersToo(ScreenMode mode, bool player)
        {
            Stub.IsPlayer = player;
            root = new GameObject("world");
            var own = new Material(new Shader());
            var canvas = new GameObject("canvas").AddComponent<MeshRenderer>();
            canvas.sharedMaterial = own;
            var screen = root.AddComponent<NacreScreen>();
            screen.Target = canvas;
            screen.Mode = ScreenMode.Texture;
            screen.Mode = mode;
            Assert.IsNotNull(screen.Material, string.Join("; ", Stub.Log.ToArray()));
            Assert.AreEqual(mode != ScreenMode.Background, canvas.sharedMaterial == screen.Material);
            screen.enabled = false;
            Assert.AreSame(own, canvas.sharedMaterial);
            UnityEngine.Object.Destroy(own);
        }

        [TestCase(false)]
        [TestCase(true)]
        public void BakedGroundIsSeen(bool player)
        {
            Stub.IsPlayer = player;
            var field = new Heightfield(0, 0, 16, 1);
            var level = LevelBuilder.Build(field, null, new double[] { 0, 0, 0 }, 6f);
            var drawn = level.transform.Find("Ground").gameObject.GetComponent<MeshRenderer>();
            Assert.IsTrue(drawn.enabled);
            Assert.IsNotNull(drawn.sharedMaterial);
            Assert.IsNotNull(drawn.sharedMaterial.mainTexture);
            foreach (var part in LevelBuilder.Parts(level)) UnityEngine.Object.Destroy(part);
            UnityEngine.Object.Destroy(level);
        }

        [TestCase(ScreenMode.Painting)]
        [TestCase(ScreenMode.Window)]
        public void WhileEditingTheSceneStaysAsItIs(ScreenMode mode)
        {
            Application.isPlaying = false;
            var own = new Material(new Shader());
            var canvas = new GameObject("canvas").AddComponent<MeshRenderer>();
            canvas.gameObject.AddComponent<MeshFilter>();
            canvas.sharedMaterial = own;
            root = new GameObject("world");
            root.SetActive(false);
            var screen = root.AddComponent<NacreScreen>();
            var still = new Texture2D(2, 2, TextureFormat.RGBA32, false, false);
            Set(screen, "preview", still);
            screen.Target = canvas;
            Set(screen, "mode", mode);
            root.SetActive(true);
            // what would be saved with the scene
            Assert.AreSame(own, canvas.sharedMaterial);
            for (var i = 0; i < canvas.transform.childCount; i++) Assert.AreEqual(HideFlags.HideAndDontSave, canvas.transform.GetChild(i).gameObject.hideFlags);
            screen.enabled = false;
            Assert.AreSame(own, canvas.sharedMaterial);
            Assert.IsFalse(canvas.forceRenderingOff);
            Assert.AreEqual(0, canvas.transform.childCount);
            UnityEngine.Object.Destroy(still);
            UnityEngine.Object.Destroy(own);
        }

        [Test]
        public void TheUsersOwnPropertiesComeBack()
        {
            Make();
            var television = new GameObject("television").AddComponent<MeshRenderer>();
            var own = new Material(new Shader());
            television.sharedMaterial = own;
            var tint = new MaterialPropertyBlock();
            tint.SetFloat(Shader.PropertyToID("_Tint"), 0.25f);
            television.SetPropertyBlock(tint);
            var screen = root.AddComponent<NacreScreen>();
            screen.View = new GameObject("camera").AddComponent<Camera>();
            screen.Target = television;
            screen.Property = "_BaseMap";
            screen.Mode = ScreenMode.Property;
            Play();
            Step();
            Assert.AreSame(screen.Upright, television.Value<RenderTexture>("_BaseMap"));
            Assert.AreEqual(0.25f, television.Value<float>("_Tint"));
            screen.enabled = false;
            Assert.IsNull(television.Value<RenderTexture>("_BaseMap"));
            Assert.AreEqual(0.25f, television.Value<float>("_Tint"));
            UnityEngine.Object.Destroy(own);
        }

        [Test]
        public void TheBackgroundIsOnTheLayerOfItsScreen()
        {
            root = new GameObject("world") { layer = 9 };
            root.AddComponent<NacreScreen>();
            Assert.AreEqual(9, root.transform.GetChild(0).gameObject.layer);
        }
    }
}
