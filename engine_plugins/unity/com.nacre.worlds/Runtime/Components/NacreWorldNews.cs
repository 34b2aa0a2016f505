#nullable enable
using System;
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    // What the connection tells, told on.
    public sealed partial class NacreWorld
    {
        private NacreConnection Hook()
        {
            if (listened != null) return listened;
            if (used == null) used = null;
            var found = Find();
            listened = found;
            found.FrameReceived += OnFrame;
            found.StateReceived += OnState;
            found.Opened += OnOpened;
            found.Closed += OnClosed;
            found.StateChanged += OnStateChanged;
            found.OpeningRefused += Refuse;
            found.Failed += OnFailed;
            found.Offered += OnOffered;
            found.EventReceived += OnWorldEvent;
            found.Progressed += OnProgressed;
            found.Answered += TakeAnswer;
            return found;
        }

        private void Forget()
        {
            if (listened == null) return;
            listened.FrameReceived -= OnFrame;
            listened.StateReceived -= OnState;
            listened.Opened -= OnOpened;
            listened.Closed -= OnClosed;
            listened.StateChanged -= OnStateChanged;
            listened.OpeningRefused -= Refuse;
            listened.Failed -= OnFailed;
            listened.Offered -= OnOffered;
            listened.EventReceived -= OnWorldEvent;
            listened.Progressed -= OnProgressed;
            listened.Answered -= TakeAnswer;
            listened = null;
        }

        private void OnFrame(WorldFrame frame)
        {
            // the last of a world that was closed
            if (Info == null) return;
            if (Surveying || Surveyed?.IsFromAbove(frame) == true) return;
            Surveyed = null;
            Textures.Upload(frame);
            pose ??= new FramePose();
            pose.Take(frame);
            FrameShown?.Invoke(frame);
            onFrame.Invoke();
        }

        private void OnState(ServerState state)
        {
            StateReceived?.Invoke(state);
            onState.Invoke();
        }

        private void OnOpened(ServerOpened opened)
        {
            BeginWithHero(opened);
            Tell(opened);
            onOpened.Invoke();
            IReadOnlyList<string> unmet = opened.Unmet ?? (IReadOnlyList<string>)Array.Empty<string>();
            if (!opened.Resumed && opened.Ignored.Count + unmet.Count > 0) PartlyUnderstood?.Invoke(opened.Ignored, unmet);
        }

        private void OnClosed(ServerClosed closed)
        {
            DropPicture();
            Closed?.Invoke(closed);
            onClosed.Invoke(closed.Text);
        }

        private void OnStateChanged(ConnectionState state, string why)
        {
            if (state != ConnectionState.Offline) return;
            Abandon();
            // left for good, not to go on later
            if (!listened!.GoesOn) DropPicture();
        }

        private void OnOffered(IReadOnlyList<string> prompts) => Offered?.Invoke(prompts);

        private void OnFailed(string code, string message, string hint)
        {
            Debug.LogWarning("Nacre: " + message + (hint.Length > 0 ? " " + hint : string.Empty), this);
            Tell(code, message, hint);
            onFailed.Invoke(message + " " + hint);
        }

        private void OnWorldEvent(ServerEvent happened)
        {
            EventReceived?.Invoke(happened);
            onEvent.Invoke(happened.Kind);
        }

        private void OnProgressed(ServerProgress progress)
        {
            Progressed?.Invoke(progress);
            onProgress.Invoke(progress.Text);
        }
    }
}
