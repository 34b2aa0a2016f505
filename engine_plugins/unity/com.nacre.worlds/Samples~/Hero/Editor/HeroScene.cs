using Nacre.Worlds;
using UnityEditor;
using UnityEngine;

/// <summary>GameObject &gt; Nacre &gt; Hero in a village: everything of the sample, wired up, in the open scene.</summary>
public static class HeroScene
{
    /// <summary>Make it.</summary>
    [MenuItem("GameObject/Nacre/Sample: my hero in a village", false, 20)]
    public static void Make()
    {
        var hero = new GameObject("Hero");
        var body = hero.AddComponent<CharacterController>();
        body.height = 1.8f;
        body.radius = 0.3f;
        body.center = new Vector3(0f, 0.9f, 0f);
        body.stepOffset = 0.4f;
        var eyes = new GameObject("Eyes") { tag = "MainCamera" };
        eyes.transform.SetParent(hero.transform, false);
        eyes.transform.localPosition = new Vector3(0f, 1.65f, 0f);
        eyes.AddComponent<Camera>();

        var place = new GameObject("Nacre World");
        var world = place.AddComponent<NacreWorld>();
        world.Prompt = "a village by a lake in the afternoon";
        world.Seed = 7;
        world.WithGeometry = true;
        world.Hero = hero.transform;
        var geometry = place.AddComponent<NacreGeometry>();
        place.AddComponent<NacreEnvironment>();
        // adding a world in the editor brings these along; there are no pictures to show here
        if (place.GetComponent<NacreScreen>() != null) Object.DestroyImmediate(place.GetComponent<NacreScreen>());
        if (place.GetComponent<NacreInput>() == null) place.AddComponent<NacreInput>();
        if (place.GetComponent<NacreOverlay>() == null) place.AddComponent<NacreOverlay>();
        var input = place.GetComponent<NacreInput>();
        hero.AddComponent<HeroWalk>().Wire(geometry, input, eyes.transform);
        Undo.RegisterCreatedObjectUndo(hero, "Create Nacre hero");
        Undo.RegisterCreatedObjectUndo(place, "Create Nacre world");
        Selection.activeObject = place;
    }
}
