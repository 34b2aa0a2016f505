#nullable enable
using UnityEditor;
using UnityEngine;

namespace Nacre.Worlds.Editor
{
    /// <summary>GameObject &gt; Nacre: everything a scene needs to press Play.</summary>
    internal static class CreateMenu
    {
        [MenuItem("GameObject/Nacre/World", false, 10)]
        internal static void World(MenuCommand command)
        {
            var made = Make(command);
            Need<NacreScreen>(made);
            Need<NacreInput>(made);
            Need<NacreOverlay>(made);
        }

        [MenuItem("GameObject/Nacre/World as geometry", false, 11)]
        internal static void Geometry(MenuCommand command)
        {
            var made = Make(command);
            var world = made.GetComponent<NacreWorld>();
            world.WithGeometry = true;
            // adding a world in the editor brings along a screen; there are no pictures to show here
            var screen = made.GetComponent<NacreScreen>();
            if (screen != null) Object.DestroyImmediate(screen);
            Need<NacreGeometry>(made);
            Need<NacreEnvironment>(made);
            Need<NacreInput>(made);
            Need<NacreOverlay>(made);
        }

        private static GameObject Make(MenuCommand command)
        {
            var made = new GameObject("Nacre World");
            GameObjectUtility.SetParentAndAlign(made, command.context as GameObject);
            made.AddComponent<NacreWorld>();
            Undo.RegisterCreatedObjectUndo(made, "Create Nacre World");
            Selection.activeObject = made;
            return made;
        }

        private static void Need<T>(GameObject on) where T : Component
        {
            if (on.GetComponent<T>() == null) on.AddComponent<T>();
        }
    }
}
