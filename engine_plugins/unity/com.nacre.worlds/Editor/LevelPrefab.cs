#nullable enable
using Nacre.Worlds.Wire;
using UnityEditor;
using UnityEngine;

namespace Nacre.Worlds.Editor
{
    /// <summary>Saves baked ground as a prefab with its mesh beside it.</summary>
    internal static class LevelPrefab
    {
        private const float SpawnApart = 4f;

        internal static void Save(Heightfield field)
        {
            var path = EditorUtility.SaveFilePanelInProject("Save the baked ground", "Level", "prefab", "Where to keep the prefab; its mesh is put beside it.");
            if (path.Length > 0) Save(field, path);
        }

        internal static void Save(Heightfield field, string path)
        {
            var level = LevelMesh.MakeObject(field, SpawnApart);
            AssetDatabase.CreateAsset(level.GetComponent<MeshFilter>().sharedMesh, AssetDatabase.GenerateUniqueAssetPath(path.Substring(0, path.Length - ".prefab".Length) + ".asset"));
            PrefabUtility.SaveAsPrefabAsset(level, path);
            Object.DestroyImmediate(level);
        }
    }
}
