#nullable enable
using System;
using Nacre.Worlds.Wire;

namespace Nacre.Worlds
{
    // What came from the server, told on.
    public sealed partial class NacreConnection
    {
        /// <summary>Collect what came. Called every frame while the component is enabled; editor tools call it themselves.</summary>
        public void Collect()
        {
            if (session == null) return;
            session.Poll();
            while (session != null && session.TryTakeEvent(out var happened)) Tell(happened);
            if (session == null || pacer == null) return;
            if (session.TryTakeState(ref worldState))
            {
                LastState = worldState;
                StateReceived?.Invoke(worldState);
            }

            if (Geometry.TryTakeAir(ref newestAir)) Air = newestAir;
            if (session == null || pacer == null) return;
            var next = pacer.Next(session.Now);
            if (next == null) return;
            if (LastFrame != null) session.Frames.Release(LastFrame);
            LastFrame = next;
            FrameReceived?.Invoke(next);
        }

        private void Tell(SessionEvent happened)
        {
            switch (happened.Kind)
            {
                case SessionEventKind.State:
                    Become(happened.State, happened.Text);
                    // with a message, it was told as that
                    if (happened.State == ConnectionState.Failed && happened.Message == null) Failed?.Invoke("refused", happened.Text, string.Empty);
                    return;
                case SessionEventKind.Lost:
                    Reason = happened.Text;
                    TellTrouble((ServerError)happened.Message!);
                    return;
                case SessionEventKind.Unanswered:
                    Answered?.Invoke(happened.Message!);
                    return;
                case SessionEventKind.Refused:
                    OpeningRefused?.Invoke((ServerError)happened.Message!);
                    break;
            }

            switch (happened.Message)
            {
                case ServerWelcome welcome:
                    trouble = string.Empty;
                    Welcomed?.Invoke(welcome);
                    break;
                case ServerProgress progress: Progressed?.Invoke(progress); break;
                case ServerOpened opened: TakeOpened(opened); break;
                case ServerEvent what: EventReceived?.Invoke(what); break;
                case ServerClosed closed:
                    Closed?.Invoke(closed);
                    if ((closed.Id ?? 0) != 0) Answered?.Invoke(closed);
                    break;
                case ServerError error:
                    if (error.Offers != null) Offered?.Invoke(error.Offers);
                    Failed?.Invoke(error.Code, error.Message, error.Hint);
                    if ((error.Id ?? 0) != 0) Answered?.Invoke(error);
                    break;
                default: Answered?.Invoke(happened.Message!); break;
            }
        }

        /// <summary>The same trouble again and again is told once.</summary>
        private void TellTrouble(ServerError error)
        {
            if (trouble == error.Message) return;
            trouble = error.Message;
            Failed?.Invoke(error.Code, error.Message, error.Hint);
        }

        /// <summary>Leave the server, and let whoever waits for its answers have them.</summary>
        private void Drop(bool keepWorld)
        {
            if (session == null) return;
            var left = session;
            kept = keepWorld ? left.SessionToken : string.Empty;
            session = null;
            pacer = null;
            left.Stop(keepWorld);
            left.Join(0);
            while (left.TryTakeEvent(out var happened))
            {
                if (happened.Message is ServerWelcome || happened.Message is ServerOpened || happened.Kind == SessionEventKind.Refused) continue;
                if (happened.Message is IWireAnswer answer && (answer.Id ?? 0) != 0) Answered?.Invoke(answer);
            }
        }

        private void TakeOpened(ServerOpened opened)
        {
            var steps = 1L;
            var models = session?.Welcome?.Models;
            for (var i = 0; models != null && i < models.Count; i++) if (models[i].Name == opened.Model) steps = models[i].FramesPerStep;
            if (pacer != null) pacer.PerStep = (int)Math.Min(64, steps);
            Opened?.Invoke(opened);
        }

        private void Become(ConnectionState next, string why)
        {
            if (next == State) return;
            State = next;
            Reason = why;
            StateChanged?.Invoke(next, why);
        }
    }
}
