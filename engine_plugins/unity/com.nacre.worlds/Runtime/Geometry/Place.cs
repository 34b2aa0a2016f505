#nullable enable
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>Where something stands in the world, in the engine's axes: turned, scaled alike in all directions, moved.</summary>
    internal readonly struct Place
    {
        internal readonly Vector3 At;
        internal readonly Quaternion Turn;
        internal readonly float Size;

        internal Place(Vector3 at, Quaternion turn, float size)
        {
            At = at;
            Turn = turn;
            Size = size;
        }

        internal static Place Of(ThingData thing)
        {
            return new Place(new Vector3(thing.X, thing.Y, thing.Z), Axes.Rotation(thing.Yaw, 0), thing.Size);
        }

        internal Matrix4x4 Matrix => Matrix4x4.TRS(At, Turn, new Vector3(Size, Size, Size));

        internal Vector3 Point(Vector3 local)
        {
            return At + Turn * (local * Size);
        }

        internal Place Then(Place inner)
        {
            return new Place(Point(inner.At), Turn * inner.Turn, Size * inner.Size);
        }

        internal void Put(Transform target)
        {
            target.localPosition = At;
            target.localRotation = Turn;
            target.localScale = new Vector3(Size, Size, Size);
        }

        internal static Vector3 Vector(float[] from)
        {
            return new Vector3(from[0], from[1], from[2]);
        }

        /// <summary>Where a moving group is when it is a share open.</summary>
        internal static Place Opened(ShapeGroup group, float share)
        {
            var amount = group.Open * share * share * (3f - 2f * share);
            var axis = Vector(group.Axis);
            if (group.Slides) return new Place(axis * amount, Quaternion.identity, 1f);
            var half = 0.5f * amount;
            var sine = Mathf.Sin(half);
            var turn = new Quaternion(axis.x * sine, axis.y * sine, axis.z * sine, Mathf.Cos(half));
            var pivot = Vector(group.Pivot);
            return new Place(pivot - turn * pivot, turn, 1f);
        }
    }
}
