using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;

namespace UnityEngine
{
    [Page("LayerMask")] public struct LayerMask
    {
        private int mask;
        [Page("LayerMask-operator_int")] public static implicit operator int(LayerMask mask) => mask.mask;
        [Page("LayerMask-operator_LayerMask")] public static implicit operator LayerMask(int intVal) => new LayerMask { mask = intVal };
    }

    [Page("QueryTriggerInteraction")] public enum QueryTriggerInteraction { Ignore = 1 }

    [Page("RaycastHit")] public struct RaycastHit
    {
        [Page("RaycastHit-point")] public Vector3 point { get; [ForTests] set; }
    }

    [Page("Physics")] public static class Physics
    {
        [ForTests] public static readonly ConcurrentDictionary<(int, bool), int> Cooked = new ConcurrentDictionary<(int, bool), int>();

        /// <summary>Meshes that a collider had to cook itself, on the main thread.</summary>
        [ForTests] public static readonly List<string> CookedLate = new List<string>();

        /// <summary>A flat roof: least and greatest corner seen from above, and height.</summary>
        [ForTests] public static (Vector2 Low, Vector2 High, float Height, int Layer)? Roof;

#if UNITY_6000_4_OR_NEWER
        [Page("Physics.BakeMesh")] public static void BakeMesh(EntityId meshID, bool convex) => Cook(meshID.Number, convex);
#else
        [Page("Physics.BakeMesh")] public static void BakeMesh(int meshID, bool convex) => Cook(meshID, convex);
#endif

        [Page("Physics.Raycast")]
        public static bool Raycast(Vector3 origin, Vector3 direction, out RaycastHit hitInfo, float maxDistance, int layerMask, QueryTriggerInteraction queryTriggerInteraction)
        {
            hitInfo = default;
            if (!(Roof is (Vector2, Vector2, float, int) roof) || (layerMask >> roof.Layer & 1) == 0) return false;
            if (origin.x < roof.Low.x || origin.x > roof.High.x || origin.z < roof.Low.y || origin.z > roof.High.y) return false;
            hitInfo.point = new Vector3(origin.x, roof.Height, origin.z);
            return origin.y > roof.Height && origin.y - roof.Height <= maxDistance;
        }

        [ForTests] public static void Forget()
        {
            Cooked.Clear();
            CookedLate.Clear();
            Roof = null;
        }

        internal static void Taken(Mesh mesh, bool convex)
        {
            if (mesh != null && !Cooked.ContainsKey((mesh.Number, convex))) CookedLate.Add(mesh.name + (convex ? ", convex" : string.Empty));
        }

        // the same mesh on two threads is undefined behaviour
        private static void Cook(int mesh, bool convex)
        {
            if (!Cooked.TryAdd((mesh, convex), Thread.CurrentThread.ManagedThreadId)) throw new InvalidOperationException("cooked twice");
        }
    }

    [Page("Collider")] public class Collider : Component
    {
        [Page("Collider-isTrigger")] public bool isTrigger { get; set; }
        [Page("Collider-enabled")] public bool enabled { get; set; } = true;
    }

    [Page("BoxCollider")] public sealed class BoxCollider : Collider
    {
        [Page("BoxCollider-center")] public Vector3 center { get; set; }
        [Page("BoxCollider-size")] public Vector3 size { get; set; }
    }

    [Page("MeshCollider")] public sealed class MeshCollider : Collider
    {
        private Mesh mesh;

        [Page("MeshCollider-sharedMesh")] public Mesh sharedMesh
        {
            get => mesh;
            set
            {
                mesh = value;
                Physics.Taken(value, convex);
            }
        }

        [Page("MeshCollider-convex")] public bool convex { get; set; }
    }

    [Page("CollisionFlags")] public enum CollisionFlags { [ForTests] None = 0 }

    [Page("CharacterController")] public sealed class CharacterController : Collider
    {
        [Page("CharacterController-height")] public float height { get; set; }
        [Page("CharacterController-radius")] public float radius { get; set; }
        [Page("CharacterController-center")] public Vector3 center { get; set; }
        [Page("CharacterController-stepOffset")] public float stepOffset { get; set; }

        // nothing is in the way here
        [Page("CharacterController.Move")] public CollisionFlags Move(Vector3 motion)
        {
            transform.position = transform.position + motion;
            return default;
        }

        [Page("CharacterController-isGrounded")] public bool isGrounded { get; [ForTests] set; } = true;
    }
}
