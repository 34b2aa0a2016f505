#nullable enable
using System;
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;
using UnityEngine.Rendering;

namespace Nacre.Worlds
{
    /// <summary>Everyone in sight as rigged parts, an object for each limb, moved between the poses that come. Allocates only for those who come newly into sight.</summary>
    internal sealed class BodiesView : IDisposable
    {
        private const float Leap = 4f;

        private readonly Dictionary<int, Figure> figures = new Dictionary<int, Figure>();
        private readonly List<int> gone = new List<int>();
        private readonly GeometryScene scene;
        private float clock;
        private float came;
        private float interval = 0.1f;

        internal BodiesView(GeometryScene scene)
        {
            this.scene = scene;
        }

        private sealed class Figure
        {
            internal string Shape = string.Empty;
            internal GameObject Object = null!;
            internal Transform?[] Limbs = Array.Empty<Transform?>();
            internal Pose[] Before = Array.Empty<Pose>();
            internal Pose[] Now = Array.Empty<Pose>();
            internal bool Seen;
        }

        private struct Pose
        {
            internal Vector3 At;
            internal Quaternion Turn;
            internal float Size;
        }

        internal int Count => figures.Count;

        internal GameObject? Find(int slot)
        {
            return figures.TryGetValue(slot, out var found) ? found.Object : null;
        }

        internal void Take(BodiesData data, HashSet<string> leftOut)
        {
            interval += 0.2f * (Mathf.Clamp(clock - came, 0.04f, 0.3f) - interval);
            came = clock;
            foreach (var one in figures.Values) one.Seen = false;
            var at = 0;
            for (var i = 0; i < data.Count; i++)
            {
                Take(data, i, at, leftOut);
                at += 12 * (data.Groups[i] + 1);
            }

            gone.Clear();
            foreach (var pair in figures) if (!pair.Value.Seen) gone.Add(pair.Key);
            foreach (var slot in gone)
            {
                Discard.Free(figures[slot].Object);
                figures.Remove(slot);
            }
        }

        /// <summary>Move everyone; every frame.</summary>
        internal void Move(float seconds)
        {
            clock += seconds;
            var share = Mathf.Clamp((clock - came) / interval, 0f, 1f);
            foreach (var figure in figures.Values)
            {
                if (figure.Object == null) continue;
                Settle(figure.Object.transform, figure.Before[0], figure.Now[0], share);
                for (var i = 1; i < figure.Limbs.Length && i < figure.Now.Length; i++) if (figure.Limbs[i] is Transform limb) Settle(limb, figure.Before[i], figure.Now[i], share);
            }
        }

        public void Dispose()
        {
            foreach (var one in figures.Values) Discard.Free(one.Object);
            figures.Clear();
        }

        private void Take(BodiesData data, int index, int at, HashSet<string> leftOut)
        {
            if (!scene.Shapes.TryGetValue(data.Shapes[index], out var shape) || !shape.IsWhole || leftOut.Contains(data.Classes[index])) return;
            var slot = data.Slots[index];
            if (figures.TryGetValue(slot, out var figure) && (figure.Shape != data.Shapes[index] || figure.Object == null || figure.Now.Length != data.Groups[index] + 1))
            {
                Discard.Free(figure.Object);
                figures.Remove(slot);
                figure = null;
            }

            var isNew = figure == null;
            if (figure == null) figures.Add(slot, figure = Make(shape, data.Shapes[index], data.Classes[index] + " " + slot, data.Groups[index] + 1));
            var swap = figure.Before;
            figure.Before = figure.Now;
            figure.Now = swap;
            for (var i = 0; i < swap.Length; i++) swap[i] = Read(data.Matrices, at + 12 * i);
            if (isNew || (figure.Before[0].At - swap[0].At).magnitude > Leap) Array.Copy(swap, figure.Before, swap.Length);
            figure.Seen = true;
        }

        private Figure Make(ShapeView shape, string hash, string name, int matrices)
        {
            var figure = new Figure { Shape = hash, Object = new GameObject(name) { layer = scene.Options.Layer }, Before = new Pose[matrices], Now = new Pose[matrices] };
            figure.Object.transform.SetParent(scene.Holder, false);
            figure.Limbs = new Transform?[shape.Data.Groups.Length + 1];
            for (var group = 0; group < figure.Limbs.Length; group++)
            {
                var drawn = shape.Find(0, group);
                if (drawn == null) continue;
                var limb = new GameObject(group == 0 ? "body" : shape.Data.Groups[group - 1].Role) { layer = scene.Options.Layer };
                limb.transform.SetParent(figure.Object.transform, false);
                limb.AddComponent<MeshFilter>().sharedMesh = drawn.Mesh;
                var renderer = limb.AddComponent<MeshRenderer>();
                renderer.sharedMaterials = drawn.Materials!;
                renderer.shadowCastingMode = scene.Options.Shadows ? ShadowCastingMode.On : ShadowCastingMode.Off;
                if (group > 0) figure.Limbs[group] = limb.transform;
            }

            return figure;
        }

        private static void Settle(Transform target, in Pose before, in Pose now, float share)
        {
            target.localPosition = before.At + (now.At - before.At) * share;
            target.localRotation = Quaternion.Slerp(before.Turn, now.Turn, share);
            target.localScale = new Vector3(now.Size, now.Size, now.Size);
        }

        /// <summary>Three rows of a turn and a move, of the wire; z is flipped. The turn may scale, alike in all directions.</summary>
        private static Pose Read(float[] m, int o)
        {
            var up = new Vector3(m[o + 1], m[o + 5], -m[o + 9]);
            // the wire's -z is the engine's z
            var ahead = new Vector3(-m[o + 2], -m[o + 6], m[o + 10]);
            return new Pose { At = new Vector3(m[o + 3], m[o + 7], -m[o + 11]), Turn = Quaternion.LookRotation(ahead, up), Size = up.magnitude };
        }
    }
}
