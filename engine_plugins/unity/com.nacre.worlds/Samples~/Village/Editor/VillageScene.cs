using Nacre.Worlds;
using UnityEditor;
using UnityEngine;

/// <summary>GameObject &gt; Nacre &gt; Sample: village to come back to.</summary>
public static class VillageScene
{
    /// <summary>Make it.</summary>
    [MenuItem("GameObject/Nacre/Sample: village to come back to", false, 23)]
    public static void Make()
    {
        var place = new GameObject("Nacre World");
        var world = place.AddComponent<NacreWorld>();
        // adding a world in the editor may have brought these along
        if (place.GetComponent<NacreScreen>() == null) place.AddComponent<NacreScreen>();
        if (place.GetComponent<NacreInput>() == null) place.AddComponent<NacreInput>();
        if (place.GetComponent<NacreOverlay>() == null) place.AddComponent<NacreOverlay>();
        var level = place.AddComponent<NacreLevel>();
        var ball = GameObject.CreatePrimitive(PrimitiveType.Sphere);
        ball.name = "Ball";
        place.AddComponent<VillageGame>().Wire(world, level, ball.AddComponent<Rigidbody>());
        Undo.RegisterCreatedObjectUndo(place, "Create Nacre village");
        Undo.RegisterCreatedObjectUndo(ball, "Create ball");
        Selection.activeObject = place;
    }
}
