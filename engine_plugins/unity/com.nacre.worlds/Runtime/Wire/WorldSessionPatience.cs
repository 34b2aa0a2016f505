#nullable enable
using System;
using System.Globalization;

namespace Nacre.Worlds.Wire
{
    // A server that is full or busy passes by itself: it is asked again when it said so, for as long as the world is wished for.
    public sealed partial class WorldSession
    {
        private const double LeastWait = 0.1;

        private double askAgain = double.PositiveInfinity;
        private double toldWaiting;
        private bool toldFull;
        private string full = string.Empty;

        /// <summary>Seconds until a server that was full or busy is asked again for the world; -1 when none is waited for.</summary>
        public double RetrySeconds
        {
            get
            {
                lock (gate) return double.IsInfinity(askAgain) ? -1 : Math.Max(0, askAgain - Now);
            }
        }

        /// <summary>Whether a refusal of the world is waited out. It is told once; how long is left is told every second, as progress.</summary>
        private bool WaitsOut(ServerError error)
        {
            if (error.RetryAfter == null || (error.Code != ErrorCodes.ServerBusy && error.Code != ErrorCodes.TooManySessions)) return false;
            openRequest = 0;
            askAgain = Now + Math.Max(LeastWait, error.RetryAfter.Value);
            full = error.Message;
            if (!toldFull) Post(error);
            toldFull = true;
            TellWaiting();
            return true;
        }

        private void TickWaiting(double now)
        {
            if (!welcome || double.IsInfinity(askAgain)) return;
            if (now >= askAgain) SendOpen();
            else if (now - toldWaiting >= 1) TellWaiting();
        }

        private void TellWaiting()
        {
            toldWaiting = Now;
            var left = Math.Ceiling(askAgain - toldWaiting).ToString("0", CultureInfo.InvariantCulture);
            Post(new ServerProgress { Stage = "queue", Text = "no room yet: " + full + "; trying again in " + left + " s" });
        }
    }
}
