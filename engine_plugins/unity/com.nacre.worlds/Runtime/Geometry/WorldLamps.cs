#nullable enable
using System;
using System.Collections.Generic;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>The nearest lamps that burn, as point lights.</summary>
    internal sealed class WorldLamps : IDisposable
    {
        private const float Seen = 40f;
        private const float Strength = 2f;

        private readonly Light[] lights;
        private readonly Lamp[] nearest;
        private readonly float[] away;

        internal WorldLamps(int count, Transform holder)
        {
            lights = new Light[count];
            nearest = new Lamp[count];
            away = new float[count];
            for (var i = 0; i < count; i++)
            {
                var held = new GameObject("Lamp");
                held.transform.SetParent(holder, false);
                lights[i] = held.AddComponent<Light>();
                lights[i].type = LightType.Point;
                lights[i].enabled = false;
            }
        }

        /// <summary>How many burn.</summary>
        internal int Burning { get; private set; }

        /// <summary>Light those nearest to a place of the world; allocates nothing.</summary>
        internal void Light(List<ChunkView> chunks, Vector3 from, float dark)
        {
            Burning = 0;
            if (lights.Length == 0) return;
            foreach (var chunk in chunks) foreach (var lamp in chunk.Lamps) if (lamp.Always || dark > 0.05f) Consider(lamp, (lamp.At - from).magnitude);
            for (var i = 0; i < lights.Length; i++)
            {
                var light = lights[i];
                light.enabled = i < Burning;
                if (i >= Burning) continue;
                var lamp = nearest[i];
                light.transform.localPosition = lamp.At;
                light.range = lamp.Reach;
                light.color = NacreEnvironment.Shade(lamp.Colour, out var strength);
                light.intensity = Strength * strength * (lamp.Always ? 1f : dark);
            }
        }

        private void Consider(Lamp lamp, float distance)
        {
            if (distance > Seen || (Burning == lights.Length && distance >= away[Burning - 1])) return;
            var at = Burning < lights.Length ? Burning++ : Burning - 1;
            for (; at > 0 && away[at - 1] > distance; at--)
            {
                away[at] = away[at - 1];
                nearest[at] = nearest[at - 1];
            }

            away[at] = distance;
            nearest[at] = lamp;
        }

        public void Dispose()
        {
            foreach (var light in lights) if (light != null) Discard.Free(light.gameObject);
        }
    }
}
