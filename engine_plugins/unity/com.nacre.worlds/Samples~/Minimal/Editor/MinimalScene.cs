using UnityEditor;
using UnityEngine;

/// <summary>GameObject &gt; Nacre &gt; Sample: minimal.</summary>
public static class MinimalScene
{
    /// <summary>Make it.</summary>
    [MenuItem("GameObject/Nacre/Sample: minimal", false, 21)]
    public static void Make()
    {
        var made = new GameObject("Minimal world");
        made.AddComponent<MinimalWorld>();
        Undo.RegisterCreatedObjectUndo(made, "Create Nacre sample");
        Selection.activeObject = made;
    }
}
