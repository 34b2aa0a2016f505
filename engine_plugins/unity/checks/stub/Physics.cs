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

    [Page("CharacterController")] public sealed class CharacterController : Collider
    {
        [Page("CharacterController-isGrounded")] public bool isGrounded { get; [ForTests] set; } = true;
    }
}
