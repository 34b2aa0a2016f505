using Nacre.Worlds;
using UnityEngine;

/// <summary>A doorway in your own scene: through it one sees the generated world, drawn for your own camera; walking through it goes there.</summary>
public sealed class Doorway : MonoBehaviour
{
    [SerializeField] private NacreWorld world;
    [SerializeField] private Renderer door;
    [SerializeField] private Camera view;
    [SerializeField] private float reach = 0.6f;

    private NacreScreen window;
    private bool inside;

    private void Start()
    {
        window = world.gameObject.AddComponent<NacreScreen>();
        window.Target = door;
        window.View = view;
        window.DriveCamera = false;
        window.Mode = ScreenMode.Window;
    }

    private void Update()
    {
        if (inside || (view.transform.position - transform.position).magnitude > reach) return;
        inside = true;
        window.Mode = ScreenMode.Background;
        window.DriveCamera = true;
        world.gameObject.AddComponent<NacreInput>();
    }
}
