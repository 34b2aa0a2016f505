#nullable enable
using System;
using System.IO;
using Nacre.Worlds.Wire;
using Unity.Collections;
using UnityEngine;
using UnityEngine.Rendering;

namespace Nacre.Worlds
{
    /// <summary>Records what a camera of your own game shows, with what the player does, as a training episode. Read back from the graphics card without waiting,
    /// written by a thread of its own.</summary>
    [AddComponentMenu("Nacre/Nacre Recorder")]
    public sealed class NacreRecorder : MonoBehaviour
    {
        [SerializeField, Tooltip("The camera to record. Empty: the one on this object.")]
        private Camera? source;

        [SerializeField, Range(Protocol.MinWidth, Protocol.MaxWidth)]
        private int width = 320;

        [SerializeField, Range(Protocol.MinHeight, Protocol.MaxHeight)]
        private int height = 180;

        [SerializeField, Range(1f, 60f), Tooltip("Steps a second.")]
        private float stepsPerSecond = 20f;

        [SerializeField, Tooltip("Folder for episodes. Empty: Application.persistentDataPath.")]
        private string folder = string.Empty;

        private readonly WireHeld held = new WireHeld { MoveX = 0, MoveZ = 0, Jump = false, Sprint = false };
        private readonly WireLook look = new WireLook { Yaw = 0, Pitch = 0 };
        private readonly WireCamera camera = new WireCamera();
        private byte[] pixels = Array.Empty<byte>();
        private RenderTexture? target;
        private EpisodeWriter? writer;
        private float waited;
        private bool reading;
        private double time;

        /// <summary>Whether an episode is being recorded.</summary>
        public bool IsRecording => writer != null;

        /// <summary>Steps of the episode so far.</summary>
        public long Steps => writer?.Steps ?? 0;

        /// <summary>Steps left out because the disk was too slow.</summary>
        public long LeftOut => writer?.LeftOut ?? 0;

        /// <summary>The file being written; empty while there is none.</summary>
        public string Path { get; private set; } = string.Empty;

        /// <summary>The camera to record.</summary>
        public Camera? Source
        {
            get => source;
            set => source = value;
        }

        /// <summary>Folder for episodes.</summary>
        public string Folder
        {
            get => folder;
            set => folder = value;
        }

        /// <summary>Begin an episode; its file. Throws IOException when it cannot be made.</summary>
        public string Begin()
        {
            End();
            var where = folder.Length > 0 ? folder : Application.persistentDataPath;
            Directory.CreateDirectory(where);
            var number = 0;
            do Path = System.IO.Path.Combine(where, "episode-" + number++ + ".nacre");
            while (File.Exists(Path));
            target = new RenderTexture(width, height, 24, RenderTextureFormat.ARGB32) { hideFlags = HideFlags.HideAndDontSave };
            writer = new EpisodeWriter(Path, width, height, stepsPerSecond, Application.productName);
            pixels = new byte[width * height * 4];
            time = 0;
            return Path;
        }

        /// <summary>Report what the player of your game does, in the terms of a Nacre world: walking -1 to 1, turning in radians since the last report.</summary>
        public void Report(float right, float forward, bool jump, bool sprint, float turnLeft, float turnUp)
        {
            held.MoveX = right;
            held.MoveZ = forward;
            held.Jump = jump;
            held.Sprint = sprint;
            look.Yaw += turnLeft;
            look.Pitch += turnUp;
        }

        /// <summary>End the episode and close its file.</summary>
        public void End()
        {
            if (writer == null) return;
            if (reading) AsyncGPUReadback.WaitAllRequests();
            writer.Dispose();
            if (writer.Failure.Length > 0) Debug.LogError("Nacre: the episode is not whole: " + writer.Failure, this);
            writer = null;
            if (target != null) Destroy(target);
            target = null;
        }

        private void OnDisable()
        {
            End();
        }

        private void LateUpdate()
        {
            var from = source != null ? source : GetComponent<Camera>();
            if (writer == null || target == null || from == null) return;
            time += Time.deltaTime;
            waited += Time.deltaTime;
            if (waited < 1f / stepsPerSecond || reading) return;
            waited = 0f;
            var before = from.targetTexture;
            from.targetTexture = target;
            from.Render();
            from.targetTexture = before;
            Axes.ToWire(from, null, camera);
            reading = true;
            AsyncGPUReadback.Request(target, 0, TextureFormat.RGBA32, OnRead);
        }

        private void OnRead(AsyncGPUReadbackRequest request)
        {
            reading = false;
            if (writer == null || request.hasError) return;
            var data = request.GetData<byte>();
            var row = width * 4;
            // rows come from the bottom up where the graphics interface counts that way; files count from the top
            var up = SystemInfo.graphicsUVStartsAtTop;
            for (var y = 0; y < height; y++) NativeArray<byte>.Copy(data, (up ? y : height - 1 - y) * row, pixels, y * row, row);
            writer.Add(time, held, look, camera, pixels, pixels.Length);
            look.Yaw = 0;
            look.Pitch = 0;
        }
    }
}
