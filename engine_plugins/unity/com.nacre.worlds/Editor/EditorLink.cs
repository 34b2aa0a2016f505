#nullable enable
using System;
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEditor;
using UnityEngine;

namespace Nacre.Worlds.Editor
{
    /// <summary>A connection of the editor's own, for looking at a server without Play: handshake, progress, pictures. Ends before anything that would
    /// leave its threads behind: a recompile, Play, quitting.</summary>
    internal sealed class EditorLink : IDisposable
    {
        private const int JoinMilliseconds = 500;

        private readonly List<string> lines = new List<string>();
        private WorldSession? session;
        private FrameTextures? textures;
        private WorldFrame? shown;
        private HeightfieldBake? bake;
        private Action<HeightfieldBake, ServerState?>? baked;
        private ServerState latest = new ServerState();
        private bool hasState;
        private string prompt = string.Empty;

        internal EditorLink()
        {
            AssemblyReloadEvents.beforeAssemblyReload += Dispose;
            EditorApplication.quitting += Dispose;
            EditorApplication.playModeStateChanged += OnPlayMode;
            EditorApplication.update += Collect;
        }

        /// <summary>Something changed that is worth drawing.</summary>
        internal event Action? Changed;

        internal ConnectionState State { get; private set; }

        internal IReadOnlyList<string> Lines => lines;

        internal ServerWelcome? Welcome => session?.Welcome;

        internal ServerOpened? World => session?.Opened;

        internal Texture2D? Picture => textures?.Picture;

        internal bool PictureFlipped => textures != null && textures.PictureFlipped;

        /// <summary>Direction of the picture that is shown, radians to the left.</summary>
        internal double Turned => shown?.Header.Camera.Yaw ?? 0;

        internal bool IsBaking => bake != null;

        internal float BakeProgress => bake?.Progress ?? 0f;

        internal void Connect(string endpoint, string token)
        {
            Leave();
            lines.Clear();
            try
            {
                session = new WorldSession(new SessionOptions { Endpoint = endpoint, AccessToken = token, ClientName = "nacre-unity-editor", Engine = "unity " + Application.unityVersion });
            }
            catch (WireException error)
            {
                Say(error.Message);
                State = ConnectionState.Failed;
                return;
            }

            textures = new FrameTextures();
            session.Start();
        }

        /// <summary>Show a place for the given words.</summary>
        internal void Preview(string words, long seed)
        {
            prompt = words;
            session?.Open(new ClientOpen
            {
                Prompt = words,
                Seed = seed >= 0 ? seed : (long?)null,
                Width = 640,
                Height = 360,
                Fps = 10,
                Channels = new List<string> { "rgb", "depth", "entity", "state" },
            });
        }

        /// <summary>Turn the head in the preview, radians left and up.</summary>
        internal void Look(double left, double up)
        {
            session?.Report(0, 0, false, false, left, up);
        }

        /// <summary>Draw from a camera, null for the player's eyes; not while a bake needs the camera.</summary>
        internal void ViewFrom(WireCamera? camera)
        {
            if (bake == null) session?.View(camera);
        }

        /// <summary>What is shown, to open it again; null when no world is open.</summary>
        internal NacreSavedWorld? Saved()
        {
            if (World == null) return null;
            var saved = ScriptableObject.CreateInstance<NacreSavedWorld>();
            saved.Keep(World, prompt);
            return saved;
        }

        /// <summary>Bake the ground around the player of the world that is shown.</summary>
        internal bool Bake(double size, double cell, double above, Action<HeightfieldBake, ServerState?> done)
        {
            if (session == null || shown == null || IsBaking || State != ConnectionState.Playing) return false;
            bake = new HeightfieldBake(shown.Header, size, cell, above);
            baked = done;
            session.View(bake.Current);
            return true;
        }

        internal void Leave()
        {
            if (session == null) return;
            session.Stop(false);
            session.Join(JoinMilliseconds);
            session = null;
            shown = null;
            bake = null;
            hasState = false;
            textures?.Dispose();
            textures = null;
            State = ConnectionState.Offline;
            Changed?.Invoke();
        }

        public void Dispose()
        {
            AssemblyReloadEvents.beforeAssemblyReload -= Dispose;
            EditorApplication.quitting -= Dispose;
            EditorApplication.playModeStateChanged -= OnPlayMode;
            EditorApplication.update -= Collect;
            Leave();
        }

        private void OnPlayMode(PlayModeStateChange change)
        {
            if (change == PlayModeStateChange.ExitingEditMode) Leave();
        }

        private void Collect()
        {
            if (session == null) return;
            session.Poll();
            while (session.TryTakeEvent(out var happened)) Tell(happened);
            if (session.TryTakeState(ref latest)) hasState = true;
            var next = session.Frames.Take();
            if (next == null || textures == null) return;
            if (shown != null) session.Frames.Release(shown);
            shown = next;
            if (bake != null) Step(next);
            else textures.Upload(next);
            Changed?.Invoke();
        }

        private void Step(WorldFrame frame)
        {
            var running = bake!;
            running.Take(frame);
            if (running.Failure.Length > 0) Say(running.Failure);
            if (running.Current != null)
            {
                session!.View(running.Current);
                return;
            }

            bake = null;
            session!.View(null);
            if (running.Failure.Length == 0) baked?.Invoke(running, hasState ? latest : null);
        }

        private void Tell(SessionEvent happened)
        {
            State = happened.State;
            switch (happened.Message)
            {
                case null: Say(happened.State + ": " + happened.Text); break;
                case ServerProgress progress: Say(progress.Text); break;
                case ServerOpened opened: Say("opened " + opened.World + " (" + opened.Model + ", seed " + opened.Seed + "), ignored words: " + (opened.Ignored.Count == 0 ? "none" : string.Join(", ", opened.Ignored))); break;
                case ServerError _ when happened.Text.Length > 0: Say(happened.State + ": " + happened.Text); break;
                case ServerError error: Say(error.Code + ": " + error.Message + " " + error.Hint); break;
                case ServerClosed closed: Say(closed.Text); break;
            }
        }

        private void Say(string line)
        {
            lines.Add(line);
            if (lines.Count > 50) lines.RemoveAt(0);
            Changed?.Invoke();
        }
    }
}
