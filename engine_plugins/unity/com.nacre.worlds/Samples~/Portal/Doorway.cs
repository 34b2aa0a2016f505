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
    private NacreInput controls;
    private bool inside;

    /// <summary>What the scene's menu item wires up.</summary>
    public void Wire(NacreWorld to, Renderer shown, Camera from)
    {
        world = to;
        door = shown;
        view = from;
    }

    private void Start()
    {
        window = world.GetComponentInChildren<NacreScreen>();
        if (window == null) window = world.gameObject.AddComponent<NacreScreen>();
        controls = world.GetComponentInChildren<NacreInput>();
        if (controls == null) controls = world.gameObject.AddComponent<NacreInput>();
        // outside, the keys are your own game's
        controls.enabled = false;
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
        controls.enabled = true;
        // the server draws from the player's eyes again
        world.Connection.ViewFrom(null);
    }
}
