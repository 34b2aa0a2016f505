#nullable enable
using System.Collections.Generic;
using System.Globalization;
using Nacre.Worlds.Wire;
using UnityEngine;
using UnityEngine.AI;
using UnityEngine.Rendering;

namespace Nacre.Worlds
{
    /// <summary>Ordinary scene content from a height field: ground with its collider, navigation, spawn points, places of characters and things. What it
    /// makes needs no server, and has the names that the Godot plugin gives.</summary>
    public static class LevelBuilder
    {
        /// <summary>Build it around where the player stands, below <paramref name="parent"/> when there is one. <paramref name="state"/> gives the places of characters and things, null for none;
        /// <paramref name="apart"/> is the least distance of spawn points, metres.</summary>
        public static GameObject Build(Heightfield field, ServerState? state, double[] start, float apart, bool visible = true, Transform? parent = null)
        {
            var shape = new LevelShape(field, new WalkableGround(field), start, apart);
            var level = Begin(state, parent);
            Finish(level, shape, LevelMesh.Whole(shape), visible);
            LevelNavigation.Mark(level, LevelNavigation.Build(shape));
            return level;
        }

        /// <summary>Where the level stands, and what stands on it.</summary>
        internal static GameObject Begin(ServerState? state, Transform? parent)
        {
            var level = new GameObject("GeneratedLevel");
            // before navigation, which is added where the level stands
            if (parent != null) level.transform.SetParent(parent, false);
            if (state == null) return level;
            AddPlaces(level.transform, "Characters", state.Entities.Root, "slot");
            AddPlaces(level.transform, "Things", state.Objects.Root, "id");
            return level;
        }

        /// <summary>All else but the navigation. A <paramref name="mesh"/> that has been cooked costs the collider nothing.</summary>
        internal static void Finish(GameObject level, LevelShape shape, Mesh mesh, bool visible)
        {
            AddGround(level.transform, shape, mesh, visible);
            AddSpawnPoints(level.transform, shape.Spawns);
        }

        /// <summary>Everything a level holds that is no GameObject: mesh, texture, material, navigation. Free it with the level, or save it as assets.</summary>
        public static List<Object> Parts(GameObject level)
        {
            var parts = new List<Object>();
            var ground = level.transform.Find("Ground");
            if (ground != null)
            {
                parts.Add(ground.gameObject.GetComponent<MeshFilter>().sharedMesh);
                var material = ground.gameObject.GetComponent<MeshRenderer>().sharedMaterial;
                if (material != null)
                {
                    if (material.mainTexture != null) parts.Add(material.mainTexture);
                    parts.Add(material);
                }
            }

            NavMeshData? data = LevelNavigation.Of(level);
            if (data != null) parts.Add(data);
            return parts;
        }

        private static void AddGround(Transform level, LevelShape shape, Mesh mesh, bool visible)
        {
            var ground = Child(level, "Ground");
            ground.AddComponent<MeshFilter>().sharedMesh = mesh;
            ground.AddComponent<MeshCollider>().sharedMesh = mesh;
            var drawn = ground.AddComponent<MeshRenderer>();
            // colours were seen with the world's own light on them, so they are shown as they are; in every pipeline, and in players, which have no default material
            var shader = NacreShaders.Find(NacreShaders.Ground);
            drawn.enabled = visible && shader != null;
            if (shader == null) return;
            drawn.sharedMaterial = new Material(shader) { name = "Nacre level" };
            drawn.sharedMaterial.mainTexture = LevelMesh.Colours(shape);
        }

        private static void AddSpawnPoints(Transform level, List<Vector3> places)
        {
            var holder = Child(level, "SpawnPoints").transform;
            for (var i = 0; i < places.Count; i++) Child(holder, "Spawn" + i.ToString(CultureInfo.InvariantCulture)).transform.localPosition = places[i];
        }

        private static void AddPlaces(Transform level, string title, MsgpackNode listed, string key)
        {
            var holder = Child(level, title).transform;
            var position = new double[3];
            foreach (var info in listed)
            {
                if (!info["position"].Numbers(position)) continue;
                var name = info[key].Kind == MsgpackKind.String ? info[key].Text() : info[key].Integer().ToString(CultureInfo.InvariantCulture);
                var place = Child(holder, info["class"].Text() + "_" + name).transform;
                place.localPosition = Axes.Point(position[0], position[1], position[2]);
                place.localRotation = Axes.Rotation(info["yaw"].Number(), 0);
            }
        }

        private static GameObject Child(Transform parent, string name)
        {
            var child = new GameObject(name);
            child.transform.SetParent(parent, false);
            return child;
        }
    }
}
