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
            var ground = new WalkableGround(field);
            var level = Build(field, ground, state, start, apart, visible, parent);
            LevelNavigation.Mark(level, LevelNavigation.Build(field, ground));
            return level;
        }

        /// <summary>All but the navigation.</summary>
        internal static GameObject Build(Heightfield field, WalkableGround ground, ServerState? state, double[] start, float apart, bool visible, Transform? parent)
        {
            var level = new GameObject("GeneratedLevel");
            // before navigation, which is added where the level stands
            if (parent != null) level.transform.SetParent(parent, false);
            AddGround(level.transform, field, visible);
            AddSpawnPoints(level.transform, field, ground.SpawnPoints(start[0], start[2], apart));
            if (state == null) return level;
            AddPlaces(level.transform, "Characters", state.Entities.Root, "slot");
            AddPlaces(level.transform, "Things", state.Objects.Root, "id");
            return level;
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

        private static void AddGround(Transform level, Heightfield field, bool visible)
        {
            var ground = Child(level, "Ground");
            var mesh = LevelMesh.Make(field);
            ground.AddComponent<MeshFilter>().sharedMesh = mesh;
            ground.AddComponent<MeshCollider>().sharedMesh = mesh;
            var drawn = ground.AddComponent<MeshRenderer>();
            // colours were seen with the world's own light on them, so they are shown as they are; in every pipeline, and in players, which have no default material
            var shader = NacreShaders.Find(NacreShaders.Ground);
            drawn.enabled = visible && shader != null;
            if (shader == null) return;
            drawn.sharedMaterial = new Material(shader) { name = "Nacre level" };
            drawn.sharedMaterial.mainTexture = LevelMesh.Colours(field);
        }

        private static void AddSpawnPoints(Transform level, Heightfield field, List<(int Column, int Row)> places)
        {
            var holder = Child(level, "SpawnPoints").transform;
            for (var i = 0; i < places.Count; i++)
            {
                field.Place(places[i].Column, places[i].Row, out var x, out var z);
                Child(holder, "Spawn" + i.ToString(CultureInfo.InvariantCulture)).transform.localPosition = Axes.Point(x, field[places[i].Column, places[i].Row], z);
            }
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
