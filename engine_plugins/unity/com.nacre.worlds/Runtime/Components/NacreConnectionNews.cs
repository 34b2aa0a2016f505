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
                    if (happened.State == ConnectionState.Failed) Failed?.Invoke("refused", happened.Text, string.Empty);
                    return;
                case SessionEventKind.Lost:
                    Reason = happened.Text;
                    return;
            }

            switch (happened.Message)
            {
                case ServerWelcome welcome: Welcomed?.Invoke(welcome); break;
                case ServerProgress progress: Progressed?.Invoke(progress); break;
                case ServerOpened opened: TakeOpened(opened); break;
                case ServerEvent what: EventReceived?.Invoke(what); break;
                case ServerClosed closed: Closed?.Invoke(closed); break;
                case ServerError error:
                    if (error.Offers != null) Offered?.Invoke(error.Offers);
                    Failed?.Invoke(error.Code, error.Message, error.Hint);
                    if ((error.Id ?? 0) != 0) Answered?.Invoke(error);
                    break;
                default: Answered?.Invoke(happened.Message!); break;
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
