#nullable enable
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>Prefabs of the project's own in the place of things and parts, fitted to their size.</summary>
    internal sealed class Kitbash
    {
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

        /// <summary>A prefab in the place of a thing, standing on the same ground, as high as it.</summary>
        internal GameObject Stand(ThingData thing, ShapeView? shape, Transform holder)
        {
            var from = classes[thing.Class];
            var made = Object.Instantiate(from.prefab!, holder);
            made.name = thing.Class + " " + thing.Id;
            var place = Place.Of(thing);
            if (from.fit && shape != null && Extent(made, out var own) && own.size.y > 0.01f)
            {
                var low = shape.Data.Low[1];
                var scale = (shape.Data.High[1] - low) / own.size.y;
                var lift = low - (own.center.y - 0.5f * own.size.y) * scale;
                place = place.Then(new Place(new Vector3(0f, lift, 0f), Quaternion.identity, scale));
            }
            else
            {
                // by itself it has the size it was made in
                place = new Place(place.At, place.Turn, from.fit ? place.Size : 1f);
            }

            place.Put(made.transform);
            return made;
        }

        /// <summary>A prefab in the place of a part, filling its box; the object it is put below stands where the thing, or its leaf, does.</summary>
        internal GameObject? Fill(ShapePart part, Transform below)
        {
            if (!roles.TryGetValue(part.Role, out var from)) return null;
            var made = Object.Instantiate(from.prefab!, below);
            made.name = part.Role;
            Vector3 low = Place.Vector(part.Low), high = Place.Vector(part.High);
            var size = high - low;
            var scale = Vector3.one;
            var middle = (low + high) * 0.5f;
            if (from.fit && Extent(made, out var own))
            {
                scale = new Vector3(Ratio(size.x, own.size.x), Ratio(size.y, own.size.y), Ratio(size.z, own.size.z));
                middle = middle - new Vector3(own.center.x * scale.x, own.center.y * scale.y, own.center.z * scale.z);
            }

            made.transform.localPosition = middle;
            made.transform.localRotation = Quaternion.identity;
            made.transform.localScale = scale;
            return made;
        }

        private static float Ratio(float wanted, float own)
        {
            return own > 0.001f ? wanted / own : 1f;
        }

        /// <summary>The box of all that is drawn below an object, in its own axes as it was made; false when nothing is.</summary>
        private static bool Extent(GameObject of, out Bounds bounds)
        {
            bounds = default;
            of.transform.SetPositionAndRotation(Vector3.zero, Quaternion.identity);
            of.transform.localScale = Vector3.one;
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
