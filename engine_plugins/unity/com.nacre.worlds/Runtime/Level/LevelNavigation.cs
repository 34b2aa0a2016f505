#nullable enable
using System.Collections.Generic;
using UnityEngine;
using UnityEngine.AI;
#if NACRE_AI_NAVIGATION
using Unity.AI.Navigation;
#endif

namespace Nacre.Worlds
{
    /// <summary>Lets agents walk on baked ground: builds the navigation mesh of what can be walked on and marks a level with it. With the AI Navigation package
    /// the mark is its own NavMeshSurface, which can be baked again in its inspector; without, a <see cref="NacreNavigation"/>.</summary>
    public static class LevelNavigation
    {
        private const float Room = 4f;

        /// <summary>Navigation data for the project's first agent type, in the local space of the world.</summary>
        internal static NavMeshData Build(LevelShape shape)
        {
            var mesh = LevelMesh.Walkable(shape);
            var data = NavMeshBuilder.BuildNavMeshData(NavMesh.GetSettingsByIndex(0), Sources(mesh), Bounds(mesh), Vector3.zero, Quaternion.identity);
            data.name = "Nacre navigation";
            Discard.Free(mesh);
            return data;
        }

        /// <summary>The same, made beside the game: the data is whole once <paramref name="work"/> is done, until when <paramref name="mesh"/> must stay.</summary>
        internal static NavMeshData Begin(LevelShape shape, out AsyncOperation work, out Mesh mesh)
        {
            mesh = LevelMesh.Walkable(shape);
            var data = new NavMeshData { name = "Nacre navigation" };
            work = NavMeshBuilder.UpdateNavMeshDataAsync(data, NavMesh.GetSettingsByIndex(0), Sources(mesh), Bounds(mesh));
            return data;
        }

        private static List<NavMeshBuildSource> Sources(Mesh mesh)
        {
            return new List<NavMeshBuildSource> { new NavMeshBuildSource { shape = NavMeshBuildSourceShape.Mesh, sourceObject = mesh, transform = Matrix4x4.identity, area = 0 } };
        }

        private static Bounds Bounds(Mesh mesh)
        {
            var bounds = mesh.bounds;
            bounds.Expand(Room);
            return bounds;
        }

        /// <summary>Put the mark on a level.</summary>
        public static void Mark(GameObject level, NavMeshData data)
        {
#if NACRE_AI_NAVIGATION
            var surface = level.AddComponent<NavMeshSurface>();
            surface.collectObjects = CollectObjects.Children;
            surface.useGeometry = NavMeshCollectGeometry.PhysicsColliders;
            surface.navMeshData = data;
            surface.AddData();
#else
            level.AddComponent<NacreNavigation>().Data = data;
#endif
        }

        /// <summary>The data a level is marked with; null when it is not.</summary>
        public static NavMeshData? Of(GameObject level)
        {
#if NACRE_AI_NAVIGATION
            var surface = level.GetComponent<NavMeshSurface>();
            return surface != null ? surface.navMeshData : null;
#else
            var mark = level.GetComponent<NacreNavigation>();
            return mark != null ? mark.Data : null;
#endif
        }
    }
}
