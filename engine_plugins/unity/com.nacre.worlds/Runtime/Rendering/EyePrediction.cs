#nullable enable
using System;
using Nacre.Worlds.Wire;

namespace Nacre.Worlds
{
    /// <summary>Where the player's eyes are now, as far as is known here: where the newest picture was drawn, turned by what the head has done since, carried on
    /// by the motion between the last two pictures.</summary>
    public sealed class EyePrediction
    {
        /// <summary>Longest time the motion is carried on beyond the newest picture, seconds.</summary>
        public const double LongestSeconds = 0.25;

        /// <summary>A step beyond this is no walking, metres: never carried on.</summary>
        public const double Jump = 2.0;

        /// <summary>How far up and down a head can look, radians.</summary>
        public const double PitchLimit = 1.45;

        private readonly double[] last = new double[3];
        private readonly double[] velocity = new double[3];
        private double lastTime = double.NaN;

        /// <summary>Forget the motion: another world.</summary>
        public void Reset()
        {
            lastTime = double.NaN;
            Array.Clear(velocity, 0, 3);
        }

        /// <summary>A newer picture.</summary>
        public void Take(FramePose pose)
        {
            var seconds = pose.WorldTime - lastTime;
            var length = 0.0;
            for (var i = 0; i < 3; i++) length += (pose.Camera.Position[i] - last[i]) * (pose.Camera.Position[i] - last[i]);
            var walks = seconds > 1e-3 && length < Jump * Jump;
            for (var i = 0; i < 3; i++)
            {
                velocity[i] = walks ? (pose.Camera.Position[i] - last[i]) / seconds : 0;
                last[i] = pose.Camera.Position[i];
            }

            lastTime = pose.WorldTime;
        }

        /// <summary>The eyes, for a head that has turned so far (radians left and up) since the input the picture shows. <paramref name="age"/>: seconds since the
        /// picture came, 0 to carry no motion on.</summary>
        public void At(FramePose pose, double age, double left, double up, WireCamera into)
        {
            var ahead = Math.Max(0, Math.Min(LongestSeconds, age));
            for (var i = 0; i < 3; i++) into.Position[i] = pose.Camera.Position[i] + velocity[i] * ahead;
            into.Yaw = pose.Camera.Yaw + left;
            into.Pitch = Math.Max(-PitchLimit, Math.Min(PitchLimit, pose.Camera.Pitch + up));
        }
    }
}
