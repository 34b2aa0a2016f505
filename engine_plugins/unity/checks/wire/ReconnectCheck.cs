#nullable enable
using System;
using System.Diagnostics;
using System.Threading;
using Nacre.Worlds.Wire;

namespace Nacre.Worlds.Checks
{
    /// <summary>Connects and leaves, many times; counts threads, open files and memory before and after.</summary>
    internal static class ReconnectCheck
    {
        internal static int Run(string endpoint, int times)
        {
            var failed = 0;
            for (var i = 0; i < 20; i++) failed += Once(endpoint, i) ? 0 : 1;
            var before = Counts();
            for (var i = 0; i < times; i++) failed += Once(endpoint, i) ? 0 : 1;
            Console.WriteLine(failed + " " + before + " " + Counts());
            return failed == 0 ? 0 : 1;
        }

        private static bool Once(string endpoint, int seed)
        {
            using (var session = new WorldSession(new SessionOptions { Endpoint = endpoint, Seed = seed }))
            {
                session.Start();
                var since = Stopwatch.StartNew();
                while (session.State != ConnectionState.Ready && since.Elapsed.TotalSeconds < 5) Thread.Sleep(1);
                var good = session.State == ConnectionState.Ready;
                session.Stop(false);
                return session.Join(2000) && good;
            }
        }

        private static string Counts()
        {
            for (var i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            var memory = GC.GetTotalMemory(true);
            return Process.GetCurrentProcess().Threads.Count + " " + System.IO.Directory.GetFileSystemEntries("/proc/self/fd").Length + " " + memory;
        }
    }
}
