#nullable enable
using System;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Threading;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds.Checks
{
    /// <summary>Carries frames of 640x360 (raw, with depth) from a socket into the textures of a Nacre World with a Nacre Screen over the stand-in, as a game does it:
    /// reader thread, session, connection, upload, material. Counts what is allocated and how long the main thread works for a frame.</summary>
    internal static class Program
    {
        private const int ThreadClock = 3; // CLOCK_THREAD_CPUTIME_ID of Linux
        private const int WarmUp = 300;

        private static int Main(string[] arguments)
        {
            var frames = int.Parse(arguments[0]);
            using (var replay = new Replay(640, 360))
            {
                var root = new GameObject("world");
                root.SetActive(false);
                var connection = root.AddComponent<NacreConnection>();
                connection.Endpoint = replay.Endpoint;
                var world = root.AddComponent<NacreWorld>();
                var screen = root.AddComponent<NacreScreen>();
                Camera.main = new GameObject("camera").AddComponent<Camera>();
                Shader.Included["Nacre/Background"] = new Shader();
                root.SetActive(true);
                var since = Stopwatch.StartNew();
                while (connection.State != ConnectionState.Playing && since.Elapsed.TotalSeconds < 20)
                {
                    connection.Collect();
                    Thread.Sleep(1);
                }

                if (connection.State != ConnectionState.Playing) throw new InvalidOperationException(connection.State + ": " + connection.Reason);
                var lateUpdate = (Action)Delegate.CreateDelegate(typeof(Action), screen, typeof(NacreScreen).GetMethod("LateUpdate", BindingFlags.Instance | BindingFlags.NonPublic)!);
                var loop = new Loop(replay, connection, world, lateUpdate);
                loop.Run(WarmUp, new double[WarmUp], new double[WarmUp]);
                var processor = new double[frames];
                var wall = new double[frames];
                GC.Collect();
                // before .NET Core 3 the counter exists in the runtime but not in the reference assemblies
                var counter = (Func<long>)Delegate.CreateDelegate(typeof(Func<long>), typeof(GC).GetMethod("GetAllocatedBytesForCurrentThread", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!);
                var collections = GC.CollectionCount(0);
                var all = GC.GetTotalMemory(false);
                var own = counter();
                var shown = loop.Run(frames, processor, wall);
                own = counter() - own;
                all = GC.GetTotalMemory(false) - all;
                collections = GC.CollectionCount(0) - collections;
                var proof = counter();
                GC.KeepAlive(new byte[1000000]);
                proof = counter() - proof;
                Array.Sort(processor);
                Array.Sort(wall);
                Console.WriteLine("frames {0} main {1} all {2} collections {3} proof {4} cpu50 {5:0.0000} cpu99 {6:0.0000} wall50 {7:0.0000} wall99 {8:0.0000} made {9} uploads {10}", shown, own, all, collections, proof, processor[frames / 2], processor[frames * 99 / 100], wall[frames / 2], wall[frames * 99 / 100], world.Textures.Made, world.Textures.Picture!.Applied);
                root.SetActive(false);
                return shown == frames ? 0 : 1;
            }
        }

        /// <summary>Milliseconds this thread has been computing: what others do on the machine does not count.</summary>
        private static double Computed()
        {
            clock_gettime(ThreadClock, out var time);
            return time.Seconds * 1e3 + time.Nanoseconds / 1e6;
        }

        [DllImport("libc")]
        private static extern int clock_gettime(int clock, out TimeSpec time);

        [StructLayout(LayoutKind.Sequential)]
        private struct TimeSpec
        {
            internal long Seconds;
            internal long Nanoseconds;
        }

        private sealed class Loop
        {
            private readonly Replay replay;
            private readonly NacreConnection connection;
            private readonly Action lateUpdate;
            private int shown;

            internal Loop(Replay replay, NacreConnection connection, NacreWorld world, Action lateUpdate)
            {
                this.replay = replay;
                this.connection = connection;
                this.lateUpdate = lateUpdate;
                world.FrameShown += frame => shown++;
            }

            internal int Run(int frames, double[] processor, double[] wall)
            {
                shown = 0;
                for (var i = 0; i < frames; i++)
                {
                    replay.Send();
                    for (var before = shown; shown == before;)
                    {
                        var began = Stopwatch.GetTimestamp();
                        var computed = Computed();
                        connection.Act(0, 1, false, false, 0.001, 0);
                        connection.Collect();
                        lateUpdate();
                        processor[i] = Computed() - computed;
                        wall[i] = (Stopwatch.GetTimestamp() - began) * 1000.0 / Stopwatch.Frequency;
                        if (shown == before) Thread.Sleep(0);
                    }
                }

                return shown;
            }
        }
    }
}
