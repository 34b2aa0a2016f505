using System.Collections.Generic;
using UnityEngine;
using UnityEngine.AI;

namespace UnityEngine.AI
{
    [Page("AI.NavMeshBuildSourceShape")] public enum NavMeshBuildSourceShape { Mesh = 0, Box = 2, ModifierBox = 5 }

    [Page("AI.NavMeshCollectGeometry")] public enum NavMeshCollectGeometry { PhysicsColliders = 1 }

    [Page("AI.NavMeshBuildSettings")] public struct NavMeshBuildSettings
    {
        [ForTests] public int agentTypeID { get; set; }
        [Page("AI.NavMeshBuildSettings-agentRadius")] public float agentRadius { get; set; }
        [Page("AI.NavMeshBuildSettings-agentHeight")] public float agentHeight { get; set; }
        [Page("AI.NavMeshBuildSettings-agentClimb")] public float agentClimb { get; set; }
        [Page("AI.NavMeshBuildSettings-overrideVoxelSize")] public bool overrideVoxelSize { get; set; }
        [Page("AI.NavMeshBuildSettings-voxelSize")] public float voxelSize { get; set; }
        [Page("AI.NavMeshBuildSettings-overrideTileSize")] public bool overrideTileSize { get; set; }
        [Page("AI.NavMeshBuildSettings-tileSize")] public int tileSize { get; set; }
    }

    [Page("AI.NavMeshBuildSource")]
    public struct NavMeshBuildSource
    {
        [Page("AI.NavMeshBuildSource-shape")] public NavMeshBuildSourceShape shape { get; set; }
        [Page("AI.NavMeshBuildSource-sourceObject")] public Object sourceObject { get; set; }
        [Page("AI.NavMeshBuildSource-size")] public Vector3 size { get; set; }
        [Page("AI.NavMeshBuildSource-transform")] public Matrix4x4 transform { get; set; }
        [Page("AI.NavMeshBuildSource-area")] public int area { get; set; }
    }

    [Page("AI.NavMeshData")]
    public sealed class NavMeshData : Object
    {
        [ForTests] public int Triangles;
        [ForTests] public Bounds Within;
        [ForTests] public int Builds;
        [ForTests] public bool Cancelled;
        [ForTests] public NavMeshBuildSettings Settings;
        [ForTests] public List<NavMeshBuildSource> Sources = new List<NavMeshBuildSource>();
    }

    [Page("AI.NavMeshDataInstance")]
    public struct NavMeshDataInstance
    {
        internal int Number;
        [Page("AI.NavMeshDataInstance-valid")] public bool valid => NavMesh.Added.ContainsKey(Number);
        [Page("AI.NavMeshDataInstance.Remove")] public void Remove() => NavMesh.Added.Remove(Number);
    }

    [Page("AI.NavMesh")]
    public static class NavMesh
    {
        private static int last;
        [ForTests] public static readonly Dictionary<int, Vector3> Added = new Dictionary<int, Vector3>();
        [Page("AI.NavMesh.GetSettingsByIndex")] public static NavMeshBuildSettings GetSettingsByIndex(int index) => default;

        [Page("AI.NavMesh.GetSettingsByID")] public static NavMeshBuildSettings GetSettingsByID(int agentTypeID) => new NavMeshBuildSettings { agentTypeID = agentTypeID };

        [Page("AI.NavMesh.AddNavMeshData")] public static NavMeshDataInstance AddNavMeshData(NavMeshData navMeshData) => AddNavMeshData(navMeshData, Vector3.zero, Quaternion.identity);

        [Page("AI.NavMesh.AddNavMeshData")]
        public static NavMeshDataInstance AddNavMeshData(NavMeshData navMeshData, Vector3 position, Quaternion rotation)
        {
            Added.Add(++last, position);
            return new NavMeshDataInstance { Number = last };
        }
    }

    [Page("AI.NavMeshBuilder")]
    public static class NavMeshBuilder
    {
        // No voxels here: how much there is to walk on, and within what.
        [Page("AI.NavMeshBuilder.BuildNavMeshData")]
        public static NavMeshData BuildNavMeshData(NavMeshBuildSettings buildSettings, List<NavMeshBuildSource> sources, Bounds localBounds, Vector3 position, Quaternion rotation)
        {
            return new NavMeshData { Triangles = ((Mesh)sources[0].sourceObject).Triangles.Count / 3, Within = localBounds };
        }

        [Page("AI.NavMeshBuilder.UpdateNavMeshDataAsync")]
        public static AsyncOperation UpdateNavMeshDataAsync(NavMeshData data, NavMeshBuildSettings buildSettings, List<NavMeshBuildSource> sources, Bounds localBounds)
        {
            // reads the meshes when it is asked how far it is, three frames later: they must still be there
            var taken = new List<NavMeshBuildSource>(sources);
            return new AsyncOperation(3, () =>
            {
                data.Triangles = 0;
                foreach (var one in taken)
                {
                    if (one.shape != NavMeshBuildSourceShape.Mesh) continue;
                    if (one.sourceObject == null && !data.Cancelled) throw new System.InvalidOperationException("a mesh of the navigation is gone");
                    data.Triangles += one.sourceObject != null ? ((Mesh)one.sourceObject).Triangles.Count / 3 : 0;
                }

                data.Builds++;
                data.Sources = taken;
                data.Settings = buildSettings;
                data.Within = localBounds;
            });
        }

        [Page("AI.NavMeshBuilder.Cancel")] public static void Cancel(NavMeshData data) => data.Cancelled = true;
    }
}

namespace Unity.AI.Navigation
{
    [Page("ai.navigation@1.1/Unity.AI.Navigation.CollectObjects")] public enum CollectObjects { Children = 2 }

    [Page("ai.navigation@1.1/Unity.AI.Navigation.NavMeshSurface")]
    public sealed class NavMeshSurface : MonoBehaviour
    {
        private NavMeshDataInstance instance;
        [Page("ai.navigation@1.1/Unity.AI.Navigation.NavMeshSurface")] public CollectObjects collectObjects { get; set; }
        [Page("ai.navigation@1.1/Unity.AI.Navigation.NavMeshSurface")] public NavMeshCollectGeometry useGeometry { get; set; }
        [Page("ai.navigation@1.1/Unity.AI.Navigation.NavMeshSurface")] public NavMeshData navMeshData { get; set; }
        [Page("ai.navigation@1.1/Unity.AI.Navigation.NavMeshSurface")] public void AddData() => instance = NavMesh.AddNavMeshData(navMeshData, transform.position, transform.rotation);
        private void OnDisable() => instance.Remove();
    }
}
