#nullable enable
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEditor;
using UnityEngine;

namespace Nacre.Worlds.Editor
{
    /// <summary>Saves baked ground as a prefab; its mesh, texture, material and navigation go into one asset beside it.</summary>
    internal static class LevelPrefab
    {
        private const float SpawnApart = 6f;

        internal static void Ask(HeightfieldBake bake, ServerState? state)
        {
            var path = EditorUtility.SaveFilePanelInProject("Save the baked ground", "Level", "prefab", "Where to keep the prefab; its mesh is put beside it.");
            if (path.Length > 0) Save(bake, state, path);
        }

        internal static GameObject Save(HeightfieldBake bake, ServerState? state, string path)
        {
            var level = LevelBuilder.Build(bake.Field, state, bake.Centre, SpawnApart);
            var container = AssetDatabase.GenerateUniqueAssetPath(path.Substring(0, path.Length - ".prefab".Length) + ".asset");
            List<Object> parts = LevelBuilder.Parts(level);
            AssetDatabase.CreateAsset(parts[0], container);
            for (var i = 1; i < parts.Count; i++) AssetDatabase.AddObjectToAsset(parts[i], container);
            AssetDatabase.SaveAssets();
            var prefab = PrefabUtility.SaveAsPrefabAsset(level, path);
            Object.DestroyImmediate(level);
            return prefab;
        }
    }
}
