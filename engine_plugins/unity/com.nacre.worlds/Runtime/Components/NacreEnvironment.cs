#nullable enable
using System;
using Nacre.Worlds.Wire;
using UnityEngine;
using UnityEngine.Rendering;

namespace Nacre.Worlds
{
    /// <summary>Sun, sky, fog, ambient light and weather of the generated world for everything in the scene: objects of the game's own stand in the same light as the
    /// world. Rain and snow fall about the main camera, and not under roofs. What the scene had before comes back when the component is switched off. Works on RenderSettings, so in the built-in pipeline and URP; in HDRP, whose sky and fog are
    /// volumes, only the sun is set.</summary>
    [AddComponentMenu("Nacre/Nacre Environment")]
    [DisallowMultipleComponent]
    public sealed class NacreEnvironment : MonoBehaviour
    {
        // what sun and sky are for things that no filmic curve bends; as in the Godot plugin
        private const float SunShare = 0.55f;
        private const float AmbientShare = 1.1f;
        private static readonly string[] Colours = { "sun_colour", "horizon", "zenith", "glow", "haze", "cloud_lit", "cloud_dark" };
        private static readonly string[] Figures = { "cover", "stars", "fog", "exposure" };

        [SerializeField, Tooltip("The world whose air to show. Empty: the one on this object or above.")]
        private NacreWorld? world;

        [SerializeField, Tooltip("The light to steer as sun and moon. Empty: one of its own.")]
        private Light? sun;

        [SerializeField, Tooltip("Show the world's sky.")]
        private bool sky = true;

        [SerializeField, Tooltip("Make far things of your own hazy as the world is.")]
        private bool fog = true;

        [SerializeField, Tooltip("Light your own things with the light that comes from everywhere.")]
        private bool ambient = true;

        [SerializeField, Range(0.1f, 4f), Tooltip("A factor on the world's exposure.")]
        private float exposure = 1f;

        [SerializeField, Tooltip("Let it rain and snow as it does in the world; fireflies on still nights.")]
        private bool weather = true;

        [SerializeField, Tooltip("Colliders on these layers keep rain and snow off what is below them. None: it falls through roofs.")]
        private LayerMask shelterLayers = 1;

        private readonly int[] colourIds = new int[Colours.Length];
        private readonly int[] figureIds = new int[Figures.Length];
        private NacreWorld? shown;
        private Light? made;
        private Material? dome;
        private Falling? falling;
        private SceneLight? before;
        private long taken;

        /// <summary>The world whose air to show. Takes effect when the component is enabled.</summary>
        public NacreWorld? World
        {
            get => world;
            set => world = value;
        }

        /// <summary>The light that is sun and moon; one of its own when none is set before it is enabled.</summary>
        public Light? Sun
        {
            get => sun != null ? sun : made;
            set => sun = value;
        }

        /// <summary>Whether the world's sky is shown. Takes effect when the component is enabled.</summary>
        public bool Sky
        {
            get => sky;
            set => sky = value;
        }

        /// <summary>Whether far things are hazy.</summary>
        public bool Fog
        {
            get => fog;
            set => fog = value;
        }

        /// <summary>Whether ambient light is the world's.</summary>
        public bool Ambient
        {
            get => ambient;
            set => ambient = value;
        }

        /// <summary>A factor on the world's exposure.</summary>
        public float Exposure
        {
            get => exposure;
            set => exposure = value;
        }

        /// <summary>Whether it rains and snows as it does in the world. Takes effect with the next air of the world.</summary>
        public bool Weather
        {
            get => weather;
            set => weather = value;
        }

        /// <summary>Layers whose colliders keep rain and snow off; none lets it fall through roofs.</summary>
        public LayerMask ShelterLayers
        {
            get => shelterLayers;
            set => shelterLayers = value;
        }

        /// <summary>What falls now: Rain, Snow, Fireflies, or nothing.</summary>
        public string Falls => falling == null || falling.Kind == FallingKind.None ? string.Empty : falling.Kind.ToString();

        /// <summary>A linear colour as Unity's lights take it: the brightest of its parts apart, the rest as a colour in gamma space.</summary>
        internal static Color Shade(Vector3 linear, out float strength)
        {
            strength = Mathf.Max(linear.x, Mathf.Max(linear.y, Mathf.Max(linear.z, 0.0001f)));
            return new Color(linear.x / strength, linear.y / strength, linear.z / strength, 1f).gamma;
        }

        /// <summary>The world's filmic curve: what is shown of linear light.</summary>
        internal static Color Toned(Vector3 light, float exposure)
        {
            return new Color(Toned(light.x * exposure), Toned(light.y * exposure), Toned(light.z * exposure), 1f);
        }

        private void OnEnable()
        {
            shown = world != null ? world : GetComponentInParent<NacreWorld>();
            if (shown != null) shown.Closed += OnClosed;
            taken = 0;
        }

        private void OnDisable()
        {
            if (!(shown is null)) shown.Closed -= OnClosed;
            GiveBack();
        }

        private void OnClosed(ServerClosed closed)
        {
            GiveBack();
        }

        private void GiveBack()
        {
            before?.GiveBack();
            before = null;
            falling?.Dispose();
            falling = null;
            Discard.Free(dome);
            if (made != null) Discard.Free(made.gameObject);
            dome = null;
            made = null;
        }

        private void LateUpdate()
        {
            var air = shown != null ? shown.Connection.Air : null;
            if (air != null && air.Number != taken)
            {
                taken = air.Number;
                if (before == null) Begin();
                Take(air);
                LetFall(air);
            }

            var camera = falling != null ? Camera.main : null;
            if (camera != null) falling!.Step(camera, Time.unscaledDeltaTime, shelterLayers);
        }

        private void Begin()
        {
            before = new SceneLight(sun);
            for (var i = 0; i < Colours.Length; i++) colourIds[i] = Shader.PropertyToID("_Nacre_" + Colours[i]);
            for (var i = 0; i < Figures.Length; i++) figureIds[i] = Shader.PropertyToID("_Nacre_" + Figures[i]);
            RenderSettings.sun = Lit();
            var shader = sky ? NacreShaders.Find(NacreShaders.Sky) : null;
            if (shader == null) return;
            dome = new Material(shader) { name = "Nacre sky", hideFlags = HideFlags.HideAndDontSave };
            RenderSettings.skybox = dome;
        }

        /// <summary>The light that is steered: the scene's, or one of ours where it has none, or none any more.</summary>
        private Light Lit()
        {
            var there = Sun;
            if (there != null) return there;
            var held = new GameObject("Nacre sun");
            held.transform.SetParent(transform, false);
            made = held.AddComponent<Light>();
            made.type = LightType.Directional;
            made.shadows = LightShadows.Soft;
            return made;
        }

        private void Take(AirData air)
        {
            var light = air.Figure("exposure") * exposure;
            var direction = shown!.transform.rotation * Colour(air, "sun");
            var steered = Lit();
            RenderSettings.sun = steered;
            steered.transform.rotation = Quaternion.LookRotation(direction * -1f, Math.Abs(direction.y) < 0.99f ? Vector3.up : new Vector3(1f, 0f, 0f));
            steered.color = Shade(Colour(air, "sun_colour"), out var strength);
            steered.intensity = strength * light * SunShare;
            if (ambient)
            {
                var share = light * AmbientShare;
                Vector3 above = Colour(air, "sky_light"), bounce = Colour(air, "bounce"), below = Colour(air, "ground_light");
                RenderSettings.ambientMode = AmbientMode.Trilight;
                RenderSettings.ambientSkyColor = Tint((above + bounce * 0.24f) * share);
                RenderSettings.ambientEquatorColor = Tint((above * 0.5f + below * 0.5f + bounce * 0.62f) * share);
                RenderSettings.ambientGroundColor = Tint((below + bounce) * share);
            }

            RenderSettings.fog = fog;
            if (fog)
            {
                RenderSettings.fogMode = FogMode.Exponential;
                RenderSettings.fogColor = Toned(Colour(air, "haze"), light).gamma;
                RenderSettings.fogDensity = air.Figure("fog") + 0.8f * air.Figure("fog_low");
            }

            if (dome == null) return;
            dome.SetVector(Shader.PropertyToID("_NacreSun"), direction);
            for (var i = 0; i < Colours.Length; i++) dome.SetVector(colourIds[i], Colour(air, Colours[i]));
            for (var i = 0; i < Figures.Length; i++) dome.SetFloat(figureIds[i], Figures[i] == "exposure" ? light : air.Figure(Figures[i]));
        }

        /// <summary>What falls in this air; the same rules as the server's own pictures have.</summary>
        private void LetFall(AirData air)
        {
            var kind = FallingKind.None;
            if (air.Figure("wet") > 0.5f) kind = FallingKind.Rain;
            else if (air.Figure("white") > 0.5f) kind = FallingKind.Snow;
            else if (air.Figure("stars") > 0.5f && IsStillNight()) kind = FallingKind.Fireflies;
            // the second: a place without air
            if (!weather || (air.Figure("cover") == 0f && air.Figure("fog") == 0f)) kind = FallingKind.None;
            if (falling == null && kind != FallingKind.None)
            {
                var shader = NacreShaders.Find(NacreShaders.Falling);
                if (shader == null) return;
                falling = new Falling(shader, gameObject.layer);
            }

            var horizon = Colour(air, "horizon");
            var bright = Math.Min((float)Math.Pow((horizon.x + horizon.y + horizon.z) / 3f, 0.45), 0.98f);
            falling?.Fall(kind, kind == FallingKind.Fireflies ? new Vector3(1f, 0.894f, 0.47f) : new Vector3(bright, bright, bright));
        }

        private bool IsStillNight()
        {
            var state = shown!.Connection.LastState;
            if (state == null) return false;
            var told = state.Atmosphere.Root;
            return told["weather"].Is("clear") && (told["mood"].Is("magical") || told["mood"].Is("peaceful"));
        }

        private static Vector3 Colour(AirData air, string name)
        {
            air.Colour(name, out var x, out var y, out var z);
            return new Vector3(x, y, z);
        }

        private static Color Tint(Vector3 linear)
        {
            return new Color(linear.x, linear.y, linear.z, 1f).gamma;
        }

        private static float Toned(float x)
        {
            return Mathf.Clamp(x * (2.51f * x + 0.03f) / (x * (2.43f * x + 0.59f) + 0.14f), 0f, 1f);
        }
    }
}
