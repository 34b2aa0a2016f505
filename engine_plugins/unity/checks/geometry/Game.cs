#nullable enable
using System;
using System.Diagnostics;
using System.Reflection;
using System.Threading;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds.Checks
{
    /// <summary>A scene with a world, its geometry, its light, and a hero that stands somewhere and looks somewhere.</summary>
    internal sealed class Game
    {
        internal readonly GameObject Root = new GameObject("world");
        internal readonly Transform Hero = new GameObject("hero").transform;
        internal readonly NacreConnection Connection;
        internal readonly NacreWorld World;
        internal readonly NacreGeometry Geometry;
        internal bool WasWalkable;

        internal Game(string endpoint, string prompt, long seed)
        {
            Root.SetActive(false);
            Connection = Root.AddComponent<NacreConnection>();
            Connection.Endpoint = endpoint;
            World = Root.AddComponent<NacreWorld>();
            World.Prompt = prompt;
            World.Seed = seed;
            World.WithGeometry = true;
            World.GeometryRadius = 1;
            World.FarLand = false;
            World.Hero = Hero;
            Hero.SetPositionAndRotation(new Vector3(100f, 5f, 50f), Quaternion.Euler(0f, 90f, 0f));
            Geometry = Root.AddComponent<NacreGeometry>();
            Geometry.Walkable += () => WasWalkable = true;
            Root.AddComponent<NacreEnvironment>();
            Root.SetActive(true);
        }

        internal bool IsWalkable => Geometry.IsWalkable(Hero.position) && Solids() == 9;

        internal bool IsTextured
        {
            get
            {
                foreach (var one in Stub.Alive) if (one is Texture2DArray made && made.Pictures == made.Depth) return true;
                return false;
            }
        }

        /// <summary>Where the world begins: the feet of whoever enters it.</summary>
        internal Vector3 Start
        {
            get
            {
                var eye = Connection.World!.Camera.Position;
                return Axes.Point(eye[0], eye[1] - 1.7, eye[2]);
            }
        }

        /// <summary>Whether the newest connection has named every chunk that is shown.</summary>
        internal bool IsNamed
        {
            get
            {
                const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;
                object? Of(object one, string field) => one.GetType().GetField(field, Hidden)!.GetValue(one);
                var now = (long)Of(Geometry, "generation")!;
                var all = true;
                foreach (var chunk in (System.Collections.IEnumerable)Of(Geometry, "chunks")!) all &= (long)chunk.GetType().GetProperty("Generation", Hidden)!.GetValue(chunk)! == now;
                return all && now > 1;
            }
        }

        internal void Until(Func<bool> done, string what)
        {
            for (var since = Stopwatch.StartNew(); !done(); Frames(1))
                if (since.Elapsed.TotalSeconds > 100) throw new InvalidOperationException("no " + what + ": " + Connection.State + " " + Connection.Reason + " chunks " + Geometry.ChunkCount + " " + string.Join("; ", Stub.Log));
        }

        internal void Frames(int count)
        {
            for (; count > 0; count--)
            {
                Camera.main.transform.SetPositionAndRotation(Hero.position + new Vector3(0f, 1.7f, 0f), Hero.rotation);
                Graphics.Instanced.Clear();
                Stub.Frame(0.02f);
                Thread.Sleep(2);
            }
        }

        /// <summary>Walk eight metres ahead in two seconds; where the server then has the player.</summary>
        internal void Walk(Report report)
        {
            for (var i = 0; i < 100; i++)
            {
                Hero.position = Hero.position + Hero.rotation * new Vector3(0f, 0f, 0.08f);
                Frames(1);
                Thread.Sleep(10);
            }

            Frames(30);
            var walked = World.transform.InverseTransformPoint(Hero.position);
            Until(() => (Player() - walked).magnitude < 0.3f, "the server's player to be where the hero is"); // a busy server comes after
            report.Add("player", Player());
            report.Add("walked", walked);
        }

        private Vector3 Player()
        {
            var there = Connection.LastState!.Player.Root["position"];
            return Axes.Point(there[0].Number(), there[1].Number(), there[2].Number());
        }

        internal void Teleport(Report report)
        {
            var here = World.transform.InverseTransformPoint(Hero.position);
            var going = World.TeleportAsync(here.x + 4f, here.z);
            Until(() => going.IsCompleted, "teleport");
            report.Add("teleported", World.transform.InverseTransformPoint(going.Result));
            report.Add("asked", here + new Vector3(4f, 0f, 0f));
            report.Add("arrived", World.transform.InverseTransformPoint(Hero.position));
        }

        private int Solids()
        {
            var found = 0;
            foreach (var one in Stub.Objects) if (one.name == "Solid") found++;
            return found;
        }
    }
}
