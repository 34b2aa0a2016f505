#nullable enable
using System;
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
    /// <summary>Ground seen from above, gathered from pictures with depth: for each cell of a square the highest point met. Wire axes, metres.</summary>
    public sealed class Heightfield
    {
        private readonly float[] heights;
        private readonly double minX;
        private readonly double minZ;

        /// <summary>A field of <paramref name="size"/> metres around a centre, with cells of <paramref name="cell"/> metres.</summary>
        public Heightfield(double centreX, double centreZ, double size, double cell)
        {
            if (!(size > 0) || !(cell > 0) || size / cell > 2048) throw new ArgumentOutOfRangeException(nameof(cell), "size and cell must be positive, at most 2048 cells across");
            Cell = cell;
            Count = (int)Math.Round(size / cell) + 1;
            minX = centreX - size / 2;
            minZ = centreZ - size / 2;
            heights = new float[Count * Count];
            for (var i = 0; i < heights.Length; i++) heights[i] = float.NaN;
        }

        /// <summary>Metres between two points.</summary>
        public double Cell { get; }

        /// <summary>Points along each side.</summary>
        public int Count { get; }

        /// <summary>Share of points that have been seen.</summary>
        public double Seen
        {
            get
            {
                var seen = 0;
                foreach (var height in heights) if (!float.IsNaN(height)) seen++;
                return (double)seen / heights.Length;
            }
        }

        /// <summary>Height at a point, not-a-number where nothing was seen.</summary>
        public float this[int column, int row] => heights[row * Count + column];

        /// <summary>Place of a point.</summary>
        public void Place(int column, int row, out double x, out double z)
        {
            x = minX + column * Cell;
            z = minZ + row * Cell;
        }

        /// <summary>Cameras from which the whole square is seen from above; each covers a tile with a vertical view of <paramref name="fov"/> radians.</summary>
        public List<WireCamera> Cameras(double above, double fov, double aspect)
        {
            var cameras = new List<WireCamera>();
            // half the width covered at the ground, with a tenth of overlap
            var tile = 2 * above * Math.Tan(fov / 2) * Math.Min(1, aspect) * 0.9;
            var across = Math.Max(1, (int)Math.Ceiling((Count - 1) * Cell / tile));
            var step = (Count - 1) * Cell / across;
            for (var row = 0; row < across; row++)
            {
                for (var column = 0; column < across; column++)
                {
                    var camera = new WireCamera { Yaw = 0, Pitch = -Math.PI / 2, Fov = fov };
                    camera.Position[0] = minX + (column + 0.5) * step;
                    camera.Position[1] = above;
                    camera.Position[2] = minZ + (row + 0.5) * step;
                    cameras.Add(camera);
                }
            }

            return cameras;
        }

        /// <summary>Take what a frame with depth shows; false when it has none. Sky and slanting sides count for nothing.</summary>
        public bool Add(WorldFrame frame)
        {
            if (!frame.TryGetPart(PartKind.Depth, out var part, out var bytes) || part.Codec != PartCodec.F16) return false;
            var camera = frame.Header.Camera;
            var projection = frame.Header.Projection;
            double sy = Math.Sin(camera.Yaw), cy = Math.Cos(camera.Yaw), sp = Math.Sin(camera.Pitch), cp = Math.Cos(camera.Pitch);
            var up = Math.Tan(projection.Fov / 2);
            var right = up * projection.Aspect;
            for (var row = 0; row < part.Height; row++)
            {
                var v = (1 - 2 * (row + 0.5) / part.Height) * up;
                for (var column = 0; column < part.Width; column++)
                {
                    var at = (int)(2 * (row * part.Width + column));
                    var depth = HalfFloat.ToSingle((ushort)(bytes[at] | (bytes[at + 1] << 8)));
                    if (!(depth < projection.Far) || !(depth > projection.Near)) continue;
                    var u = (2 * (column + 0.5) / part.Width - 1) * right;
                    // forward + right·u + up·v, whose length along the view axis is one
                    var flat = cp - v * sp;
                    var x = camera.Position[0] + depth * (-sy * flat + cy * u);
                    var y = camera.Position[1] + depth * (sp + v * cp);
                    var z = camera.Position[2] + depth * (-cy * flat - sy * u);
                    Raise(x, y, z);
                }
            }

            return true;
        }

        /// <summary>Give points that were not seen the height of the nearest that were, so that a mesh has no holes. False when nothing was seen at all.</summary>
        public bool Fill()
        {
            var edge = new Queue<int>();
            for (var i = 0; i < heights.Length; i++) if (!float.IsNaN(heights[i])) edge.Enqueue(i);
            if (edge.Count == 0) return false;
            while (edge.Count > 0)
            {
                var i = edge.Dequeue();
                int column = i % Count, row = i / Count;
                if (column > 0) Spread(i, i - 1, edge);
                if (column < Count - 1) Spread(i, i + 1, edge);
                if (row > 0) Spread(i, i - Count, edge);
                if (row < Count - 1) Spread(i, i + Count, edge);
            }

            return true;
        }

        private void Spread(int from, int to, Queue<int> edge)
        {
            if (!float.IsNaN(heights[to])) return;
            heights[to] = heights[from];
            edge.Enqueue(to);
        }

        private void Raise(double x, double y, double z)
        {
            var column = (int)Math.Round((x - minX) / Cell);
            var row = (int)Math.Round((z - minZ) / Cell);
            if (column < 0 || row < 0 || column >= Count || row >= Count) return;
            var i = row * Count + column;
            if (float.IsNaN(heights[i]) || y > heights[i]) heights[i] = (float)y;
        }
    }

    /// <summary>IEEE half floats.</summary>
    public static class HalfFloat
    {
        /// <summary>The value of 16 bits.</summary>
        public static float ToSingle(ushort bits)
        {
            var sign = (bits & 0x8000) << 16;
            var exponent = (bits >> 10) & 31;
            var mantissa = bits & 0x3ff;
            if (exponent == 31) return BitConverter.Int32BitsToSingle(sign | 0x7f800000 | (mantissa << 13));
            if (exponent > 0) return BitConverter.Int32BitsToSingle(sign | ((exponent + 112) << 23) | (mantissa << 13));
            // subnormal halves are multiples of 2^-24
            return (sign != 0 ? -1f : 1f) * mantissa * 5.9604644775390625e-8f;
        }
    }
}
