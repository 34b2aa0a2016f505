#nullable enable
using Nacre.Worlds.Wire;
using UnityEngine;
#if NACRE_UGUI
using UnityEngine.UI;
#endif

namespace Nacre.Worlds
{
    /// <summary>Where a <see cref="NacreScreen"/> shows the world.</summary>
    public enum ScreenMode
    {
        /// <summary>Over the whole view of the camera, with depth: the scene's own objects stand in the generated world.</summary>
        Background = 0,

        /// <summary>In a RenderTexture, for uses of your own.</summary>
        Texture,

        /// <summary>On a renderer, by its UV: a painting, a television.</summary>
        Painting,

        /// <summary>On a renderer that one looks through: a portal, a window.</summary>
        Window,

        /// <summary>In a RawImage of the user interface.</summary>
        Image,
    }

    /// <summary>Shows a generated world. The newest frame wins. Between frames it is turned to where the camera looks now (the timewarp), so that looking
    /// around is as smooth as the engine however slow the server is. When the line breaks the last frame stays, washed out.</summary>
    [AddComponentMenu("Nacre/Nacre Screen")]
    [ExecuteAlways]
    [DefaultExecutionOrder(100)]
    public sealed class NacreScreen : MonoBehaviour
    {
        private const float FadeWhenLost = 0.6f;
        private const float FadePerSecond = 2f;

        private static readonly int PictureId = Shader.PropertyToID("_NacrePicture");
        private static readonly int DepthId = Shader.PropertyToID("_NacreDepth");
        private static readonly int FrameFromViewId = Shader.PropertyToID("_NacreFrameFromView");
        private static readonly int FrameFromWorldId = Shader.PropertyToID("_NacreFrameFromWorld");
        private static readonly int EyeId = Shader.PropertyToID("_NacreEye");
        private static readonly int HalfExtentId = Shader.PropertyToID("_NacreHalfExtent");
        private static readonly int ViewExtentId = Shader.PropertyToID("_NacreViewExtent");
        private static readonly int ProjectionId = Shader.PropertyToID("_NacreProjection");
        private static readonly int SettingsId = Shader.PropertyToID("_NacreSettings");
        private static readonly int TexelId = Shader.PropertyToID("_NacreTexel");
        private static readonly int FlipId = Shader.PropertyToID("_NacreFlip");

        [SerializeField, Tooltip("The world to show. Empty: the one on this object or above.")]
        private NacreWorld? world;

        [SerializeField, Tooltip("Where it is shown.")]
        private ScreenMode mode = ScreenMode.Background;

        [SerializeField, Tooltip("For Painting and Window: what it is shown on.")]
        private Renderer? target;

        [SerializeField, Tooltip("For Texture: where it is drawn.")]
        private RenderTexture? texture;

#if NACRE_UGUI
        [SerializeField, Tooltip("For Image: where it is drawn.")]
        private RawImage? image;
#endif

        [Header("Camera")]
        [SerializeField, Tooltip("The camera that follows the player. Empty: the main camera.")]
        private Camera? view;

        [SerializeField, Tooltip("Move the camera as the player moves. Off: the camera is your own, and the server draws what it sees.")]
        private bool driveCamera = true;

        [Header("Picture")]
        [SerializeField, Tooltip("Turn the last frame to where the camera looks now.")]
        private bool timewarp = true;

        [SerializeField, Tooltip("Write the generated depth, so that generated walls hide your own objects.")]
        private bool writeDepth = true;

        [SerializeField, Tooltip("Wash the picture out while the line is broken.")]
        private bool fadeWhenLost = true;

        [SerializeField, Tooltip("Shown in the editor, and until the first frame has come.")]
        private Texture2D? preview;

        [SerializeField, HideInInspector] private Shader? backgroundShader;
        [SerializeField, HideInInspector] private Shader? paintingShader;
        [SerializeField, HideInInspector] private Shader? windowShader;

        private readonly WireCamera seen = new WireCamera();
        private readonly WireCamera asked = new WireCamera();
        private NacreWorld? listened;
        private Material? material;
        private GameObject? quad;
        private Mesh? mesh;
        private Material? replaced;
        private bool hasFrame;
        private float fade;

        /// <summary>Where the world is shown.</summary>
        public ScreenMode Mode
        {
            get => mode;
            set
            {
                if (mode == value) return;
                Clear();
                mode = value;
                if (isActiveAndEnabled) Build();
            }
        }

        /// <summary>The world to show.</summary>
        public NacreWorld? World
        {
            get => world;
            set
            {
                Unhook();
                world = value;
                if (isActiveAndEnabled) Hook();
            }
        }

        /// <summary>For Painting and Window: what it is shown on. Set before the mode.</summary>
        public Renderer? Target
        {
            get => target;
            set => target = value;
        }

        /// <summary>For Texture: where it is drawn.</summary>
        public RenderTexture? Texture
        {
            get => texture;
            set => texture = value;
        }

        /// <summary>The camera that follows the player.</summary>
        public Camera? View
        {
            get => view;
            set => view = value;
        }

        /// <summary>Whether the camera follows the player, or the server draws what the camera sees.</summary>
        public bool DriveCamera
        {
            get => driveCamera;
            set => driveCamera = value;
        }

        /// <summary>Whether the last frame is turned to where the camera looks now.</summary>
        public bool Timewarp
        {
            get => timewarp;
            set => timewarp = value;
        }

        /// <summary>What the picture is drawn with; null for Texture and Image.</summary>
        public Material? Material => material;

        /// <summary>How much the picture is washed out, 0 to 1.</summary>
        public float Fade => fade;

        private void OnEnable()
        {
            Build();
            if (Application.isPlaying) Hook();
        }

        private void OnDisable()
        {
            Unhook();
            Clear();
        }

        private void LateUpdate()
        {
            if (!Application.isPlaying || listened == null) return;
            var camera = Eye();
            var frame = listened.Connection.LastFrame;
            if (frame == null) return;
            Wash(listened.Connection.State, Time.unscaledDeltaTime);
            if (camera == null || mode == ScreenMode.Texture || mode == ScreenMode.Image || mode == ScreenMode.Painting) return;
            if (mode == ScreenMode.Background || !driveCamera) Move(camera, frame);
            Place(camera, frame);
        }

        private void Hook()
        {
            if (listened != null) return;
            listened = world != null ? world : GetComponentInParent<NacreWorld>();
            if (listened != null) listened.FrameShown += OnFrame;
        }

        private void Unhook()
        {
            if (listened != null) listened.FrameShown -= OnFrame;
            listened = null;
        }

        private Camera? Eye()
        {
            return view != null ? view : Camera.main;
        }

        private void Build()
        {
            hasFrame = false;
            switch (mode)
            {
                case ScreenMode.Background:
                    material = Make(backgroundShader, "Nacre/Background");
                    BuildQuad();
                    break;
                case ScreenMode.Painting:
                    material = Make(paintingShader, "Nacre/Painting");
                    Replace();
                    break;
                case ScreenMode.Window:
                    material = Make(windowShader, "Nacre/Window");
                    Replace();
                    break;
            }

            if (preview == null) return;
            if (mode == ScreenMode.Painting && material != null)
            {
                material.SetTexture(PictureId, preview);
                material.SetFloat(FlipId, 0f);
            }
            else if (mode == ScreenMode.Texture && texture != null)
            {
                Graphics.Blit(preview, texture);
            }
        }

        private static Material? Make(Shader? shader, string name)
        {
            var found = shader != null ? shader : Shader.Find(name);
            if (found == null)
            {
                Debug.LogError("Nacre: the shader " + name + " is missing; add it to Always Included Shaders.");
                return null;
            }

            return new Material(found) { hideFlags = HideFlags.HideAndDontSave };
        }

        private void BuildQuad()
        {
            mesh = new Mesh { name = "Nacre background", hideFlags = HideFlags.HideAndDontSave };
            mesh.SetVertices(new[] { new Vector3(-1f, -1f, 0f), new Vector3(-1f, 1f, 0f), new Vector3(1f, 1f, 0f), new Vector3(1f, -1f, 0f) });
            mesh.SetTriangles(new[] { 0, 1, 2, 0, 2, 3 }, 0);
            // it covers the view wherever it stands, so it must never be left out
            mesh.bounds = new Bounds(Vector3.zero, new Vector3(1e6f, 1e6f, 1e6f));
            quad = new GameObject("Nacre background") { hideFlags = HideFlags.HideAndDontSave };
            quad.transform.SetParent(transform, false);
            quad.AddComponent<MeshFilter>().sharedMesh = mesh;
            var drawn = quad.AddComponent<MeshRenderer>();
            drawn.sharedMaterial = material;
            drawn.shadowCastingMode = UnityEngine.Rendering.ShadowCastingMode.Off;
            drawn.receiveShadows = false;
            quad.SetActive(false);
        }

        private void Replace()
        {
            if (target == null || material == null) return;
            replaced = target.sharedMaterial;
            target.sharedMaterial = material;
        }

        private void Clear()
        {
            if (replaced != null && target != null) target.sharedMaterial = replaced;
            replaced = null;
            Free(quad);
            Free(mesh);
            Free(material);
            quad = null;
            mesh = null;
            material = null;
        }

        private static void Free(Object? thing)
        {
            if (thing == null) return;
            if (Application.isPlaying) Destroy(thing);
            else DestroyImmediate(thing);
        }

        private void OnFrame(WorldFrame frame)
        {
            var textures = listened!.Textures;
            if (textures.Picture == null) return;
            if (!hasFrame && quad != null) quad.SetActive(true);
            hasFrame = true;
            if (mode == ScreenMode.Texture && texture != null) Copy(textures, texture);
#if NACRE_UGUI
            if (mode == ScreenMode.Image && image != null)
            {
                image.texture = textures.Picture;
                image.uvRect = textures.PictureFlipped ? new Rect(0f, 1f, 1f, -1f) : new Rect(0f, 0f, 1f, 1f);
            }
#endif
            if (material == null) return;
            material.SetTexture(PictureId, textures.Picture);
            material.SetTexture(DepthId, textures.Depth);
            material.SetFloat(FlipId, textures.PictureFlipped ? 1f : 0f);
        }

        private static void Copy(FrameTextures textures, RenderTexture into)
        {
            if (textures.PictureFlipped) Graphics.Blit(textures.Picture, into, new Vector2(1f, -1f), new Vector2(0f, 1f));
            else Graphics.Blit(textures.Picture, into);
        }

        private void Wash(ConnectionState state, float seconds)
        {
            var lost = fadeWhenLost && (state == ConnectionState.Reconnecting || state == ConnectionState.Failed);
            fade = Mathf.MoveTowards(fade, lost ? FadeWhenLost : 0f, FadePerSecond * seconds);
#if NACRE_UGUI
            if (mode == ScreenMode.Image && image != null) image.color = Color.Lerp(Color.white, Color.grey, fade);
#endif
        }

        private void Move(Camera camera, WorldFrame frame)
        {
            if (!driveCamera)
            {
                Axes.ToWire(camera, listened!.transform, asked);
                listened.Connection.ViewFrom(asked);
                return;
            }

            double left = 0, up = 0;
            if (timewarp) listened!.Connection.TurnedAhead(out left, out up);
            var drawn = frame.Header.Camera;
            for (var i = 0; i < 3; i++) seen.Position[i] = drawn.Position[i];
            seen.Yaw = drawn.Yaw + left;
            seen.Pitch = System.Math.Max(-1.55, System.Math.Min(1.55, drawn.Pitch + up));
            Axes.Place(camera.transform, seen, listened!.transform);
            camera.fieldOfView = (float)frame.Header.Projection.Fov * Mathf.Rad2Deg;
        }

        private void Place(Camera camera, WorldFrame frame)
        {
            if (material == null) return;
            var projection = frame.Header.Projection;
            var tall = Mathf.Tan((float)projection.Fov / 2f);
            var frameFromWorld = Axes.FrameFromWire(frame.Header.Camera) * Axes.Flip() * listened!.transform.worldToLocalMatrix;
            var current = camera.projectionMatrix;
            material.SetMatrix(FrameFromWorldId, frameFromWorld);
            material.SetMatrix(FrameFromViewId, timewarp ? frameFromWorld * camera.cameraToWorldMatrix : Matrix4x4.identity);
            material.SetVector(EyeId, camera.transform.position);
            material.SetVector(HalfExtentId, new Vector4(tall * (float)projection.Aspect, tall, 0f, 0f));
            material.SetVector(ViewExtentId, new Vector4(1f / current.m00, 1f / current.m11, 0f, 0f));
            material.SetMatrix(ProjectionId, GL.GetGPUProjectionMatrix(current, false));
            var sky = SystemInfo.usesReversedZBuffer ? 1e-6f : 1f - 1e-6f;
            var map = listened.Textures.Depth;
            var depth = map != null ? 1f : 0f;
            if (map != null) material.SetVector(TexelId, new Vector4(1f / map.width, 1f / map.height, 0f, 0f));
            material.SetVector(SettingsId, new Vector4((float)projection.Far, depth, fade, writeDepth ? sky : -sky));
        }
    }
}
