#nullable enable
using System;
using System.Collections;
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;
using UnityEngine.AI;

namespace Nacre.Worlds
{
    /// <summary>Measures of whoever finds its way.</summary>
    internal struct NavigationOptions
    {
        internal bool Wanted;
        internal int Agent;
        internal float Radius;
        internal float Height;
        internal float Climb;
    }

    /// <summary>Where agents can walk around the hero: one navigation mesh of all chunks that are solid, made beside the game from ground, boxes and hulls whenever these
    /// change. One, since meshes of neighbours would not be joined; it is made of tiles, of which only those are built anew in which something changed. Doors are
    /// left out: the world opens them. Deep water is no way.</summary>
    internal sealed class WorldNavigation : IDisposable
    {
        // a door is ten of them wide
        private const float Voxel = 0.1f;
        // 16 m, so a chunk is four tiles
        private const int TileVoxels = 160;
        private const float Wade = 0.5f;
        private const float Deep = 30f;
        private const float Room = 4f;
        private const int NotWalkable = 1;

        private readonly GeometryScene scene;
        private readonly NavigationOptions options;
        private readonly List<NavMeshBuildSource> sources = new List<NavMeshBuildSource>();
        private readonly HashSet<(int, int)> coming = new HashSet<(int, int)>();
        private readonly HashSet<(int, int)> built = new HashSet<(int, int)>();
        private NavMeshData? data;
        private NavMeshDataInstance instance;
        private AsyncOperation? work;
        private Bounds bounds;
        private long edition = -1;

        internal WorldNavigation(GeometryScene scene, NavigationOptions options)
        {
            this.scene = scene;
            this.options = options;
        }

        /// <summary>Whether it is being built.</summary>
        internal bool IsBuilding => work != null;

        /// <summary>Whether what is built is what there is.</summary>
        internal bool IsCurrent => !options.Wanted || (work == null && edition == scene.SolidEdition);

        internal bool Has(int x, int z)
        {
            return built.Contains((x, z));
        }

        /// <summary>Take what was built; true when there is something new. Call every frame.</summary>
        internal bool Take()
        {
            if (work == null || !work.isDone) return false;
            work = null;
            built.Clear();
            built.UnionWith(coming);
            return true;
        }

        /// <summary>Gather what is solid, a piece each step, and have it built.</summary>
        internal IEnumerator Build(List<ChunkView> chunks)
        {
            edition = scene.SolidEdition;
            sources.Clear();
            coming.Clear();
            bounds = default;
            var root = scene.Root;
            foreach (var chunk in chunks)
            {
                if (!chunk.IsSolid || chunk.Ground == null) continue;
                var any = coming.Count > 0;
                coming.Add((chunk.X, chunk.Z));
                AddGround(chunk, root, any);
                yield return null;
                foreach (var thing in chunk.Data.Things)
                {
                    if (scene.Gone.Contains(thing.Id) || !scene.Shapes.TryGetValue(thing.Shape, out var shape) || !shape.IsSolid) continue;
                    AddThing(shape, root * Place.Of(thing).Matrix);
                    yield return null;
                }
            }

            if (data == null)
            {
                data = new NavMeshData { name = "Nacre navigation", hideFlags = HideFlags.HideAndDontSave };
                instance = NavMesh.AddNavMeshData(data);
            }

            work = NavMeshBuilder.UpdateNavMeshDataAsync(data, Settings(), sources, bounds);
            scene.Solids.Reader = work;
        }

        /// <summary>The world is another one, or stands elsewhere.</summary>
        internal void Clear()
        {
            if (data != null && work != null) NavMeshBuilder.Cancel(data);
            work = null;
            scene.Solids.Reader = null;
            if (instance.valid) instance.Remove();
            Discard.Free(data);
            data = null;
            edition = -1;
            built.Clear();
        }

        public void Dispose()
        {
            Clear();
        }

        private NavMeshBuildSettings Settings()
        {
            var settings = NavMesh.GetSettingsByID(options.Agent);
            settings.agentRadius = options.Radius;
            settings.agentHeight = options.Height;
            settings.agentClimb = options.Climb;
            settings.overrideVoxelSize = settings.overrideTileSize = true;
            settings.voxelSize = Voxel;
            settings.tileSize = TileVoxels;
            return settings;
        }

        private void AddGround(ChunkView chunk, Matrix4x4 root, bool any)
        {
            var ground = chunk.Ground!;
            var at = root * Matrix4x4.TRS(chunk.Corner, Quaternion.identity, Vector3.one);
            sources.Add(new NavMeshBuildSource { shape = NavMeshBuildSourceShape.Mesh, sourceObject = ground.Walked!, transform = at, area = 0 });
            var reach = new Bounds(at.MultiplyPoint3x4(ground.Extent.center), Turned(at, ground.Extent.size));
            // houses stand on it
            reach.Expand(2f * Room);
            if (any) bounds.Encapsulate(reach);
            else bounds = reach;
            if (!chunk.Data.Wet) return;
            var middle = new Vector3(0.5f * ChunkData.Edge, chunk.Data.Water - Wade - 0.5f * Deep, -0.5f * ChunkData.Edge);
            var size = new Vector3(ChunkData.Edge, Deep, ChunkData.Edge);
            sources.Add(new NavMeshBuildSource { shape = NavMeshBuildSourceShape.ModifierBox, size = size, transform = at * Matrix4x4.TRS(middle, Quaternion.identity, Vector3.one), area = NotWalkable });
        }

        private void AddThing(ShapeView shape, Matrix4x4 at)
        {
            for (var i = 0; i < shape.Data.Colliders.Length; i++)
            {
                var piece = shape.Data.Colliders[i];
                // what moves is no wall, nor ground
                if (piece.Group != 0 && shape.IsSeen(piece.Group)) continue;
                if (piece.IsBox)
                {
                    var turn = new Quaternion(piece.Turn[0], piece.Turn[1], piece.Turn[2], piece.Turn[3]);
                    var place = at * Matrix4x4.TRS(Place.Vector(piece.Middle), turn, Vector3.one);
                    sources.Add(new NavMeshBuildSource { shape = NavMeshBuildSourceShape.Box, size = Place.Vector(piece.Half) * 2f, transform = place, area = 0 });
                    var size = Turned(place, Place.Vector(piece.Half) * 2f);
                    bounds.Encapsulate(new Bounds(place.MultiplyPoint3x4(Vector3.zero), new Vector3(0.01f, size.y + 2f * Room, 0.01f)));
                }
                else
                {
                    sources.Add(new NavMeshBuildSource { shape = NavMeshBuildSourceShape.Mesh, sourceObject = shape.Hull(i), transform = at, area = 0 });
                }
            }
        }

        /// <summary>Size of the box, along the scene's axes, around a box that is turned.</summary>
        private static Vector3 Turned(Matrix4x4 by, Vector3 size)
        {
            return new Vector3(
                Math.Abs(by.m00) * size.x + Math.Abs(by.m01) * size.y + Math.Abs(by.m02) * size.z,
                Math.Abs(by.m10) * size.x + Math.Abs(by.m11) * size.y + Math.Abs(by.m12) * size.z,
                Math.Abs(by.m20) * size.x + Math.Abs(by.m21) * size.y + Math.Abs(by.m22) * size.z);
        }
    }
}
