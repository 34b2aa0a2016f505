#nullable enable
using Nacre.Worlds.Wire;
using UnityEngine;
using UnityEngine.Events;
#if NACRE_UGUI
using UnityEngine.UI;
#endif

namespace Nacre.Worlds
{
    /// <summary>Shows a generated world. The newest frame wins. Between frames it is turned to where the camera looks now (the timewarp), so that looking
    /// around is as smooth as the engine however slow the server is. When the line breaks the last frame stays, washed out.</summary>
    [AddComponentMenu("Nacre/Nacre Screen")]
    [ExecuteAlways]
    [DefaultExecutionOrder(100)]
    public sealed partial class NacreScreen : MonoBehaviour
    {
        private const float LostFade = 0.6f;
        private const float FadePerSecond = 2f;

        [SerializeField, Tooltip("The world to show. Empty: the one on this object or above.")]
        private NacreWorld? world;

        [SerializeField, Tooltip("Where it is shown.")]
        private ScreenMode mode = ScreenMode.Background;

        [SerializeField, Tooltip("For Background: a quad works everywhere; a render pass needs the Nacre Renderer Feature (URP) or the Nacre Custom Pass (HDRP).")]
        private BackgroundDrawing drawing = BackgroundDrawing.Quad;

        [SerializeField, Tooltip("For Painting, Window and Property: what it is shown on.")]
        private Renderer? target;

        [SerializeField, Tooltip("For Property: the texture property of the target's material.")]
        private string property = "_BaseMap";

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

        [SerializeField, Tooltip("Carry the player's motion on between frames.")]
        private bool predictMotion = true;

        [SerializeField, Tooltip("Write the generated depth, so that generated walls hide your own objects.")]
        private bool writeDepth = true;

        [SerializeField, Tooltip("Wash the picture out while the line is broken.")]
        private bool fadeWhenLost = true;

        [SerializeField, Tooltip("Shown in the editor, and until the first frame has come.")]
        private Texture2D? preview;

        [Header("Events")]
        [SerializeField, Tooltip("The picture's texture, the right way up, whenever it is another one (modes Texture and Property).")]
        private UnityEvent<Texture> onTexture = new UnityEvent<Texture>();

        private readonly ScreenCamera eyes = new ScreenCamera();
        private readonly ScreenProperties properties = new ScreenProperties();
        private NacreWorld? listened;
        private ScreenTarget? surface;
        private Material? material;
        private BackgroundQuad? quad;
        private bool hasFrame;
#if NACRE_UGUI
        private ScreenImage? shownIn;
#endif

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

        /// <summary>How the background is drawn. Set before the mode, or before enabling.</summary>
        public BackgroundDrawing Drawing
        {
            get => drawing;
            set => drawing = value;
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

        /// <summary>For Painting, Window and Property: what it is shown on. Set before the mode.</summary>
        public Renderer? Target
        {
            get => target;
            set => target = value;
        }

        /// <summary>For Property: the texture property of the target's material. Set before the mode.</summary>
        public string Property
        {
            get => property;
            set => property = value;
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
            set
            {
                driveCamera = value;
                if (!value) eyes.GiveBack();
            }
        }

        /// <summary>What the picture is drawn with; null for Texture, Image and Property.</summary>
        public Material? Material => material;

        /// <summary>The picture's texture, the right way up; null outside the modes Texture and Property, and before the first frame.</summary>
        public RenderTexture? Upright => surface?.Upright;

        /// <summary>How much the picture is washed out, 0 to 1.</summary>
        public float Fade => properties.Fade;

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
            if (!Application.isPlaying) return;
            if (listened == null || listened.Pose == null)
            {
                // the world is over, switched off or destroyed, and its textures with it
                if (hasFrame) Rebuild();
                return;
            }

            Wash(listened.Connection.State, Time.unscaledDeltaTime);
            var camera = view != null ? view : Camera.main;
            if (quad != null && hasFrame) quad.Show(camera);
            if (camera != null && !driveCamera) eyes.Ask(camera, listened);
            else if (camera != null && mode == ScreenMode.Background) eyes.Drive(camera, listened, listened.Pose, timewarp, predictMotion);
            if (camera != null) properties.Place(listened.Pose, camera, listened.transform, timewarp, writeDepth);
            if (material != null) properties.Write(material);
            surface?.Write(properties);
        }

        private void Hook()
        {
            if (listened != null) return;
            listened = world != null ? world : GetComponentInParent<NacreWorld>();
            if (listened == null) return;
            listened.FrameShown += OnFrame;
            listened.Opened += OnOpened;
        }

        private void Unhook()
        {
            if (listened != null)
            {
                listened.FrameShown -= OnFrame;
                listened.Opened -= OnOpened;
            }

            listened = null;
        }

        private void Rebuild()
        {
            Clear();
            Build();
        }

        private void Build()
        {
            hasFrame = false;
            if (mode == ScreenMode.Background) material = Make(NacreShaders.Background);
            else if (mode == ScreenMode.Painting) material = Make(NacreShaders.Painting);
            else if (mode == ScreenMode.Window) material = Make(NacreShaders.Window);
            if (mode == ScreenMode.Background && material != null) quad = new BackgroundQuad(transform, material, drawing);
            if (mode == ScreenMode.Painting || mode == ScreenMode.Window || mode == ScreenMode.Property) surface = ScreenTarget.On(target, material, mode == ScreenMode.Property ? property : string.Empty);
            else if (mode == ScreenMode.Texture) surface = ScreenTarget.Into(texture);
            if (preview == null) return;
            properties.Show(preview);
            if (material != null && mode == ScreenMode.Painting) properties.Write(material);
            surface?.Copy(preview, false);
            surface?.Write(properties);
        }

        private static Material? Make(string name)
        {
            var found = NacreShaders.Find(name);
            return found == null ? null : new Material(found) { hideFlags = HideFlags.HideAndDontSave };
        }

        private void Clear()
        {
            eyes.GiveBack();
            quad?.Dispose();
            surface?.Dispose();
#if NACRE_UGUI
            shownIn?.GiveBack();
            shownIn = null;
#endif
            Discard.Free(material);
            quad = null;
            surface = null;
            material = null;
        }

        private void OnOpened(ServerOpened opened)
        {
            if (!opened.Resumed) eyes.Reset();
        }

        private void OnFrame(WorldFrame frame)
        {
            var textures = listened!.Textures;
            if (textures.Picture == null) return;
            hasFrame = true;
            eyes.Take(listened.Pose!);
            properties.Show(textures);
            if (surface != null && surface.Copy(textures.Picture, textures.PictureFlipped)) onTexture.Invoke(surface.Upright!);
#if NACRE_UGUI
            if (mode != ScreenMode.Image || image == null) return;
            if (shownIn == null || !shownIn.IsIn(image))
            {
                shownIn?.GiveBack();
                shownIn = new ScreenImage(image);
            }

            shownIn.Show(textures.Picture, textures.PictureFlipped);
#endif
        }

        private void Wash(ConnectionState state, float seconds)
        {
            var lost = fadeWhenLost && (state == ConnectionState.Reconnecting || state == ConnectionState.Failed);
            properties.Fade = Mathf.MoveTowards(properties.Fade, lost ? LostFade : 0f, FadePerSecond * seconds);
#if NACRE_UGUI
            shownIn?.Wash(properties.Fade);
#endif
        }
    }
}
