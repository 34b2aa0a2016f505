using System;

namespace UnityEngine
{
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

    [Page("MeshColliderCookingOptions")] [Flags] public enum MeshColliderCookingOptions { UseFastMidphase = 16 }

    [Page("MeshCollider")] public sealed class MeshCollider : Collider
    {
        [Page("MeshCollider-sharedMesh")] public Mesh sharedMesh { get; set; }
        [Page("MeshCollider-convex")] public bool convex { get; set; }
        [Page("MeshCollider-cookingOptions")] public MeshColliderCookingOptions cookingOptions { get; set; }
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
