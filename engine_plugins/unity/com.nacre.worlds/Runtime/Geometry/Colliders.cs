#nullable enable
using System.Collections;
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>Makes a shape solid: boxes as BoxColliders, hulls as convex MeshColliders, which is Unity's only form of a hull. Never triangles.</summary>
    internal static class Colliders
    {
        private const int AtOnce = 8;

        /// <summary>Add the pieces of the given groups to an object that stands where the shape does, a few each step.</summary>
        internal static IEnumerator Add(GameObject to, ShapeView shape, int group, bool others)
        {
            var turned = new Dictionary<Quaternion, GameObject>();
            var added = 0;
            for (var i = 0; i < shape.Data.Colliders.Length; i++)
            {
                var piece = shape.Data.Colliders[i];
                // what moves is solid with its leaf; a group that has none belongs to the rest
                if (piece.Group != group && !(others && piece.Group != 0 && !shape.IsSeen(piece.Group))) continue;
                if (to == null) yield break;
                if (piece.IsBox) AddBox(to, piece, turned);
                else AddHull(to, shape, i);
                if (++added % AtOnce == 0) yield return null;
            }
        }

        private static void AddBox(GameObject to, ShapeCollider piece, Dictionary<Quaternion, GameObject> turned)
        {
            var turn = new Quaternion(piece.Turn[0], piece.Turn[1], piece.Turn[2], piece.Turn[3]);
            var at = Place.Vector(piece.Middle);
            var target = to;
            // a box collider lies along its object's axes: those that are turned alike share an object
            if (System.Math.Abs(turn.w) < 0.9999f)
            {
                if (!turned.TryGetValue(turn, out target))
                {
                    target = new GameObject("turned") { layer = to.layer };
                    target.transform.SetParent(to.transform, false);
                    target.transform.localRotation = turn;
                    turned.Add(turn, target);
                }

                at = Quaternion.Inverse(turn) * at;
            }

            var box = target.AddComponent<BoxCollider>();
            box.center = at;
            box.size = new Vector3(2f * piece.Half[0], 2f * piece.Half[1], 2f * piece.Half[2]);
        }

        private static void AddHull(GameObject to, ShapeView shape, int piece)
        {
            var hull = to.AddComponent<MeshCollider>();
            // before the mesh, else it is cooked twice
            hull.convex = true;
            hull.sharedMesh = shape.Hull(piece);
        }
    }
}
