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
    public sealed class NacreWorld : MonoBehaviour
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

        [SerializeField, Tooltip("Lockstep: every input advances exactly one tick and gives exactly one frame. For tests and recordings, not for play.")]
        private bool deterministic;

        [Header("Events")]
        [SerializeField] private UnityEvent onOpened = new UnityEvent();
        [SerializeField] private UnityEvent onClosed = new UnityEvent();
        [SerializeField] private UnityEvent<string> onFailed = new UnityEvent<string>();
        [SerializeField] private UnityEvent<string> onEvent = new UnityEvent<string>();
        [SerializeField] private UnityEvent<string> onProgress = new UnityEvent<string>();

        private NacreConnection? listened;
        private NacreConnection? own;
        private FrameTextures? textures;

        /// <summary>A newer picture is in <see cref="Textures"/>.</summary>
        public event Action<WorldFrame>? FrameShown;

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
            }
        }

        /// <summary>What is open; null without a world.</summary>
        public ServerOpened? Info => listened != null ? listened.World : null;

        /// <summary>Picture, depth and entities of the newest frame, on the graphics card.</summary>
        public FrameTextures Textures => textures ??= new FrameTextures();

        /// <summary>Whether the world is open and running.</summary>
        public bool IsPlaying => listened != null && listened.State == ConnectionState.Playing;

        /// <summary>Open the world, now or as soon as the connection stands. One that is open is closed first.</summary>
        public void Open()
        {
            var found = Find();
            found.Open(Request());
            found.Connect();
        }

        /// <summary>Close the world and forget it.</summary>
        public void Close()
        {
            if (listened != null) listened.CloseWorld();
        }

        /// <summary>Let the world stand still. The number of the answer.</summary>
        public long Pause()
        {
            return Ask(new ClientPause());
        }

        /// <summary>Let it go on. The number of the answer.</summary>
        public long Resume()
        {
            return Ask(new ClientResume());
        }

        /// <summary>Save it on the server under a name. The number of the answer.</summary>
        public long Save(string name)
        {
            return Ask(new ClientSnapshot { Name = name });
        }

        /// <summary>Put it back to a save. The number of the answer.</summary>
        public long Restore(string name)
        {
            return Ask(new ClientRestore { Name = name });
        }

        /// <summary>Put it back by some seconds. The number of the answer.</summary>
        public long Rewind(float seconds)
        {
            return Ask(new ClientRewind { Seconds = seconds });
        }

        /// <summary>Fork it: the answer is a <c>branched</c> with the token of the other. The number of the answer.</summary>
        public long Branch()
        {
            return Ask(new ClientBranch());
        }

        /// <summary>What <see cref="Open"/> asks for.</summary>
        public ClientOpen Request()
        {
            var channels = new List<string> { "rgb" };
            if (withDepth) channels.Add("depth");
            if (withEntityMask) channels.Add("entity");
            if (withState) channels.Add("state");
            var open = new ClientOpen
            {
                Width = width & ~1,
                Height = height & ~1,
                Fps = frameRate,
                Channels = channels,
                StateHz = stateRate,
                Deterministic = deterministic ? true : (bool?)null,
                Prompt = prompt,
                Seed = seed >= 0 ? seed : (long?)null,
                Model = model.Length > 0 ? model : null,
            };
            if (saved != null) saved.Fill(open);
            return open;
        }

        private void OnEnable()
        {
            var found = Find();
            if (found.GoesOn) found.Connect();
            else if (openOnEnable) Open();
        }

        private void OnDisable()
        {
            if (listened != null && listened.CloseOnDisable) Close();
            Forget();
        }

        private void OnDestroy()
        {
            textures?.Dispose();
            textures = null;
        }

        private long Ask(IWireRequest what)
        {
            return listened != null ? listened.Ask(what) : 0;
        }

        private NacreConnection Find()
        {
            if (listened != null) return listened;
            var found = connection != null ? connection : GetComponentInParent<NacreConnection>();
            if (found == null)
            {
                own = gameObject.AddComponent<NacreConnection>();
                found = own;
            }

            listened = found;
            found.FrameReceived += OnFrame;
            found.Opened += OnOpened;
            found.Closed += OnClosed;
            found.Failed += OnFailed;
            found.EventReceived += OnWorldEvent;
            found.Progressed += OnProgressed;
            return found;
        }

        private void Forget()
        {
            if (listened == null) return;
            listened.FrameReceived -= OnFrame;
            listened.Opened -= OnOpened;
            listened.Closed -= OnClosed;
            listened.Failed -= OnFailed;
            listened.EventReceived -= OnWorldEvent;
            listened.Progressed -= OnProgressed;
            listened = null;
        }

        private void OnFrame(WorldFrame frame)
        {
            Textures.Upload(frame);
            FrameShown?.Invoke(frame);
        }

        private void OnOpened(ServerOpened opened)
        {
            onOpened.Invoke();
        }

        private void OnClosed(ServerClosed closed)
        {
            onClosed.Invoke();
        }

        private void OnFailed(string code, string message, string hint)
        {
            Debug.LogWarning("Nacre: " + message + (hint.Length > 0 ? " " + hint : string.Empty), this);
            onFailed.Invoke(message + " " + hint);
        }

        private void OnWorldEvent(ServerEvent happened)
        {
            onEvent.Invoke(happened.Kind);
        }

        private void OnProgressed(ServerProgress progress)
        {
            onProgress.Invoke(progress.Text);
        }
    }
}
