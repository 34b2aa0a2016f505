using System.Collections.Generic;
using UnityEngine;
using UnityEngine.AI;

namespace UnityEngine.AI
{
    [Page("AI.NavMeshBuildSourceShape")] public enum NavMeshBuildSourceShape { Mesh = 0 }

    [Page("AI.NavMeshCollectGeometry")] public enum NavMeshCollectGeometry { PhysicsColliders = 1 }

    [Page("AI.NavMeshBuildSettings")] public struct NavMeshBuildSettings { }

    [Page("AI.NavMeshBuildSource")]
    public struct NavMeshBuildSource
    {
        [Page("AI.NavMeshBuildSource-shape")] public NavMeshBuildSourceShape shape { get; set; }
        [Page("AI.NavMeshBuildSource-sourceObject")] public Object sourceObject { get; set; }
        [Page("AI.NavMeshBuildSource-transform")] public Matrix4x4 transform { get; set; }
        [Page("AI.NavMeshBuildSource-area")] public int area { get; set; }
    }

    [Page("AI.NavMeshData")]
    public sealed class NavMeshData : Object
    {
        [ForTests] public int Triangles;
        [ForTests] public Bounds Within;
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
            // reads the mesh when it is asked how far it is, three frames later: it must still be there
            var mesh = (Mesh)sources[0].sourceObject;
            return new AsyncOperation(3, () =>
            {
                data.Triangles = mesh != null ? mesh.Triangles.Count / 3 : 0;
                data.Within = localBounds;
            });
        }
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
