#nullable enable
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
    // Requests and their answers: whoever waits for one gets one, also when the line breaks or the server is left.
    public sealed partial class WorldSession
    {
        private readonly List<long> unanswered = new List<long>();

        /// <summary>Ask for something (pause, resume, status, snapshot, …); returns the number its answer will carry, 0 when there is no
        /// connection. Should the line break first, a <see cref="SessionEventKind.Unanswered"/> carries it.</summary>
        public long Ask(IWireRequest what)
        {
            lock (gate)
            {
                if (!welcome) return 0;
                unanswered.Add(AskLocked(what));
                return request;
            }
        }

        private long AskLocked(IWireRequest what)
        {
            what.Id = ++request;
            Say(what);
            return request;
        }

        private void TakeAnswer(IWireMessage message)
        {
            if (message is IWireAnswer answer) unanswered.Remove(answer.Id ?? 0);
        }

        private void AnswerAll(string why)
        {
            foreach (var id in unanswered) Post(new SessionEvent(SessionEventKind.Unanswered, connection, new ServerError { Id = id, Code = "not_connected", Message = why, Hint = "Ask again once there is a connection." }, string.Empty));
            unanswered.Clear();
        }
    }
}
