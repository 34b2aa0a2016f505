#nullable enable
using System;
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>Prefabs of the project's own in the place of things and parts, fitted to their size and their sockets.</summary>
    internal sealed class Kitbash
    {
        /// <summary>What is thinner than this (metres) is not stretched.</summary>
        private const float Thin = 0.001f;

        private readonly Dictionary<string, KitbashPrefab> classes = new Dictionary<string, KitbashPrefab>();
        private readonly Dictionary<string, KitbashPrefab> roles = new Dictionary<string, KitbashPrefab>();

        internal Kitbash(List<KitbashPrefab> byClass, List<KitbashPrefab> byRole)
        {
            foreach (var one in byClass) if (one.prefab != null && one.name.Length > 0) classes[one.name] = one;
            foreach (var one in byRole) if (one.prefab != null && one.name.Length > 0) roles[one.name] = one;
        }

        internal IEnumerable<string> Roles => roles.Keys;

        internal bool Replaces(string kind)
        {
            return classes.ContainsKey(kind);
        }

        /// <summary>A prefab in the place of a thing, standing on the same ground, as high as it, turned and moved so that a child that is named as a socket lies over that socket.</summary>
        internal GameObject Stand(ThingData thing, ShapeView? shape, Transform holder)
        {
            var from = classes[thing.Class];
            var made = Make(from);
            made.name = thing.Class + " " + thing.Id;
            var place = Place.Of(thing);
            // by itself it has the size it was made in
            if (!from.fit) place = new Place(place.At, place.Turn, 1f);
            var inner = new Place(Vector3.zero, Quaternion.identity, 1f);
            if (from.fit && shape != null && Extent(made, out var own) && own.size.y > Thin)
            {
                var low = shape.Data.Low[1];
                var scale = (shape.Data.High[1] - low) / own.size.y;
                inner = new Place(new Vector3(0f, low - (own.center.y - 0.5f * own.size.y) * scale, 0f), Quaternion.identity, scale);
            }

            if (shape != null && FindSocket(made, shape.Data.Sockets, out var socket, out var marker))
            {
                var turn = Axes.Rotation(socket.Yaw - Yaw(marker), 0);
                var at = Place.Vector(socket.Position) * (from.fit ? 1f : thing.Size) - turn * (marker.position * inner.Size);
                // it stands on the ground, wherever its marker is
                inner = new Place(new Vector3(at.x, inner.At.y, at.z), turn, inner.Size);
            }

            made.transform.SetParent(holder, false);
            place.Then(inner).Put(made.transform);
            return made;
        }

        /// <summary>A prefab in the place of a part, filling its box; the object it is put below stands where the thing, or its leaf, does.</summary>
        internal GameObject? Fill(ShapePart part, Transform below)
        {
            if (!roles.TryGetValue(part.Role, out var from)) return null;
            var made = Make(from);
            made.name = part.Role;
            Vector3 low = Place.Vector(part.Low), high = Place.Vector(part.High);
            Vector3 size = high - low, middle = (low + high) * 0.5f;
            var marker = part.Socket.Length > 0 ? FindMarker(made, part.Socket) : null;
            var yaw = marker != null ? Yaw(marker) : 0.0;
            // across is along where the marker looks aside
            if (Math.Abs(Math.Sin(yaw)) > 0.7) size = new Vector3(size.z, size.y, size.x);
            var turn = Axes.Rotation(-yaw, 0);
            var scale = Vector3.one;
            var at = from.fit || part.Socket.Length == 0 ? middle : Vector3.zero;
            if (from.fit && Extent(made, out var own))
            {
                scale = new Vector3(Ratio(size.x, own.size.x), Ratio(size.y, own.size.y), Ratio(size.z, own.size.z));
                at = middle - turn * Scaled(own.center, scale);
            }

            if (marker != null) at = turn * Scaled(marker.position, scale) * -1f;
            made.transform.SetParent(below, false);
            var socket = new Place(Place.Vector(part.Position), Axes.Rotation(part.Yaw, 0), 1f).Then(new Place(at, turn, 1f));
            socket.Put(made.transform);
            made.transform.localScale = scale;
            return made;
        }

        /// <summary>An instance at the origin, below nothing: what is measured of it is in its own axes.</summary>
        private static GameObject Make(KitbashPrefab from)
        {
            var made = UnityEngine.Object.Instantiate(from.prefab!, (Transform?)null);
            made.transform.SetPositionAndRotation(Vector3.zero, Quaternion.identity);
            made.transform.localScale = Vector3.one;
            return made;
        }

        private static bool FindSocket(GameObject of, ShapeSocket[] sockets, out ShapeSocket found, out Transform marker)
        {
            foreach (var socket in sockets)
            {
                var named = FindMarker(of, socket.Kind);
                if (named == null) continue;
                found = socket;
                marker = named;
                return true;
            }

            found = null!;
            marker = null!;
            return false;
        }

        /// <summary>The first child, at whatever depth, that is named as a kind of socket, in whatever case.</summary>
        private static Transform? FindMarker(GameObject of, string kind)
        {
            foreach (var child in of.GetComponentsInChildren<Transform>())
                if (child != of.transform && string.Equals(child.name, kind, StringComparison.OrdinalIgnoreCase)) return child;
            return null;
        }

        /// <summary>Where a marker faces, of the wire.</summary>
        private static double Yaw(Transform marker)
        {
            Axes.ToWire(marker.rotation, out var yaw, out _);
            return yaw;
        }

        private static Vector3 Scaled(Vector3 a, Vector3 b)
        {
            return new Vector3(a.x * b.x, a.y * b.y, a.z * b.z);
        }

        private static float Ratio(float wanted, float own)
        {
            return own > Thin && wanted > Thin ? wanted / own : 1f;
        }

        /// <summary>The box of all that is drawn below an object that stands at the origin; false when nothing is.</summary>
        private static bool Extent(GameObject of, out Bounds bounds)
        {
            bounds = default;
            var any = false;
            foreach (var drawn in of.GetComponentsInChildren<Renderer>())
            {
                if (any) bounds.Encapsulate(drawn.bounds);
                else bounds = drawn.bounds;
                any = true;
            }

            return any;
        }
    }
}
