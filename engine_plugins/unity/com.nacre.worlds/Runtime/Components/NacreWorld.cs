#nullable enable
using System;
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;
using UnityEngine.Events;

namespace Nacre.Worlds
{
    /// <summary>A generated world: write a place, and it is opened on the server. Its transform places the world in the scene, metre for metre. Give it a
    /// <see cref="NacreConnection"/>, or let it make its own.</summary>
    [AddComponentMenu("Nacre/Nacre World")]
    [DisallowMultipleComponent]
    [DefaultExecutionOrder(-95)]
    public sealed partial class NacreWorld : MonoBehaviour
    {
        [SerializeField, TextArea(2, 6), Tooltip("The place, in plain words.")]
        private string prompt = "a village by a river in the morning";

        [SerializeField, Tooltip("The same prompt and seed make the same world. -1: the server draws one.")]
        private long seed = -1;

        [SerializeField, Tooltip("Open the world as soon as the connection stands.")]
        private bool openOnEnable = true;

        [SerializeField, Tooltip("A world kept before, taken instead of the prompt.")]
        private NacreSavedWorld? saved;

        [Header("Connection")]
        [SerializeField, Tooltip("The connection to use. Empty: one on this object or above, or one of its own.")]
        private NacreConnection? connection;

        [Header("Pictures")]
        [SerializeField, Range(Protocol.MinWidth, Protocol.MaxWidth), Tooltip("Width of the pictures; even.")]
        private int width = 640;

        [SerializeField, Range(Protocol.MinHeight, Protocol.MaxHeight), Tooltip("Height of the pictures; even.")]
        private int height = 360;

        [SerializeField, Range(1, Protocol.MaxFps), Tooltip("Pictures a second to ask for; the server sends what it can.")]
        private float frameRate = 30f;

        [SerializeField, Tooltip("Send depth with every picture: needed for compositing and for the timewarp.")]
        private bool withDepth = true;

        [SerializeField, Tooltip("Send which character is seen in every pixel.")]
        private bool withEntityMask;

        [SerializeField, Tooltip("Send the state of the world as data: needed by Nacre Entities.")]
        private bool withState = true;

        [SerializeField, Range(0.1f, 20f), Tooltip("States a second.")]
        private float stateRate = 10f;

        [Header("Server")]
        [SerializeField, Tooltip("Which of the server's models; empty: its first.")]
        private string model = string.Empty;

        [SerializeField, Tooltip("Make a world even where nothing of the prompt was understood, instead of offering prompts.")]
        private bool openAnyway;

        [SerializeField, Tooltip("Lockstep: every input advances exactly one tick and gives exactly one frame. For tests and recordings, not for play.")]
        private bool deterministic;

        [Header("Events")]
        [SerializeField] private UnityEvent onOpened = new UnityEvent();
        [SerializeField, Tooltip("Why, for people.")] private UnityEvent<string> onClosed = new UnityEvent<string>();
        [SerializeField, Tooltip("What, and what to do about it.")] private UnityEvent<string> onFailed = new UnityEvent<string>();
        [SerializeField, Tooltip("Kind: jumped, landed, …")] private UnityEvent<string> onEvent = new UnityEvent<string>();
        [SerializeField, Tooltip("What the server is at.")] private UnityEvent<string> onProgress = new UnityEvent<string>();
        [SerializeField, Tooltip("A picture came.")] private UnityEvent onFrame = new UnityEvent();
        [SerializeField, Tooltip("The state of the world came.")] private UnityEvent onState = new UnityEvent();

        private NacreConnection? used;
        private NacreConnection? listened;
        private FrameTextures? textures;
        private FramePose? pose;

        /// <summary>A newer picture is in <see cref="Textures"/>.</summary>
        public event Action<WorldFrame>? FrameShown;

        /// <summary>The state of the world came, as plain data. Valid until the next one.</summary>
        public event Action<ServerState>? StateReceived;

        /// <summary>Something happened in the world: <c>jumped</c>, <c>landed</c>, …</summary>
        public event Action<ServerEvent>? EventReceived;

        /// <summary>The server is at work on what was asked.</summary>
        public event Action<ServerProgress>? Progressed;

        /// <summary>The world is open; <see cref="ServerOpened.Resumed"/> when it is the one from before.</summary>
        public event Action<ServerOpened>? Opened;

        /// <summary>The world is over, and why.</summary>
        public event Action<ServerClosed>? Closed;

        /// <summary>A world opened that is not all of the prompt: words nothing was made of, and what does not stand where it was wished.</summary>
        public event Action<IReadOnlyList<string>, IReadOnlyList<string>>? PartlyUnderstood;

        /// <summary>Something was refused or failed: a code for programs, a message and a hint for people.</summary>
        public event Action<string, string, string>? Failed;

        /// <summary>Nothing of the prompt was understood: prompts that could be meant, nearest first. Comes before <see cref="Failed"/>.</summary>
        public event Action<IReadOnlyList<string>>? Offered;

        /// <summary>The place in plain words. Takes effect with the next <see cref="Open"/>.</summary>
        public string Prompt
        {
            get => prompt;
            set => prompt = value;
        }

        /// <summary>Seed, -1 for one the server draws. Takes effect with the next <see cref="Open"/>.</summary>
        public long Seed
        {
            get => seed;
            set => seed = value;
        }

        /// <summary>Make a world even where nothing of the prompt was understood. Takes effect with the next <see cref="Open"/>.</summary>
        public bool OpenAnyway
        {
            get => openAnyway;
            set => openAnyway = value;
        }

        /// <summary>A world kept before, taken instead of the prompt.</summary>
        public NacreSavedWorld? Saved
        {
            get => saved;
            set => saved = value;
        }

        /// <summary>Whether enabling the component opens the world.</summary>
        public bool OpenOnEnable
        {
            get => openOnEnable;
            set => openOnEnable = value;
        }

        /// <summary>Which of the server's models; empty for its first.</summary>
        public string Model
        {
            get => model;
            set => model = value;
        }

        /// <summary>The connection, made if there is none. Setting it takes effect with the next <see cref="Open"/>.</summary>
        public NacreConnection Connection
        {
            get => Find();
            set
            {
                Forget();
                connection = value;
                used = null;
            }
        }

        /// <summary>What is open; null without a world.</summary>
        public ServerOpened? Info => listened != null ? listened.World : null;

        /// <summary>Picture, depth and entities of the newest frame, on the graphics card.</summary>
        public FrameTextures Textures => textures ??= new FrameTextures();

        /// <summary>What the picture in <see cref="Textures"/> was drawn with; null before the first.</summary>
        public FramePose? Pose => pose;

        /// <summary>Set while pictures are drawn for another purpose than to be seen (see <see cref="NacreLevel"/>): they are kept from the screens.</summary>
        internal bool Surveying { get; set; }

        /// <summary>The survey that is over, while pictures of it may still be on their way.</summary>
        internal HeightfieldBake? Surveyed { get; set; }

        /// <summary>Whether the world is open and running.</summary>
        public bool IsPlaying => listened != null && listened.State == ConnectionState.Playing;

        private void OnEnable()
        {
            var found = Hook();
            if (found.GoesOn) found.Connect();
            else if (openOnEnable) Open();
        }

        private void OnDisable()
        {
            if (listened != null && listened.CloseOnDisable) Close();
            Leave();
            // not in OnDestroy, which a recompile does not call: the textures would outlive it
            DropPicture();
        }

        private void DropPicture()
        {
            textures?.Dispose();
            textures = null;
            pose = null;
        }

        private NacreConnection Find()
        {
            // also one that is being destroyed, so that whoever says goodbye to it on the way out does not make another
            if (!(used is null)) return used;
            used = connection != null ? connection : GetComponentInParent<NacreConnection>();
            if (used == null) used = gameObject.AddComponent<NacreConnection>();
            return used;
        }

#if UNITY_EDITOR
        private void Reset()
        {
            // so that adding this one component in the editor is enough to press Play
            if (GetComponentInChildren<NacreScreen>() == null) gameObject.AddComponent<NacreScreen>();
            if (GetComponentInChildren<NacreInput>() == null) gameObject.AddComponent<NacreInput>();
            if (GetComponentInChildren<NacreOverlay>() == null) gameObject.AddComponent<NacreOverlay>();
        }
#endif
    }
}
