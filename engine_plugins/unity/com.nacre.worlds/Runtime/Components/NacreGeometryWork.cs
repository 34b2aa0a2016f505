#nullable enable
using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    // What is done every frame, within the budget.
    public sealed partial class NacreGeometry
    {
        private const int SolidChunks = 1;
        private const float LookSeconds = 0.25f;
        private const float QuietSeconds = 5f;
        private const int MostWaiting = 6;

        private readonly Queue<IEnumerator> jobs = new Queue<IEnumerator>();
        private readonly List<ChunkView> chunks = new List<ChunkView>();
        private readonly Dictionary<(int, int), ChunkView> places = new Dictionary<(int, int), ChunkView>();
        private readonly Dictionary<(string, int), float> doors = new Dictionary<(string, int), float>();
        private readonly HashSet<string> hiddenCharacters = new HashSet<string>();
        // room for all chunks that are ever around a hero, so that filling it allocates nothing
        private readonly HashSet<string> named = new HashSet<string>(256);
        private readonly Stopwatch clock = new Stopwatch();
        private NacreWorld? shown;
        private GeometryScene? scene;
        private ChunkView? building;
        private BodiesView? bodies;
        private WorldLamps? lamps;
        private WorldNavigation? ways;
        private BodiesData newestBodies = new BodiesData();
        private Viewer viewer;
        private Matrix4x4 stood;
        private RenderParams drawing;
        private long generation;
        private float looked;
        private float quiet;
        private bool pruned = true;
        private bool walkable;
        private bool changed;
        private ThingBatch? horizon;
        private string horizonShape = string.Empty;
        private Vector3 horizonAt;
        private long lastAir;

        /// <summary>Milliseconds of the main thread that the last frame took.</summary>
        public double Cost { get; private set; }

        /// <summary>Calls for instanced drawing in the last frame.</summary>
        public int DrawCalls { get; private set; }

        private void Begin(NacreWorld of)
        {
            var looks = new WorldLooks(materials);
            var kitbash = new Kitbash(prefabs, partPrefabs);
            of.Connection.Geometry.Choices = new GeometryChoices(looks.Replaced, kitbash.Roles);
            var options = new GeometryOptions { Shadows = castShadows, Layer = layer, WaterTriggers = waterTriggers, WaterLayer = waterLayer, LitterDistance = litterDistance, Smallest = smallest };
            scene = new GeometryScene(of.transform, looks, kitbash, options, (thing, made) => Spawned?.Invoke(thing, made));
            bodies = new BodiesView(scene);
            lamps = new WorldLamps(lampCount, scene.Holder);
            ways = new WorldNavigation(scene, new NavigationOptions { Wanted = navigation, Agent = agentType, Radius = agentRadius, Height = agentHeight, Climb = agentClimb });
            hiddenCharacters.UnionWith(charactersLeftOut);
            stood = scene.Root;
            lastAir = 0;
            // what a component before this one had made is gone: the server is asked for it again
            of.Connection.RenewGeometry();
        }

        private void End()
        {
            if (scene == null) return;
            Clear();
            bodies?.Dispose();
            lamps?.Dispose();
            ways?.Dispose();
            scene.Dispose();
            scene = null;
            bodies = null;
            lamps = null;
            ways = null;
            hiddenCharacters.Clear();
            if (shown != null) shown.Connection.Geometry.ForgetAll();
        }

        private void Step(float seconds)
        {
            clock.Restart();
            var connection = shown!.Connection;
            var root = scene!.Root;
            if (!Same(root, stood)) Move(root);
            if (connection.Air != null && connection.Air.Number != lastAir)
            {
                lastAir = connection.Air.Number;
                scene.Looks.Light(connection.Air, scene.Holder);
            }

            if (connection.Geometry.TryTakeBodies(ref newestBodies) && showCharacters) bodies!.Take(newestBodies, hiddenCharacters);
            bodies!.Move(seconds);
            foreach (var chunk in chunks) foreach (var leaf in chunk.Leaves) leaf.Swing(seconds);
            looked -= seconds;
            if (looked <= 0f)
            {
                looked = LookSeconds;
                LookAround();
            }

            var least = true;
            while ((least || clock.Elapsed.TotalMilliseconds < budget) && Work(connection)) least = false;
            if (ways!.Take()) NavigationBuilt?.Invoke();
            scene.Solids.Sweep();
            Settle(seconds);
            Draw();
            Cost = clock.Elapsed.TotalMilliseconds;
        }

        /// <summary>One piece of work; false when there is none.</summary>
        private bool Work(NacreConnection connection)
        {
            quiet = jobs.Count > 0 ? 0f : quiet;
            if (jobs.Count > 0)
            {
                Go();
                return true;
            }

            if (connection.TryTakeGeometry(out var news))
            {
                quiet = 0f;
                Handle(news!);
                return true;
            }

            return scene!.Looks.Upload() || Follow();
        }

        private void Go()
        {
            changed = true;
            var more = false;
            try
            {
                more = jobs.Peek().MoveNext();
            }
            finally
            {
                // a prefab or a listener of the game's own may throw: what stands by then is kept
                if (!more) jobs.Dequeue();
                if (!more) Adopt();
            }
        }

        private void Handle(GeometryNews news)
        {
            switch (news.Kind)
            {
                case GeometryKind.Begin:
                    generation++;
                    pruned = false;
                    doors.Clear();
                    foreach (var chunk in chunks) foreach (var leaf in chunk.Leaves) leaf.Target = 0f;
                    if (!news.Resumed) Clear();
                    break;
                case GeometryKind.Materials: scene!.Looks.Tell(news.Materials!); break;
                case GeometryKind.Shape: jobs.Enqueue(Take(news.Shape!)); break;
                case GeometryKind.Chunk: TakeChunk(news); break;
                case GeometryKind.Unload: Drop(news.X, news.Z); break;
                case GeometryKind.Change: Change(news); break;
                case GeometryKind.Horizon:
                    horizonShape = news.Name;
                    horizonAt = Place.Vector(news.At);
                    ShowHorizon();
                    break;
            }
        }

        private IEnumerator Take(ShapeData data)
        {
            var view = new ShapeView(data);
            if (scene!.Shapes.TryGetValue(data.Hash, out var old)) yield break;
            scene.Shapes.Add(data.Hash, view);
            while (view.Upload(scene.Looks)) yield return null;
            if (data.Hash == horizonShape) ShowHorizon();
        }

        private void TakeChunk(GeometryNews news)
        {
            places.TryGetValue((news.X, news.Z), out var before);
            if (before != null && before.Data.Hash == news.Chunk!.Hash)
            {
                // named again after a break: it stays
                before.Generation = generation;
                return;
            }

            var view = new ChunkView(news.X, news.Z, news.Chunk!, scene!) { Generation = generation };
            jobs.Enqueue(Show(view, news.Mesh!));
        }

        private IEnumerator Show(ChunkView view, ChunkMesh mesh)
        {
            building = view;
            var steps = view.Show(mesh);
            while (steps.MoveNext()) yield return null;
        }

        /// <summary>What was being built stands: it takes the place of the one before.</summary>
        private void Adopt()
        {
            var view = building;
            if (view == null) return;
            building = null;
            Drop(view.X, view.Z, view.Data.Hash);
            chunks.Add(view);
            places[(view.X, view.Z)] = view;
            foreach (var leaf in view.Leaves) if (doors.TryGetValue((leaf.Thing, leaf.Group), out var open)) leaf.Target = open;
            ChunkShown?.Invoke(view.X, view.Z, view.Data.IsNear);
        }

        private void Drop(int x, int z, string keep = "")
        {
            if (!places.TryGetValue((x, z), out var view)) return;
            places.Remove((x, z));
            chunks.Remove(view);
            view.Dispose();
            changed = true;
            if (view.Data.Hash != keep) shown!.Connection.Geometry.Forget(view.Data.Hash);
            ChunkFreed?.Invoke(x, z);
        }

        private void Change(GeometryNews news)
        {
            foreach (var door in news.Doors)
            {
                doors[(door.Thing, door.Group)] = door.Open;
                foreach (var chunk in chunks) foreach (var leaf in chunk.Leaves) if (leaf.Group == door.Group && leaf.Thing == door.Thing) leaf.Target = door.Open;
                DoorMoved?.Invoke(door.Thing, door.Group, door.Open);
            }

            foreach (var id in news.Gone)
            {
                if (!scene!.Gone.Add(id)) continue;
                foreach (var chunk in chunks) chunk.Remove(id);
                changed = true;
            }
        }

        private void Clear()
        {
            jobs.Clear();
            building?.Dispose();
            building = null;
            while (chunks.Count > 0) Remove(chunks[chunks.Count - 1]);
            places.Clear();
            bodies?.Dispose();
            ways?.Clear();
            horizon?.Remove(this);
            horizon = null;
            horizonShape = string.Empty;
            scene!.Gone.Clear();
            walkable = false;
            changed = true;
        }

        private void Remove(ChunkView view)
        {
            chunks.Remove(view);
            view.Dispose();
            ChunkFreed?.Invoke(view.X, view.Z);
        }

        private void ShowHorizon()
        {
            if (!scene!.Shapes.TryGetValue(horizonShape, out var shape)) return;
            horizon?.Remove(this);
            horizon = scene.Batch(shape);
            horizon.Add(this, string.Empty, new Place(horizonAt, Quaternion.identity, 1f), scene.Root);
            changed = true;
        }
    }
}
