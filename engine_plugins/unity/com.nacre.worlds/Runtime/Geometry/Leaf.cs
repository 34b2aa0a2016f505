#nullable enable
using Nacre.Worlds.Wire;
using UnityEngine;
using UnityEngine.Rendering;

namespace Nacre.Worlds
{
    /// <summary>A door leaf, or whatever else moves by itself in a thing: an object of its own, with its colliders near the hero.</summary>
    internal sealed class Leaf
    {
        private const float SharesASecond = 4f;
        private const float Seen = 70f;

        private readonly Place stands;
        private readonly ShapeGroup group;
        private readonly MeshRenderer? drawn;
        private float share;

        internal Leaf(ThingData thing, ShapeView shape, int number, Transform holder, bool shadows, int layer)
        {
            Thing = thing.Id;
            Group = number;
            Shape = shape;
            stands = Place.Of(thing);
            group = shape.Data.Groups[number - 1];
            Object = new GameObject(thing.Class + " " + group.Role) { layer = layer };
            Object.transform.SetParent(holder, false);
            Settle();
            var found = shape.Find(0, number);
            // all of it may be left to prefabs of the project's own
            if (found == null) return;
            Object.AddComponent<MeshFilter>().sharedMesh = found.Mesh;
            drawn = Object.AddComponent<MeshRenderer>();
            drawn.sharedMaterials = found.Materials!;
            drawn.shadowCastingMode = shadows ? ShadowCastingMode.On : ShadowCastingMode.Off;
        }

        internal string Thing { get; }

        internal int Group { get; }

        internal ShapeView Shape { get; }

        internal GameObject Object { get; }

        /// <summary>Its role: door, shutter, …</summary>
        internal string Role => group.Role;

        /// <summary>How far it shall be open, 0 to 1.</summary>
        internal float Target { get; set; }

        internal float Share => share;

        internal void Swing(float seconds)
        {
            if (share == Target) return;
            share = Mathf.MoveTowards(share, Target, SharesASecond * seconds);
            Settle();
        }

        internal void Look(Vector3 from)
        {
            if (drawn == null) return;
            var near = (Object.transform.position - from).magnitude < Seen;
            if (drawn.enabled != near) drawn.enabled = near;
        }

        private void Settle()
        {
            stands.Then(Place.Opened(group, share)).Put(Object.transform);
        }
    }
}
