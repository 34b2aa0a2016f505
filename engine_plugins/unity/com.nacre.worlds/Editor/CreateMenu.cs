#nullable enable
using UnityEditor;
using UnityEngine;

namespace Nacre.Worlds.Editor
{
    /// <summary>GameObject &gt; Nacre &gt; World: everything a scene needs to press Play.</summary>
    internal static class CreateMenu
    {
        [MenuItem("GameObject/Nacre/World", false, 10)]
        internal static void World(MenuCommand command)
        {
            var made = new GameObject("Nacre World");
            GameObjectUtility.SetParentAndAlign(made, command.context as GameObject);
            made.AddComponent<NacreWorld>();
            if (made.GetComponent<NacreScreen>() == null) made.AddComponent<NacreScreen>();
            if (made.GetComponent<NacreInput>() == null) made.AddComponent<NacreInput>();
            if (made.GetComponent<NacreOverlay>() == null) made.AddComponent<NacreOverlay>();
            Undo.RegisterCreatedObjectUndo(made, "Create Nacre World");
            Selection.activeObject = made;
        }
    }
}
