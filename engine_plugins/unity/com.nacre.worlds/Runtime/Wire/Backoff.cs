#nullable enable
using System;

namespace Nacre.Worlds.Wire
{
    /// <summary>How long to wait before the next attempt: from a quarter of a second, doubling, with jitter so that many clients of
    /// one server do not return together. Short for the first half minute, in which a restarted server is back.</summary>
    public sealed class Backoff
    {
        private const double First = 0.25;
        private const double EarlyMost = 1.0;
        private const double LateMost = 5.0;
        private const double EarlySeconds = 30.0;

        private readonly Random random;
        private double next = First;
        private double waited;

        /// <summary>A back-off; equal seeds give equal waits.</summary>
        public Backoff(int seed)
        {
            random = new Random(seed);
        }

        /// <summary>Seconds to wait now.</summary>
        public double Next()
        {
            var wait = next * (0.75 + 0.5 * random.NextDouble());
            next = Math.Min(next * 2, waited < EarlySeconds ? EarlyMost : LateMost);
            waited += wait;
            return wait;
        }

        /// <summary>The connection is good: begin again with the shortest wait.</summary>
        public void Reset()
        {
            next = First;
            waited = 0;
        }
    }
}
