#nullable enable
using System;
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
    /// <summary>Ground seen from above, gathered from pictures with depth: for each cell of a square the highest point met. Wire axes, metres.</summary>
    public sealed class Heightfield
    {
        private readonly float[] heights;
        private readonly uint[] colours;
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
            colours = new uint[Count * Count];
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

        /// <summary>Colour seen at a point: red, green, blue, from the lowest byte up, sRGB; 0 where no raw picture showed it.</summary>
        public uint Colour(int column, int row)
        {
            return colours[row * Count + column];
        }

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

        /// <summary>Take what a frame with depth shows; false when it has none. Sky counts for nothing, nor do characters where the frame has their mask.</summary>
        public bool Add(WorldFrame frame)
        {
            if (!frame.TryGetPart(PartKind.Depth, out var part, out var bytes) || part.Codec != PartCodec.F16) return false;
            var coloured = frame.TryGetPart(PartKind.Rgb, out var picture, out var rgba) && picture.Codec == PartCodec.Rgba8;
            var masked = frame.TryGetPart(PartKind.Entity, out var mask, out var slots) && mask.Codec == PartCodec.U8;
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
                    if (masked && slots[row * mask.Height / part.Height * mask.Width + column * mask.Width / part.Width] != 0) continue;
                    var u = (2 * (column + 0.5) / part.Width - 1) * right;
                    // forward + right·u + up·v, whose length along the view axis is one
                    var flat = cp - v * sp;
                    var x = camera.Position[0] + depth * (-sy * flat + cy * u);
                    var y = camera.Position[1] + depth * (sp + v * cp);
                    var z = camera.Position[2] + depth * (-cy * flat - sy * u);
                    Raise(x, y, z, coloured ? Pixel(rgba, picture, column * picture.Width / part.Width, row * picture.Height / part.Height) : 0);
                }
            }

            return true;
        }

        /// <summary>Give points that were not seen the height of their lowest neighbour that was, ring by ring, so that a mesh has no holes: what is
        /// hidden lies behind something high. False when nothing was seen at all.</summary>
        public bool Fill()
        {
            var open = new List<int>();
            for (var i = 0; i < heights.Length; i++) if (float.IsNaN(heights[i])) open.Add(i);
            var ring = new List<KeyValuePair<int, int>>();
            while (open.Count > 0)
            {
                ring.Clear();
                foreach (var i in open)
                {
                    var lowest = LowestNeighbour(i);
                    if (lowest >= 0) ring.Add(new KeyValuePair<int, int>(i, lowest));
                }

                if (ring.Count == 0) return false;
                foreach (var pair in ring)
                {
                    heights[pair.Key] = heights[pair.Value];
                    colours[pair.Key] = colours[pair.Value];
                }

                open.RemoveAll(i => !float.IsNaN(heights[i]));
            }

            return true;
        }

        private int LowestNeighbour(int i)
        {
            int column = i % Count, row = i / Count, best = -1;
            if (column > 0) Lower(i - 1, ref best);
            if (column < Count - 1) Lower(i + 1, ref best);
            if (row > 0) Lower(i - Count, ref best);
            if (row < Count - 1) Lower(i + Count, ref best);
            return best;
        }

        private void Lower(int i, ref int best)
        {
            if (!float.IsNaN(heights[i]) && (best < 0 || heights[i] < heights[best])) best = i;
        }

        private static uint Pixel(byte[] rgba, WirePart picture, long column, long row)
        {
            var at = 4 * (row * picture.Width + column);
            return (uint)(rgba[at] | (rgba[at + 1] << 8) | (rgba[at + 2] << 16));
        }

        private void Raise(double x, double y, double z, uint colour)
        {
            var column = (int)Math.Round((x - minX) / Cell);
            var row = (int)Math.Round((z - minZ) / Cell);
            if (column < 0 || row < 0 || column >= Count || row >= Count) return;
            var i = row * Count + column;
            if (!float.IsNaN(heights[i]) && !(y > heights[i])) return;
            heights[i] = (float)y;
            colours[i] = colour;
        }
    }
}
