#nullable enable
using System;
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
    /// <summary>The faces of a convex hull of which only the corners were sent: physics takes corners alone, a navigation mesh is made of faces.</summary>
    internal static class ConvexFaces
    {
        private const int Most = 64;

        /// <summary>Indices of triangles, three each, seen from outside as the engine winds them. Points are three numbers each; of more than 64 some are
        /// passed over. Empty when they have no volume.</summary>
        internal static int[] Of(float[] points)
        {
            var all = points.Length / 3;
            var step = Math.Max(1, (all + Most - 1) / Most);
            var count = (all + step - 1) / step;
            var at = new double[3 * count];
            for (var i = 0; i < count; i++) for (var k = 0; k < 3; k++) at[3 * i + k] = points[3 * i * step + k];
            var near = 1e-4 * Size(at);
            var seen = new List<ulong>();
            var triangles = new List<int>();
            var normal = new double[3];
            for (var a = 0; a < count; a++)
            {
                for (var b = a + 1; b < count; b++)
                {
                    for (var c = b + 1; c < count; c++)
                    {
                        var three = 1ul << a | 1ul << b | 1ul << c;
                        if (seen.Exists(face => (face & three) == three) || !Plane(at, a, b, c, normal)) continue;
                        var face = Face(at, count, a, normal, near);
                        if (face == 0) continue;
                        seen.Add(face);
                        Fan(at, count, face, normal, step, triangles);
                    }
                }
            }

            // everything in one plane is a face from both sides
            return seen.Count < 4 ? Array.Empty<int>() : triangles.ToArray();
        }

        private static double Size(double[] at)
        {
            var size = 0.0;
            for (var i = 0; i < at.Length; i++) size = Math.Max(size, Math.Abs(at[i] - at[i % 3]));
            return size;
        }

        private static bool Plane(double[] at, int a, int b, int c, double[] normal)
        {
            double ux = at[3 * b] - at[3 * a], uy = at[3 * b + 1] - at[3 * a + 1], uz = at[3 * b + 2] - at[3 * a + 2];
            double vx = at[3 * c] - at[3 * a], vy = at[3 * c + 1] - at[3 * a + 1], vz = at[3 * c + 2] - at[3 * a + 2];
            normal[0] = uy * vz - uz * vy;
            normal[1] = uz * vx - ux * vz;
            normal[2] = ux * vy - uy * vx;
            var length = Math.Sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
            if (length < 1e-12) return false;
            for (var k = 0; k < 3; k++) normal[k] /= length;
            return true;
        }

        private static double Above(double[] at, int point, int of, double[] normal)
        {
            var sum = 0.0;
            for (var k = 0; k < 3; k++) sum += (at[3 * point + k] - at[3 * of + k]) * normal[k];
            return sum;
        }

        /// <summary>A bit for each point in the plane when all others lie on one side of it, else 0. The normal is turned to look outside.</summary>
        private static ulong Face(double[] at, int count, int a, double[] normal, double near)
        {
            var within = 0ul;
            var side = 0;
            for (var i = 0; i < count; i++)
            {
                var above = Above(at, i, a, normal);
                if (Math.Abs(above) <= near)
                {
                    within |= 1ul << i;
                    continue;
                }

                var its = Math.Sign(above);
                if (side != 0 && its != side) return 0;
                side = its;
            }

            if (side > 0) for (var k = 0; k < 3; k++) normal[k] = -normal[k];
            return side == 0 ? 0 : within;
        }

        private static void Fan(double[] at, int count, ulong face, double[] normal, int step, List<int> triangles)
        {
            var corners = new List<(double X, double Y, int Point)>();
            var middle = new double[3];
            var first = -1;
            var found = 0;
            for (var i = 0; i < count; i++)
            {
                if ((face >> i & 1) == 0) continue;
                if (first < 0) first = i;
                found++;
                for (var k = 0; k < 3; k++) middle[k] += at[3 * i + k];
            }

            var along = new double[3];
            for (var k = 0; k < 3; k++) along[k] = at[3 * first + k] - middle[k] / found;
            var across = new[] { normal[1] * along[2] - normal[2] * along[1], normal[2] * along[0] - normal[0] * along[2], normal[0] * along[1] - normal[1] * along[0] };
            for (var i = 0; i < count; i++)
            {
                if ((face >> i & 1) == 0) continue;
                double x = 0, y = 0;
                for (var k = 0; k < 3; k++)
                {
                    x += (at[3 * i + k] - middle[k] / found) * along[k];
                    y += (at[3 * i + k] - middle[k] / found) * across[k];
                }

                corners.Add((x, y, i * step));
            }

            corners.Sort();
            corners = Outline(corners);
            for (var i = 1; i + 1 < corners.Count; i++)
            {
                triangles.Add(corners[0].Point);
                triangles.Add(corners[i].Point);
                triangles.Add(corners[i + 1].Point);
            }
        }

        /// <summary>The corners of the convex outline of points sorted by x, anticlockwise: points within a face, and on its edges, are none.</summary>
        private static List<(double X, double Y, int Point)> Outline(List<(double X, double Y, int Point)> sorted)
        {
            var found = new List<(double X, double Y, int Point)>();
            for (var side = 0; side < 2; side++)
            {
                var start = found.Count;
                for (var n = 0; n < sorted.Count; n++)
                {
                    var one = sorted[side == 0 ? n : sorted.Count - 1 - n];
                    while (found.Count >= start + 2 && Turn(found[found.Count - 2], found[found.Count - 1], one) <= 0) found.RemoveAt(found.Count - 1);
                    found.Add(one);
                }

                // the last of a side is the first of the other
                found.RemoveAt(found.Count - 1);
            }

            return found;
        }

        private static double Turn((double X, double Y, int Point) a, (double X, double Y, int Point) b, (double X, double Y, int Point) c)
        {
            return (b.X - a.X) * (c.Y - a.Y) - (b.Y - a.Y) * (c.X - a.X);
        }
    }
}
