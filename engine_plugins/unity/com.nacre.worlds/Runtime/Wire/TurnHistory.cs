#nullable enable
using System;

namespace Nacre.Worlds.Wire
{
    /// <summary>Remembers how far the head had turned at each input, so that a picture of an older input can be turned to where the
    /// player looks now.</summary>
    public sealed class TurnHistory
    {
        /// <summary>Inputs remembered; at 250 a second, two seconds.</summary>
        public const int Length = 512;

        private readonly long[] inputs = new long[Length];
        private readonly double[] left = new double[Length];
        private readonly double[] up = new double[Length];
        private long newest;
        private double nowLeft;
        private double nowUp;

        /// <summary>Forget everything.</summary>
        public void Clear()
        {
            Array.Clear(inputs, 0, Length);
            Array.Clear(left, 0, Length);
            Array.Clear(up, 0, Length);
            newest = 0;
            nowLeft = nowUp = 0;
        }

        /// <summary>The head has turned so far in all; <paramref name="input"/> is the newest input sent, which may not have told it yet.</summary>
        public void Add(long input, double turnedLeft, double turnedUp)
        {
            nowLeft = turnedLeft;
            nowUp = turnedUp;
            if (input == newest) return;
            newest = input;
            inputs[input % Length] = input;
            left[input % Length] = turnedLeft;
            up[input % Length] = turnedUp;
        }

        /// <summary>How far it has turned since an input; nothing when that is older than is remembered.</summary>
        public void Since(long input, out double turnedLeft, out double turnedUp)
        {
            var slot = input % Length;
            var known = input > 0 && inputs[slot] == input;
            // before the first input, all turning is still ahead
            turnedLeft = known ? nowLeft - left[slot] : input == 0 ? nowLeft : 0;
            turnedUp = known ? nowUp - up[slot] : input == 0 ? nowUp : 0;
        }
    }
}
