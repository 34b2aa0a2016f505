#nullable enable
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Reflection;
using System.Threading;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds.Checks
{
    /// <summary>A game over the stand-in for Unity that draws a real server's world with Nacre Geometry around a hero of its own, and then says as JSON what stands in its
    /// scene: for comparison with another client's view of the same world. All places are in the world's own axes as Unity has them.</summary>
    internal static class Program
    {
        private const double Patience = 100;
        private const int Steady = 200;

        private static int Main(string[] arguments)
        {
            Camera.main = new GameObject("camera").AddComponent<Camera>();
            Include();
            var game = new Game(arguments[0], arguments[1], long.Parse(arguments[2]));
            game.Until(() => game.Geometry.IsSettled && game.Geometry.ChunkCount >= 9 && game.IsWalkable && game.Geometry.CharacterCount > 0 && game.IsTextured, "a world");
            var report = new Report();
            report.Add("hero", new[] { game.Hero.position.x, game.Hero.position.y, game.Hero.position.z });
            report.Add("start", game.World.transform.TransformPoint(game.Start));
            report.Add("received", game.Connection.Geometry.Bytes);
            report.Add("walkable", game.WasWalkable);
            Survey.Take(report, game);
            game.Walk(report);
            game.Teleport(report);
            Allocate(report, game);
            var before = game.Connection.Geometry.Bytes;
            game.Connection.Disconnect(true);
            game.Connection.Connect();
            game.Until(() => game.Connection.State == ConnectionState.Playing && game.IsNamed && game.Geometry.IsSettled, "the world again");
            report.Add("again", game.Connection.Geometry.Bytes - before);
            report.Add("chunks_again", game.Geometry.ChunkCount);
            game.Root.SetActive(false);
            report.Add("left", Stub.Count<Mesh>() + Stub.Count<Material>() + Stub.Count<Texture>() + Stub.Count<Collider>());
            Console.WriteLine(report.ToString());
            return 0;
        }

        /// <summary>Bytes allocated by the main thread in frames in which nothing new comes but poses and air, while the player turns.</summary>
        private static void Allocate(Report report, Game game)
        {
            var update = Method(game.Connection, "Update");
            var hero = Method(game.World, "Update");
            var late = Method(game.Geometry, "LateUpdate");
            var counter = (Func<long>)Delegate.CreateDelegate(typeof(Func<long>), typeof(GC).GetMethod("GetAllocatedBytesForCurrentThread", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!);
            // once, some seconds after it has come, what the world named no more is let go of
            var pruned = typeof(NacreGeometry).GetField("pruned", BindingFlags.Instance | BindingFlags.NonPublic)!;
            game.Until(() => (bool)pruned.GetValue(game.Geometry)! && game.Geometry.IsSettled, "a world at rest");
            Graphics.Record = false;
            // A chunk that a busy server sends late falls into one of the rounds; what every frame costs falls into all.
            var least = long.MaxValue;
            for (var round = 0; round < 4; round++)
            {
                var spent = 0L;
                for (var i = 0; i < Steady; i++)
                {
                    Thread.Sleep(5);
                    Camera.main.transform.rotation = Quaternion.Euler(0f, 3f * i, 0f);
                    var began = counter();
                    update();
                    hero();
                    late();
                    spent += counter() - began;
                }

                // what the first round turns to is seen for the first time
                if (round > 0) least = Math.Min(least, spent);
            }

            Graphics.Record = true;
            report.Add("steady", least);
            report.Add("calls", game.Geometry.DrawCalls);
            var before = counter();
            GC.KeepAlive(new byte[1000000]);
            report.Add("proof", counter() - before);
        }

        private static Action Method(object of, string name)
        {
            return (Action)Delegate.CreateDelegate(typeof(Action), of, of.GetType().GetMethod(name, BindingFlags.Instance | BindingFlags.NonPublic)!);
        }

        private static void Include()
        {
            foreach (var name in new[] { "Background", "Thing", "Land", "Water", "Sky" }) Shader.Included["Nacre/" + name] = new Shader();
        }
    }
}
