#nullable enable
using System;
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    // Who looks, what of it is drawn, and what can be asked.
    public sealed partial class NacreGeometry
    {
        private const float Far = 4000f;

        /// <summary>Whether agents can find their way at a place of the scene.</summary>
        public bool HasNavigation(Vector3 place)
        {
            if (scene == null) return false;
            ChunkOf(InWorld(place), out var x, out var z);
            return ways!.Has(x, z);
        }

        /// <summary>Whether all that has come is built.</summary>
        public bool IsSettled => scene != null && jobs.Count == 0 && shown!.Connection.Geometry.Waiting == 0;

        /// <summary>Chunks that are shown.</summary>
        public int ChunkCount => chunks.Count;

        /// <summary>Characters that are shown.</summary>
        public int CharacterCount => bodies?.Count ?? 0;

        /// <summary>The object of a character by its slot (as in the state); null when it is not shown.</summary>
        public GameObject? Character(int slot)
        {
            return bodies?.Find(slot);
        }

        /// <summary>Whether there is solid ground at a place of the scene, and everything solid around it.</summary>
        public bool IsWalkable(Vector3 place)
        {
            if (scene == null) return false;
            ChunkOf(InWorld(place), out var x, out var z);
            return places.TryGetValue((x, z), out var view) && view.IsSolid;
        }

        /// <summary>Height of the ground at a place of the scene, whose own y is not looked at; false where none has come.</summary>
        public bool TryGetGround(Vector3 place, out float height)
        {
            height = 0f;
            if (scene == null) return false;
            var local = InWorld(place);
            ChunkOf(local, out var x, out var z);
            if (!places.TryGetValue((x, z), out var view)) return false;
            local.y = view.Data.HeightAt(local.x - view.Corner.x, view.Corner.z - local.z);
            height = scene.Holder.TransformPoint(local).y;
            return true;
        }

        /// <summary>Add to <paramref name="into"/> all things within so many metres of a place of the scene; of a class, or of any when it is empty.</summary>
        public void ThingsNear(Vector3 place, float metres, string kind, List<ThingData> into)
        {
            if (scene == null) return;
            var local = InWorld(place);
            foreach (var chunk in chunks)
            {
                if (!chunk.Data.IsNear) continue;
                foreach (var thing in chunk.Data.Things)
                {
                    if (kind.Length > 0 && thing.Class != kind) continue;
                    if ((new Vector3(thing.X, thing.Y, thing.Z) - local).magnitude <= metres && !scene.Gone.Contains(thing.Id)) into.Add(thing);
                }
            }
        }

        /// <summary>Where a socket of a thing is in the scene: its kind (door, seat, counter, bed, container, lamp, spawn) and the how-manieth. False when there is none.</summary>
        public bool TryGetSocket(ThingData thing, string kind, int number, out Vector3 position, out Quaternion rotation)
        {
            position = Vector3.zero;
            rotation = Quaternion.identity;
            if (scene == null || !scene.Shapes.TryGetValue(thing.Shape, out var shape)) return false;
            foreach (var socket in shape.Data.Sockets)
            {
                if (socket.Kind != kind || number-- > 0) continue;
                var at = Place.Of(thing).Then(new Place(Place.Vector(socket.Position), Axes.Rotation(socket.Yaw, 0), 1f));
                position = scene.Holder.TransformPoint(at.At);
                rotation = scene.Holder.rotation * at.Turn;
                return true;
            }

            return false;
        }

        private static void ChunkOf(Vector3 local, out int x, out int z)
        {
            x = (int)Math.Floor(local.x / ChunkData.Edge);
            z = (int)Math.Floor(-local.z / ChunkData.Edge);
        }

        private Vector3 InWorld(Vector3 place)
        {
            return scene!.Holder.InverseTransformPoint(place);
        }

        private Vector3 CentreInWorld()
        {
            if (centre != null) return InWorld(centre.position);
            if (shown!.Hero != null) return InWorld(shown.Hero.position);
            var camera = Camera.main;
            return camera != null ? InWorld(camera.transform.position) : Vector3.zero;
        }

        /// <summary>A few times a second: levels of detail of ground and doors, lamps.</summary>
        private void LookAround()
        {
            var camera = Camera.main;
            var eye = camera != null ? camera.transform.position : scene!.Holder.TransformPoint(CentreInWorld());
            var local = InWorld(eye);
            foreach (var chunk in chunks)
            {
                var x = Mathf.Clamp(local.x, chunk.Corner.x, chunk.Corner.x + ChunkData.Edge) - local.x;
                var z = Mathf.Clamp(local.z, chunk.Corner.z - ChunkData.Edge, chunk.Corner.z) - local.z;
                chunk.Ground?.Look(Mathf.Sqrt(x * x + z * z));
                foreach (var leaf in chunk.Leaves) leaf.Look(eye);
            }

            lamps!.Light(chunks, InWorld(scene!.Holder.TransformPoint(CentreInWorld())), scene.Looks.Dark);
        }

        /// <summary>Make solid what is near, and let go of what is not any more; false when there is nothing to do.</summary>
        private bool Follow()
        {
            ChunkOf(CentreInWorld(), out var x, out var z);
            var pending = false;
            foreach (var chunk in chunks)
            {
                if (!chunk.Data.IsNear) continue;
                var away = Math.Max(Math.Abs(chunk.X - x), Math.Abs(chunk.Z - z));
                if (solid && away <= SolidChunks && !chunk.WantsSolid)
                {
                    chunk.WantsSolid = true;
                    jobs.Enqueue(chunk.Cook());
                    return true;
                }

                if (chunk.IsReady)
                {
                    jobs.Enqueue(chunk.Solidify());
                    return true;
                }

                if (chunk.WantsSolid && (!solid || away > SolidChunks + 1))
                {
                    chunk.Soften();
                    return true;
                }

                pending |= chunk.WantsSolid && !chunk.IsSolid;
            }

            if (!walkable && places.TryGetValue((x, z), out var here) && here.IsSolid)
            {
                walkable = true;
                Walkable?.Invoke();
                onWalkable.Invoke();
            }

            // the near chunks become solid one after the other: navigation waits for all of them
            if (pending || !walkable || ways!.IsBuilding || ways.IsCurrent) return false;
            jobs.Enqueue(ways.Build(chunks));
            return true;
        }

        /// <summary>After a break, once everything has been named again: let go of what was not.</summary>
        private void Settle(float seconds)
        {
            quiet += seconds;
            if (pruned || quiet < QuietSeconds || !shown!.IsPlaying) return;
            pruned = true;
            for (var i = chunks.Count - 1; i >= 0; i--) if (chunks[i].Generation != generation) Drop(chunks[i].X, chunks[i].Z);
            named.Clear();
            foreach (var chunk in chunks) named.Add(chunk.Data.Hash);
            shown.Connection.Geometry.Retain(named);
        }

        private void Move(Matrix4x4 root)
        {
            stood = root;
            foreach (var batch in scene!.Batches) batch.Move(root);
            foreach (var chunk in chunks) chunk.Litter?.Move(root);
            lastAir = 0;
            changed = true;
            ways!.Clear();
        }

        private void Draw()
        {
            var camera = Camera.main;
            DrawCalls = 0;
            if (camera == null || scene!.Looks.Thing == null) return;
            var from = camera.transform;
            var now = new Viewer(from.position, from.rotation * new Vector3(0f, 0f, 1f), camera.fieldOfView, camera.aspect);
            if (changed || !now.IsLike(viewer))
            {
                viewer = now;
                changed = false;
                foreach (var batch in scene.Batches) batch.Gather(viewer);
            }

            drawing.layer = layer;
            drawing.renderingLayerMask = 1;
            drawing.receiveShadows = true;
            // what is far outside has been left out already
            drawing.worldBounds = new Bounds(now.Eye, new Vector3(Far, Far, Far));
            foreach (var batch in scene.Batches) if (batch.Count > 0) DrawCalls += batch.Draw(drawing, castShadows && batch != horizon);
            var local = InWorld(now.Eye);
            foreach (var chunk in chunks) if (chunk.Litter != null) DrawCalls += chunk.Litter.Draw(drawing, local, litterDistance);
        }

        private static bool Same(in Matrix4x4 a, in Matrix4x4 b)
        {
            for (var row = 0; row < 3; row++) for (var column = 0; column < 4; column++) if (a[row, column] != b[row, column]) return false;
            return true;
        }
    }
}
