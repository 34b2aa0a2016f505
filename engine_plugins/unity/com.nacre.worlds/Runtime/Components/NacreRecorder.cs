#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using Nacre.Worlds.Wire;
using Unity.Collections;
using UnityEngine;
using UnityEngine.Experimental.Rendering;
using UnityEngine.Rendering;

namespace Nacre.Worlds
{
    /// <summary>Records a game of your own as training episodes: picture, action, camera and state of every step, in the same folders as the Godot plugin. Read back
    /// from the graphics card without waiting; encoded and written by a thread of its own.</summary>
    [AddComponentMenu("Nacre/Nacre Recorder")]
    public sealed partial class NacreRecorder : MonoBehaviour
    {
        [SerializeField, Tooltip("The camera to record. Empty: the one on this object.")]
        private Camera? source;

        [SerializeField, Range(Protocol.MinWidth, Protocol.MaxWidth)]
        private int width = 640;

        [SerializeField, Range(Protocol.MinHeight, Protocol.MaxHeight)]
        private int height = 360;

        [SerializeField, Range(1f, 60f), Tooltip("Steps a second.")]
        private float rate = 20f;

        [SerializeField, Range(30, 100), Tooltip("JPEG quality.")]
        private int quality = 90;

        [SerializeField, Tooltip("Folder for episodes; each gets a folder of its own. Empty: Application.persistentDataPath.")]
        private string folder = string.Empty;

        [SerializeField, Tooltip("Things whose name and pose are recorded as state.")]
        private List<Transform> tracked = new List<Transform>();

        private RenderTexture? target;
        private EpisodeWriter? writer;
        private Action<JsonText>? describe;
        private byte[] pixels = Array.Empty<byte>();
        private readonly WireCamera camera = new WireCamera();
        private float right;
        private float forward;
        private bool jump;
        private bool sprint;
        private float yaw;
        private float pitch;
        private float waited;
        private double time;
        private bool reading;

        /// <summary>Whether an episode is being recorded.</summary>
        public bool IsRecording => writer != null;

        /// <summary>Steps of the episode so far.</summary>
        public long Steps => writer?.Steps ?? 0;

        /// <summary>Steps left out because the disk was too slow.</summary>
        public long LeftOut => writer?.LeftOut ?? 0;

        /// <summary>The folder being written; empty while there is none.</summary>
        public string Path => writer?.Folder ?? string.Empty;

        /// <summary>Things whose name and pose are recorded as state.</summary>
        public List<Transform> Tracked => tracked;

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

        /// <summary>Begin an episode; its folder. <paramref name="about"/> is kept with it: a caption, the level's name. Throws IOException when it cannot be made.</summary>
        public string Begin(string about = "")
        {
            End();
            var where = folder.Length > 0 ? folder : Application.persistentDataPath;
            var number = 0;
            while (Directory.Exists(System.IO.Path.Combine(where, "episode-" + number))) number++;
            var head = new EpisodeHead
            {
                Engine = "unity " + Application.unityVersion,
                Project = Application.productName,
                About = about,
                Rate = rate,
                Width = width,
                Height = height,
            };
            int w = width, h = height, q = quality;
            writer = new EpisodeWriter(System.IO.Path.Combine(where, "episode-" + number), head, rgba => ImageConversion.EncodeArrayToJPG(rgba, GraphicsFormat.R8G8B8A8_SRGB, (uint)w, (uint)h, 0, q));
            target = new RenderTexture(width, height, 24, RenderTextureFormat.ARGB32) { hideFlags = HideFlags.HideAndDontSave };
            pixels = new byte[width * height * 4];
            describe = Describe;
            time = 0;
            return Path;
        }

        /// <summary>Report what the player of your game does, in the terms of a Nacre world: walking -1 to 1, turning in radians since the last report.</summary>
        public void Report(float right, float forward, bool jump, bool sprint, float turnLeft, float turnUp)
        {
            this.right = right;
            this.forward = forward;
            this.jump = jump;
            this.sprint = sprint;
            yaw += turnLeft;
            pitch += turnUp;
        }

        /// <summary>End the episode and close its files.</summary>
        public void End()
        {
            if (writer == null) return;
            if (reading) AsyncGPUReadback.WaitAllRequests();
            writer.Dispose();
            if (writer.Failure.Length > 0) Debug.LogError("Nacre: the episode is not whole: " + writer.Failure, this);
            writer = null;
            Discard.Free(target);
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
            time += Time.unscaledDeltaTime;
            waited += Time.unscaledDeltaTime;
            if (waited < 1f / rate || reading) return;
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
            // both count rows from the bottom up: textures that cameras draw to, on every graphics interface, and Unity's encoder
            NativeArray<byte>.Copy(request.GetData<byte>(), 0, pixels, 0, pixels.Length);
            if (writer.Add(time, pixels, describe!)) yaw = pitch = 0f;
        }

        private void Describe(JsonText step)
        {
            step.Key("action").Open('{');
            step.Key("move_left").Write(Math.Max(0f, -right));
            step.Key("move_right").Write(Math.Max(0f, right));
            step.Key("move_forward").Write(Math.Max(0f, forward));
            step.Key("move_back").Write(Math.Max(0f, -forward));
            step.Key("jump").Write(jump ? 1 : 0);
            step.Key("sprint").Write(sprint ? 1 : 0);
            step.Key("look").Write(yaw, pitch);
            step.Close('}');
            step.Key("state").Open('[');
            foreach (var thing in tracked) if (thing != null) Describe(step, thing);
            step.Close(']');
            step.Key("camera").Open('{');
            step.Key("position").Write(camera.Position);
            step.Key("yaw").Write(camera.Yaw);
            step.Key("pitch").Write(camera.Pitch);
            step.Key("fov").Write(camera.Fov ?? 0);
            step.Close('}');
        }

        private static void Describe(JsonText step, Transform thing)
        {
            var at = thing.position;
            var turn = thing.rotation;
            step.Open('{');
            step.Key("name").Write(thing.gameObject.name);
            step.Key("class").Write(thing.gameObject.tag);
            step.Key("position").Write(at.x, at.y, -at.z);
            // flipping Z turns rotations about X and Y round, and leaves those about Z
            step.Key("rotation").Write(-turn.x, -turn.y, turn.z, turn.w);
            step.Close('}');
        }
    }
}
