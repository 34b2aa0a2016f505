using UnityEngine.Rendering;

namespace UnityEngine.Rendering
{
    [Page("Rendering.AmbientMode")] public enum AmbientMode { [ForTests] Skybox = 0, Trilight = 1 }
}

namespace UnityEngine
{
    [Page("LightType")] public enum LightType { Directional = 1, Point = 2 }

    [Page("LightShadows")] public enum LightShadows { [ForTests] None = 0, Soft = 2 }

    [Page("FogMode")] public enum FogMode { Exponential = 2, [ForTests] ExponentialSquared = 3 }

    [Page("Light")] public sealed class Light : Behaviour
    {
        [Page("Light-type")] public LightType type { get; set; }
        [Page("Light-shadows")] public LightShadows shadows { get; set; }
        [Page("Light-range")] public float range { get; set; }
        [Page("Light-color")] public Color color { get; set; }
        [Page("Light-intensity")] public float intensity { get; set; }
    }

    [Page("RenderSettings")] public static class RenderSettings
    {
        [Page("RenderSettings-skybox")] public static Material skybox { get; set; }
        [Page("RenderSettings-sun")] public static Light sun { get; set; }
        [Page("RenderSettings-fog")] public static bool fog { get; set; }
        [Page("RenderSettings-fogMode")] public static FogMode fogMode { get; set; } = FogMode.ExponentialSquared;
        [Page("RenderSettings-fogColor")] public static Color fogColor { get; set; }
        [Page("RenderSettings-fogDensity")] public static float fogDensity { get; set; }
        [Page("RenderSettings-ambientMode")] public static AmbientMode ambientMode { get; set; }
        [Page("RenderSettings-ambientSkyColor")] public static Color ambientSkyColor { get; set; }
        [Page("RenderSettings-ambientEquatorColor")] public static Color ambientEquatorColor { get; set; }
        [Page("RenderSettings-ambientGroundColor")] public static Color ambientGroundColor { get; set; }

        [ForTests] public static void Forget()
        {
            skybox = null;
            sun = null;
            fog = false;
            fogMode = FogMode.ExponentialSquared;
            ambientMode = AmbientMode.Skybox;
            fogDensity = 0f;
            fogColor = ambientSkyColor = ambientEquatorColor = ambientGroundColor = default;
        }
    }
}
