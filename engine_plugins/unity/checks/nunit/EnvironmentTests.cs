#nullable enable
using System.Linq;
using Nacre.Worlds.Wire;
using NUnit.Framework;
using UnityEngine;
using UnityEngine.Rendering;

namespace Nacre.Worlds.Tests
{
    /// <summary>The world's light on the scene, and the scene's own when it is over.</summary>
    [TestFixture]
    public sealed class EnvironmentTests : GeometryFixture
    {
        [Test]
        public void SunSkyFogAndAmbientAreTheWorldsAndComeBack()
        {
            var own = new Material(new Shader());
            RenderSettings.skybox = own;
            RenderSettings.fogMode = FogMode.ExponentialSquared;
            MakeGeometry();
            world.transform.rotation = Quaternion.Euler(0f, 90f, 0f);
            var environment = root.AddComponent<NacreEnvironment>();
            Stub.Frame();
            Assert.AreSame(own, RenderSettings.skybox, "nothing before the world's air has come");
            SendAir(0.5);
            Stub.Frame();
            Stub.Frame();
            var sun = environment.Sun!;
            Assert.AreSame(sun, RenderSettings.sun);
            Assert.AreEqual(LightType.Directional, sun.type);
            // the wire's sun is at -z, which is Unity's z, and the world is turned by a quarter: the sun stands at x, and shines to -x
            var shines = sun.transform.rotation * new Vector3(0f, 0f, 1f);
            Assert.Less((shines - new Vector3(-0.6f, -0.8f, 0f)).magnitude, 1e-3f);
            Assert.AreEqual(3f * 0.5f * 0.55f, sun.intensity, 1e-4f);
            Assert.AreNotSame(own, RenderSettings.skybox);
            Assert.IsTrue(RenderSettings.fog);
            Assert.AreEqual(FogMode.Exponential, RenderSettings.fogMode);
            Assert.AreEqual(0.01f + 0.8f * 0.02f, RenderSettings.fogDensity, 1e-5f);
            Assert.AreEqual(AmbientMode.Trilight, RenderSettings.ambientMode);
            Assert.Greater(RenderSettings.ambientSkyColor.b, RenderSettings.ambientGroundColor.b);
            SendAir(0.25);
            Stub.Frame();
            Stub.Frame();
            Assert.AreEqual(3f * 0.25f * 0.55f, sun.intensity, 1e-4f, "the newest wins");
            environment.enabled = false;
            Assert.AreSame(own, RenderSettings.skybox);
            Assert.AreEqual(FogMode.ExponentialSquared, RenderSettings.fogMode);
            Assert.IsFalse(RenderSettings.fog);
            Assert.IsTrue(sun == null);
            Object.Destroy(own);
        }

        [Test]
        public void ALightOfTheProjectsIsSteeredAndStays()
        {
            MakeGeometry();
            var own = new GameObject("own").AddComponent<Light>();
            root.SetActive(false);
            var environment = root.AddComponent<NacreEnvironment>();
            environment.Sun = own;
            own.intensity = 0.25f;
            own.color = new Color(1f, 0.5f, 0.25f, 1f);
            own.transform.localRotation = Quaternion.Euler(10f, 20f, 0f);
            environment.Sky = environment.Fog = environment.Ambient = false;
            root.SetActive(true);
            Play();
            SendAir(1);
            Stub.Frame();
            Stub.Frame();
            Assert.AreEqual(3f * 0.55f, own.intensity, 1e-4f);
            Assert.AreEqual(AmbientMode.Skybox, RenderSettings.ambientMode);
            Assert.IsFalse(RenderSettings.fog);
            root.SetActive(false);
            Assert.IsFalse(own == null);
            Assert.AreEqual(0.25f, own!.intensity);
            Assert.AreEqual(0.5f, own.color.g);
            Assert.Less(Quaternion.Angle(own.transform.localRotation, Quaternion.Euler(10f, 20f, 0f)), 0.1f);
        }

        [Test]
        public void TheLightComesBackWhenTheWorldIsClosedAndTheSunMayBeDestroyed()
        {
            RenderSettings.fogMode = FogMode.ExponentialSquared;
            MakeGeometry();
            var own = new GameObject("own").AddComponent<Light>();
            var environment = root.AddComponent<NacreEnvironment>();
            environment.Sun = own;
            Play();
            SendAir(1);
            Stub.Frame();
            Stub.Frame();
            Assert.AreEqual(FogMode.Exponential, RenderSettings.fogMode);
            Object.Destroy(own.gameObject);
            SendAir(0.5);
            Stub.Frame();
            Stub.Frame();
            Assert.AreEqual(3f * 0.5f * 0.55f, environment.Sun!.intensity, 1e-4f, "one of its own in its place");
            Assert.AreSame(environment.Sun, RenderSettings.sun);
            world.Close();
            Stub.Frame();
            Assert.AreEqual(FogMode.ExponentialSquared, RenderSettings.fogMode);
            Assert.IsFalse(RenderSettings.fog);
        }

        [TestCase(false, false)]
        [TestCase(false, true)]
        [TestCase(true, false)]
        [TestCase(true, true)]
        public void ItRainsAndSnowsAboutTheCameraAndNotUnderRoofs(bool player, bool openGl)
        {
            Stub.IsPlayer = player;
            Stub.IsOpenGl = openGl;
            MakeGeometry();
            var environment = root.AddComponent<NacreEnvironment>();
            Weather(wet: 1);
            Assert.AreEqual("Rain", environment.Falls);
            var drops = Stub.Objects.Single(one => one.name == "Nacre weather");
            Assert.AreEqual(camera.transform.position.x, drops.transform.position.x);
            var drawn = drops.GetComponent<MeshRenderer>();
            Assert.IsNotNull(drawn.sharedMaterial.shader);
            Assert.AreEqual(1f, drawn.sharedMaterial.Value<float>("_NacreKind"));
            var mesh = drops.GetComponent<MeshFilter>().sharedMesh;
            Assert.Greater(mesh.Vertices.Count, 5000);
            Assert.IsTrue(mesh.Vertices.All(v => v.x >= 0f && v.x <= 1f && v.y >= 0f && v.y <= 1f));
            var seconds = drawn.sharedMaterial.Value<float>("_NacreSeconds");
            Physics.Roof = (new Vector2(14f, -18f), new Vector2(18f, -14f), 4f, 0);
            for (var i = 0; i < 24; i++) Stub.Frame(0.02f);
            Assert.AreEqual(seconds + 0.48f, drawn.sharedMaterial.Value<float>("_NacreSeconds"), 1e-3f);
            Assert.AreEqual(4f, Sheltered(environment, new Vector3(16f, 0f, -16f)), "a roof is above");
            Assert.Less(Sheltered(environment, new Vector3(21f, 0f, -16f)), -1000f, "the open sky");
            Weather(wet: 1);
            Assert.AreSame(mesh, drops.GetComponent<MeshFilter>().sharedMesh, "still raining");
            Weather(white: 1);
            Assert.AreEqual("Snow", environment.Falls);
            Assert.AreNotSame(mesh, drops.GetComponent<MeshFilter>().sharedMesh);
            Weather();
            Assert.AreEqual(string.Empty, environment.Falls);
            environment.Weather = false;
            Weather(wet: 1);
            Assert.AreEqual(string.Empty, environment.Falls);
            environment.enabled = false;
            Assert.IsFalse(Stub.Objects.Any(one => one.name == "Nacre weather"));
        }

        private void Weather(double wet = 0, double white = 0)
        {
            SendAir(1, ("wet", wet), ("white", white));
            Stub.Frame();
            Stub.Frame();
        }

        private static float Sheltered(NacreEnvironment environment, Vector3 place)
        {
            var hidden = System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic;
            var falling = typeof(NacreEnvironment).GetField("falling", hidden)!.GetValue(environment)!;
            return (float)falling.GetType().GetMethod("ShelteredBelow", hidden)!.Invoke(falling, new object[] { place });
        }

        private void SendAir(double exposure, params (string Name, double Value)[] more)
        {
            var air = new ServerAir { Hours = 12 };
            var colours = new MsgpackWriter();
            var given = new (string Name, double X, double Y, double Z)[] { ("sun", 0, 0.8, -0.6), ("sun_colour", 3, 2, 1), ("sky_light", 0.2, 0.4, 0.9), ("ground_light", 0.1, 0.1, 0.05), ("bounce", 0.1, 0.1, 0.1), ("haze", 1, 1, 1) };
            colours.WriteMapHeader(given.Length);
            foreach (var one in given)
            {
                colours.WriteKey(one.Name);
                colours.WriteArrayHeader(3);
                colours.Write(one.X);
                colours.Write(one.Y);
                colours.Write(one.Z);
            }

            air.Colours.Set(colours);
            var numbers = new MsgpackWriter();
            numbers.WriteMapHeader(3 + more.Length);
            foreach (var (name, value) in new[] { ("exposure", exposure), ("fog", 0.01), ("fog_low", 0.02) }.Concat(more))
            {
                numbers.WriteKey(name);
                numbers.Write(value);
            }

            air.Numbers.Set(numbers);
            Send(MessageType.Air, air, null);
        }
    }
}
