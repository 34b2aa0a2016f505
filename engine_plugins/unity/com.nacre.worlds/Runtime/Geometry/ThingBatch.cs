#nullable enable
using System;
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;
using UnityEngine.Rendering;

namespace Nacre.Worlds
{
    /// <summary>All things of one shape, drawn instanced: each at the level of detail that its size on the picture asks for. What is behind the viewer and too far
    /// away to cast a shadow into the view is left out, and what is too small to be seen. Unity bakes occlusion in the editor, so walls hide nothing of this from being drawn.</summary>
    internal sealed class ThingBatch
    {
        // the most that fit into a constant buffer with both matrices
        private const int MostAtOnce = 454;
        private const float AlwaysNear = 45f;

        private readonly ShapeView shape;
        private readonly float smallest;
        private readonly Matrix4x4[][] shown;
        private readonly int[] counts;
        private Standing[] all = new Standing[8];
        private int count;

        internal ThingBatch(ShapeView shape, float smallest)
        {
            this.shape = shape;
            this.smallest = smallest;
            shown = new Matrix4x4[shape.Levels][];
            counts = new int[shape.Levels];
            for (var i = 0; i < shown.Length; i++) shown[i] = new Matrix4x4[all.Length];
        }

        private struct Standing
        {
            internal object Owner;
            internal string Id;
            internal Place Place;
            internal Vector3 Middle;
            internal float Radius;
            internal Matrix4x4 Matrix;
        }

        internal int Count => count;

        internal ShapeView Shape => shape;

        /// <summary>How many are drawn at a level now.</summary>
        internal int Shown(int level)
        {
            return counts[level];
        }

        internal void Add(object owner, string id, Place place, Matrix4x4 root)
        {
            if (count == all.Length) Grow();
            var one = new Standing { Owner = owner, Id = id, Place = place, Radius = shape.Radius * place.Size };
            Settle(ref one, root);
            all[count++] = one;
        }

        /// <summary>Take away those of a chunk; with an id only that one.</summary>
        internal void Remove(object owner, string? id = null)
        {
            for (var i = count - 1; i >= 0; i--)
            {
                if (!ReferenceEquals(all[i].Owner, owner) || (id != null && all[i].Id != id)) continue;
                all[i] = all[--count];
                all[count] = default;
            }
        }

        /// <summary>The world stands elsewhere in the scene.</summary>
        internal void Move(Matrix4x4 root)
        {
            for (var i = 0; i < count; i++) Settle(ref all[i], root);
        }

        internal void Gather(in Viewer viewer)
        {
            Array.Clear(counts, 0, counts.Length);
            for (var i = 0; i < count; i++)
            {
                var away = all[i].Middle - viewer.Eye;
                var distance = away.magnitude;
                var radius = all[i].Radius;
                if (distance > AlwaysNear + radius && Vector3.Dot(away, viewer.Forward) < viewer.Cosine * distance - radius) continue;
                var share = radius / (Math.Max(distance, 0.01f) * viewer.Height);
                if (share < smallest) continue;
                var level = shape.Level(share);
                shown[level][counts[level]++] = all[i].Matrix;
            }
        }

        /// <summary>Hand it to the engine for this frame. How many calls that took.</summary>
        internal int Draw(RenderParams with, bool shadows)
        {
            var calls = 0;
            for (var level = 0; level < shown.Length; level++)
            {
                if (counts[level] == 0) continue;
                var drawn = shape.Find(level, 0);
                if (drawn == null) continue;
                with.shadowCastingMode = shadows && (level < 2 || shown.Length < 3) ? ShadowCastingMode.On : ShadowCastingMode.Off;
                for (var run = 0; run < drawn.Materials.Length; run++)
                {
                    if (drawn.Materials[run] == null) continue;
                    with.material = drawn.Materials[run];
                    for (var from = 0; from < counts[level]; from += MostAtOnce, calls++)
                        Graphics.RenderMeshInstanced(with, drawn.Mesh, run, shown[level], Math.Min(MostAtOnce, counts[level] - from), from);
                }
            }

            return calls;
        }

        // all of them may be seen at one level, and a turn of the head must not allocate
        private void Grow()
        {
            Array.Resize(ref all, 2 * count);
            for (var level = 0; level < shown.Length; level++) Array.Resize(ref shown[level], all.Length);
        }

        private void Settle(ref Standing one, Matrix4x4 root)
        {
            one.Matrix = root * one.Place.Matrix;
            one.Middle = root.MultiplyPoint3x4(one.Place.Point(shape.Middle));
        }
    }

    /// <summary>Who looks at the world, in the scene.</summary>
    internal readonly struct Viewer
    {
        internal readonly Vector3 Eye;
        internal readonly Vector3 Forward;

        /// <summary>Cosine of the widest angle to what is seen, with room for turning.</summary>
        internal readonly float Cosine;

        /// <summary>Height of the picture at a distance of one metre.</summary>
        internal readonly float Height;

        internal Viewer(Vector3 eye, Vector3 forward, float fieldOfView, float aspect)
        {
            Eye = eye;
            Forward = forward;
            Height = 2f * Mathf.Tan(0.5f * fieldOfView * Mathf.Deg2Rad);
            var diagonal = 0.5f * Height * Mathf.Sqrt(1f + aspect * aspect);
            var angle = Mathf.Atan(diagonal) + 0.25f;
            Cosine = angle >= Mathf.PI ? -1f : Mathf.Cos(angle);
        }

        /// <summary>Whether it is so much the same that what was gathered still does.</summary>
        internal bool IsLike(in Viewer other)
        {
            return (Eye - other.Eye).magnitude < 1.5f && Vector3.Dot(Forward, other.Forward) > 0.985f && Math.Abs(Height - other.Height) < 0.01f;
        }
    }
}
