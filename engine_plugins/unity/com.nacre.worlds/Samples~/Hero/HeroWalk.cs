using Nacre.Worlds;
using UnityEngine;

/// <summary>A hero of your own in a generated world: Unity's CharacterController walks on the world's colliders, swims in its water, and is the player on the server.</summary>
[RequireComponent(typeof(CharacterController))]
public sealed class HeroWalk : MonoBehaviour
{
    [SerializeField] private NacreGeometry geometry;
    [SerializeField] private NacreInput input;
    [SerializeField] private Transform head;
    [SerializeField] private float walking = 3.5f;
    [SerializeField] private float running = 6f;
    [SerializeField] private float jumpHeight = 1.1f;
    [SerializeField] private float gravity = 12f;

    private CharacterController body;
    private float falling;
    private float pitch;
    private int waters;

    /// <summary>Whether it is in water.</summary>
    public bool IsSwimming => waters > 0;

    /// <summary>What the scene's menu item wires up.</summary>
    public void Wire(NacreGeometry world, NacreInput keys, Transform eyes)
    {
        geometry = world;
        input = keys;
        head = eyes;
    }

    private void Awake()
    {
        body = GetComponent<CharacterController>();
    }

    private void Update()
    {
        input.TakeTurn(out var left, out var up);
        pitch = Mathf.Clamp(pitch - up * Mathf.Rad2Deg, -80f, 80f);
        transform.rotation = transform.rotation * Quaternion.Euler(0f, -left * Mathf.Rad2Deg, 0f);
        head.localRotation = Quaternion.Euler(pitch, 0f, 0f);
        // until the ground is solid, there is nothing to stand on
        if (!geometry.IsWalkable(transform.position)) return;
        var speed = input.Sprint ? running : walking;
        if (IsSwimming) speed *= 0.5f;
        if (body.isGrounded) falling = input.Jump ? -Mathf.Sqrt(2f * gravity * jumpHeight) : 0.5f;
        else falling += gravity * Time.deltaTime;
        if (IsSwimming) falling = input.Jump ? -1.5f : Mathf.Clamp(falling, -1.5f, 1f);
        var ahead = transform.rotation * new Vector3(input.Move.x * speed, -falling, input.Move.y * speed);
        body.Move(ahead * Time.deltaTime);
    }

    private void OnTriggerEnter(Collider other)
    {
        if (other.GetComponent<NacreWater>() != null) waters++;
    }

    private void OnTriggerExit(Collider other)
    {
        if (other.GetComponent<NacreWater>() != null) waters--;
    }
}
