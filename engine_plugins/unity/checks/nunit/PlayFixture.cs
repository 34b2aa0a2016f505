#nullable enable
using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using Nacre.Worlds.Wire;
using NUnit.Framework;
using UnityEngine;
using UnityEngine.Rendering;

namespace Nacre.Worlds.Tests
{
    /// <summary>A world in a scene of the stand-in for Unity, against a real server whose endpoint is in NACRE_ENDPOINT. Nothing may be left behind.</summary>
    public abstract class PlayFixture
    {
        protected GameObject root = null!;
        protected NacreConnection connection = null!;
        protected NacreWorld world = null!;

        protected static string Endpoint => Environment.GetEnvironmentVariable("NACRE_ENDPOINT") ?? throw new InvalidOperationException("NACRE_ENDPOINT is not set");

        [SetUp]
        public void Begin()
        {
            Stub.Reset();
            KeepShaders();
            Shader.Included["Standard"] = new Shader();
        }

        /// <summary>The asset of the package, as Unity loads it in the editor and in players.</summary>
        internal static void KeepShaders()
        {
            var kept = ScriptableObject.CreateInstance(typeof(NacreWorld).Assembly.GetType("Nacre.Worlds.NacreShaders"));
            foreach (var name in new[] { "background", "painting", "window", "ground", "thing", "land", "water", "sky", "falling" })
            {
                var shader = new Shader();
                shader.Passes.Add(name == "background" ? "Unlit" : "ForwardOnly");
                Set(kept, name, shader);
            }

            Resources.Assets["NacreShaders"] = kept;
        }

        [TearDown]
        public void End()
        {
            Stub.Reset(false);
            Assert.AreEqual(0, Threads(), "threads left behind");
            Assert.AreEqual(0, Stub.Count<Texture>() + Stub.Count<Material>() + Stub.Count<Mesh>() + Stub.Count<MonoBehaviour>() + Stub.Count<UnityEngine.AI.NavMeshData>(), "objects left behind: " + Stub.Left());
            Assert.AreEqual(0, RenderPipelineManager.Listeners + (Camera.onPreCull?.GetInvocationList().Length ?? 0), "listeners left behind");
            Assert.AreEqual(0, UnityEngine.AI.NavMesh.Added.Count, "navigation left behind");
            Stub.Reset();
        }

        protected void Make(bool open = true)
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

        protected void Play()
        {
            var seen = connection.LastFrame?.Header.Id ?? 0;
            Until(() => connection.State == ConnectionState.Playing && connection.LastFrame != null && connection.LastFrame.Header.Id != seen && connection.LastState != null, "playing");
        }

        protected static void Step()
        {
            Thread.Sleep(10);
            Stub.Frame(0.01f);
        }

        protected static void Until(Func<bool> done, string what)
        {
            var since = Stopwatch.StartNew();
            while (!done())
            {
                Assert.Less(since.Elapsed.TotalSeconds, 30, what + "; " + string.Join("; ", Stub.Log.ToArray()));
                Step();
            }
        }

        protected static int Threads()
        {
            // the system takes a moment to clear away a thread that has been joined
            for (var wait = 0; wait < 50 && Named() > 0; wait++) System.Threading.Thread.Sleep(20);
            return Named();
        }

        protected static int Named()
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

        protected static void Set(object component, string field, object value)
        {
            component.GetType().GetField(field, System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.SetValue(component, value);
        }

        protected static T Get<T>(object component, string field)
        {
            return (T)component.GetType().GetField(field, System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.GetValue(component);
        }
    }
}
