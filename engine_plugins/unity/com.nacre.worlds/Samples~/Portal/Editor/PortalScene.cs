using Nacre.Worlds;
using UnityEditor;
using UnityEngine;

/// <summary>GameObject &gt; Nacre &gt; Sample: portal: a world, and a door to it before the main camera.</summary>
public static class PortalScene
{
    /// <summary>Make it.</summary>
    [MenuItem("GameObject/Nacre/Sample: portal", false, 22)]
    public static void Make()
    {
        var place = new GameObject("Nacre World");
        var world = place.AddComponent<NacreWorld>();
        var door = GameObject.CreatePrimitive(PrimitiveType.Quad);
        door.name = "Door";
        door.transform.localPosition = new Vector3(0f, 1f, 0f);
        door.transform.localScale = new Vector3(1f, 2f, 1f);
        door.AddComponent<Doorway>().Wire(world, door.GetComponent<MeshRenderer>(), Camera.main);
        Undo.RegisterCreatedObjectUndo(place, "Create Nacre world");
        Undo.RegisterCreatedObjectUndo(door, "Create Nacre door");
        Selection.activeObject = door;
    }
}
