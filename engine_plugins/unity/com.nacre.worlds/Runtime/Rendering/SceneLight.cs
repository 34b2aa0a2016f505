#nullable enable
using UnityEngine;
using UnityEngine.Rendering;

namespace Nacre.Worlds
{
    /// <summary>Light, sky and fog of a scene as they were, and its sun, to be given back.</summary>
    internal sealed class SceneLight
    {
        private readonly Material skybox = RenderSettings.skybox;
        private readonly Light sun = RenderSettings.sun;
        private readonly bool fog = RenderSettings.fog;
        private readonly FogMode fogMode = RenderSettings.fogMode;
        private readonly Color fogColour = RenderSettings.fogColor;
        private readonly float fogDensity = RenderSettings.fogDensity;
        private readonly AmbientMode ambientMode = RenderSettings.ambientMode;
        private readonly Color above = RenderSettings.ambientSkyColor;
        private readonly Color around = RenderSettings.ambientEquatorColor;
        private readonly Color below = RenderSettings.ambientGroundColor;
        private readonly Light? steered;
        private readonly Quaternion turned;
        private readonly Color colour;
        private readonly float intensity;

        /// <summary>As the scene is now. <paramref name="steered"/> is a light of the scene that will be steered; null for none.</summary>
        internal SceneLight(Light? steered)
        {
            this.steered = steered;
            if (steered == null) return;
            turned = steered.transform.localRotation;
            colour = steered.color;
            intensity = steered.intensity;
        }

        internal void GiveBack()
        {
            RenderSettings.skybox = skybox;
            RenderSettings.sun = sun;
            RenderSettings.fog = fog;
            RenderSettings.fogMode = fogMode;
            RenderSettings.fogColor = fogColour;
            RenderSettings.fogDensity = fogDensity;
            RenderSettings.ambientMode = ambientMode;
            RenderSettings.ambientSkyColor = above;
            RenderSettings.ambientEquatorColor = around;
            RenderSettings.ambientGroundColor = below;
            if (steered == null) return;
            steered.transform.localRotation = turned;
            steered.color = colour;
            steered.intensity = intensity;
        }
    }
}
