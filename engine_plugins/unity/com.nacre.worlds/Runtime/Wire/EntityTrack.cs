#nullable enable
using System;

namespace Nacre.Worlds.Wire
{
    /// <summary>Where a character was, state by state, and where it is between them. Wire axes; times are world time, seconds.</summary>
    public sealed class EntityTrack
    {
        /// <summary>Longest step that is walked smoothly, metres; beyond, the character is put there.</summary>
        public const double Leap = 4.0;

        private const int Length = 32;

        private readonly double[] times = new double[Length];
        private readonly double[] places = new double[Length * 4];
        private int first;
        private int count;

        /// <summary>Number of states remembered.</summary>
        public int Count => count;

        /// <summary>Forget everything.</summary>
        public void Clear()
        {
            count = 0;
        }

        /// <summary>A newer state; one that is not newer is ignored.</summary>
        public void Add(double time, double x, double y, double z, double yaw)
        {
            if (count > 0 && time <= times[Slot(count - 1)]) return;
            if (count == Length)
            {
                first = (first + 1) % Length;
                count--;
            }

            var slot = Slot(count++);
            times[slot] = time;
            places[4 * slot] = x;
            places[4 * slot + 1] = y;
            places[4 * slot + 2] = z;
            places[4 * slot + 3] = yaw;
        }

        /// <summary>Place and yaw at a moment, written to four numbers; held at both ends. False when nothing is known.</summary>
        public bool At(double time, double[] into)
        {
            if (count == 0) return false;
            var after = 0;
            while (after < count && times[Slot(after)] <= time) after++;
            var b = Slot(Math.Min(after, count - 1));
            var a = Slot(Math.Max(after - 1, 0));
            var share = a == b ? 1 : (time - times[a]) / (times[b] - times[a]);
            var step = 0.0;
            for (var i = 0; i < 3; i++) step += (places[4 * b + i] - places[4 * a + i]) * (places[4 * b + i] - places[4 * a + i]);
            if (step > Leap * Leap) share = 1;
            for (var i = 0; i < 3; i++) into[i] = places[4 * a + i] + share * (places[4 * b + i] - places[4 * a + i]);
            var turn = Math.IEEERemainder(places[4 * b + 3] - places[4 * a + 3], 2 * Math.PI);
            into[3] = places[4 * a + 3] + share * turn;
            return true;
        }

        private int Slot(int index)
        {
            return (first + index) % Length;
        }
    }
}
