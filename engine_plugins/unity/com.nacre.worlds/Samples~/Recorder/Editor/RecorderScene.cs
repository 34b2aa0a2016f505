using UnityEditor;
using UnityEngine;

/// <summary>GameObject &gt; Nacre &gt; Sample: recorder: on the main camera.</summary>
public static class RecorderScene
{
    /// <summary>Make it.</summary>
    [MenuItem("GameObject/Nacre/Sample: recorder", false, 24)]
    public static void Make()
    {
        var player = new GameObject("Player");
        var eyes = new GameObject("Eyes");
        eyes.transform.SetParent(player.transform, false);
        eyes.AddComponent<Camera>();
        eyes.AddComponent<RecordPlay>().Follow(player.transform);
        Undo.RegisterCreatedObjectUndo(player, "Create Nacre recorder");
        Selection.activeObject = player;
    }
}
