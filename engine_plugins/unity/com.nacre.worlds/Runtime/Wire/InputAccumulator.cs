#nullable enable
using System;

namespace Nacre.Worlds.Wire
{
    /// <summary>What the player does between two messages: held buttons are state and the latest wins, turns of the head add up. Decides when
    /// there is something to say, so that the game may report at any rate.</summary>
    public sealed class InputAccumulator
    {
        /// <summary>Shortest time between two messages, seconds; the server takes 2,000 messages a second.</summary>
        public const double LeastSeconds = 1.0 / 250.0;

        /// <summary>Held buttons are repeated this often, seconds; the server lets go after <see cref="Protocol.HeldTtlSeconds"/>.</summary>
        public const double RepeatSeconds = Protocol.HeldTtlSeconds / 4;

        private const double MostTurn = 64.0;

        private readonly WireHeld held = new WireHeld();
        private readonly WireLook look = new WireLook();
        private double moveX;
        private double moveZ;
        private bool jump;
        private bool sprint;
        private bool jumpPressed;
        private double yaw;
        private double pitch;
        private double sentAt = double.NegativeInfinity;
        private long sequence;

        /// <summary>Number of the newest input sent.</summary>
        public long Sequence => sequence;

        /// <summary>How far the head has turned to the left since the beginning, radians.</summary>
        public double TurnedLeft { get; private set; }

        /// <summary>How far the head has turned up since the beginning, radians.</summary>
        public double TurnedUp { get; private set; }

        /// <summary>Begin a connection: numbers start again, nothing is held back from before.</summary>
        public void Reset()
        {
            sequence = 0;
            sentAt = double.NegativeInfinity;
            yaw = pitch = TurnedLeft = TurnedUp = 0;
            jumpPressed = false;
        }

        /// <summary>Report what is held now and how far the head turned since the last report, radians.</summary>
        public void Report(double right, double forward, bool jumps, bool sprints, double turnLeft, double turnUp)
        {
            moveX = Clamp(right, 1);
            moveZ = Clamp(forward, 1);
            jump = jumps;
            // a press that is over before the next message still counts
            jumpPressed |= jumps;
            sprint = sprints;
            TurnedLeft += Finite(turnLeft);
            TurnedUp += Finite(turnUp);
            yaw = Clamp(yaw + Finite(turnLeft), MostTurn);
            pitch = Clamp(pitch + Finite(turnUp), MostTurn);
        }

        /// <summary>Fill a message if there is something to say. <paramref name="now"/> is the session's clock, seconds.</summary>
        public bool Take(double now, ClientAct into)
        {
            var since = now - sentAt;
            if (since < LeastSeconds) return false;
            var changed = held.MoveX != moveX || held.MoveZ != moveZ || held.Jump != (jump || jumpPressed) || held.Sprint != sprint;
            if (!changed && yaw == 0 && pitch == 0 && since < RepeatSeconds) return false;
            held.MoveX = moveX;
            held.MoveZ = moveZ;
            held.Jump = jump || jumpPressed;
            held.Sprint = sprint;
            look.Yaw = yaw;
            look.Pitch = pitch;
            yaw = pitch = 0;
            jumpPressed = false;
            sentAt = now;
            into.Clear();
            into.Seq = ++sequence;
            into.T = now;
            into.Held = held;
            into.Look = look;
            return true;
        }

        /// <summary>The number of the next input that is no <c>act</c>.</summary>
        public long Next()
        {
            return ++sequence;
        }

        private static double Finite(double value)
        {
            return double.IsNaN(value) || double.IsInfinity(value) ? 0 : value;
        }

        private static double Clamp(double value, double most)
        {
            return Math.Max(-most, Math.Min(most, Finite(value)));
        }
    }
}
