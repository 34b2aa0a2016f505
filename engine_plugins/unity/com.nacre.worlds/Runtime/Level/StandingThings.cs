#nullable enable
using System;
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>Instances for the things of a world that stand where they are.</summary>
    internal sealed class StandingThings
    {
        private readonly Dictionary<string, GameObject> shown = new Dictionary<string, GameObject>();
        private readonly HashSet<string> seen = new HashSet<string>();
        private readonly List<string> gone = new List<string>();
        private readonly double[] position = new double[3];

        internal int Count => shown.Count;

        /// <summary>Make what came near, destroy what is no longer listed.</summary>
        internal void Take(MsgpackNode listed, List<EntityPrefab> prefabs, bool scale, Transform parent, Action<string, GameObject, MsgpackNode>? spawned)
        {
            seen.Clear();
            foreach (var thing in listed)
            {
                var prefab = EntityPrefab.Find(prefabs, thing["class"]);
                if (prefab == null || !thing["position"].Numbers(position)) continue;
                var id = thing["id"].Kind == MsgpackKind.String ? thing["id"].Text() : thing["id"].Integer().ToString(System.Globalization.CultureInfo.InvariantCulture);
                seen.Add(id);
                if (shown.ContainsKey(id)) continue;
                var made = UnityEngine.Object.Instantiate(prefab, parent);
                made.transform.localPosition = Axes.Point(position[0], position[1], position[2]);
                made.transform.localRotation = Axes.Rotation(thing["yaw"].Number(), 0);
                if (scale) made.transform.localScale = Vector3.one * (float)thing["size"].Number(1);
                shown.Add(id, made);
                spawned?.Invoke(id, made, thing);
            }

            gone.Clear();
            foreach (var pair in shown) if (!seen.Contains(pair.Key)) gone.Add(pair.Key);
            Remove();
        }

        internal void Clear()
        {
            gone.Clear();
            gone.AddRange(shown.Keys);
            Remove();
        }

        private void Remove()
        {
            foreach (var id in gone)
            {
                Discard.Free(shown[id]);
                shown.Remove(id);
            }
        }
    }
}
