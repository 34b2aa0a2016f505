#nullable enable
using System;
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
    /// <summary>Which squares of a filled height field can be walked on, and where one can stand: not steep, not under water, a body's width from what is.
    /// Wire axes, metres.</summary>
    public sealed class WalkableGround
    {
        /// <summary>Steepest ground that can be walked on, as rise over run of a cell.</summary>
        public const double Steepest = 0.9;

        /// <summary>Kept free around what cannot be walked on, for the width of a body, metres.</summary>
        public const double Body = 0.5;

        /// <summary>How even the ground around a spawn point must be, metres.</summary>
        public const double Even = 0.4;

        /// <summary>Ground lower than this lies under water, whose level is 0, metres; above it, depth is not exact enough to tell.</summary>
        public const double Wet = -0.05;

        /// <summary>Most spawn points that are given.</summary>
        public const int MostSpawnPoints = 32;

        private readonly Heightfield field;
        private readonly bool[] free;
        private readonly int side;

        /// <summary>The ground of a field that has been filled.</summary>
        public WalkableGround(Heightfield field)
        {
            this.field = field;
            side = field.Count - 1;
            var steep = new bool[side * side];
            for (var row = 0; row < side; row++) for (var column = 0; column < side; column++) steep[row * side + column] = IsSteep(column, row);
            free = Shrink(steep);
        }

        /// <summary>Squares that can be walked on.</summary>
        public int Squares { get; private set; }

        /// <summary>Whether the square between a point and its three neighbours to higher column and row can be walked on.</summary>
        public bool IsFree(int column, int row)
        {
            return column >= 0 && row >= 0 && column < side && row < side && free[row * side + column];
        }

        /// <summary>Columns and rows of places to stand, at least <paramref name="apart"/> metres from each other, the first nearest to a place.</summary>
        public List<(int Column, int Row)> SpawnPoints(double startX, double startZ, double apart)
        {
            var reach = Math.Max(1, (int)Math.Ceiling(1 / field.Cell));
            var even = new List<(double Distance, int Column, int Row)>();
            for (var row = reach; row < side - reach; row += reach)
            {
                for (var column = reach; column < side - reach; column += reach)
                {
                    if (!IsEven(column, row, reach)) continue;
                    field.Place(column, row, out var x, out var z);
                    even.Add(((x - startX) * (x - startX) + (z - startZ) * (z - startZ), column, row));
                }
            }

            even.Sort();
            var taken = new List<(int Column, int Row)>();
            foreach (var (_, column, row) in even)
            {
                var clear = taken.Count < MostSpawnPoints;
                foreach (var other in taken) clear &= field.Cell * Math.Sqrt(Square(other.Column - column) + Square(other.Row - row)) >= apart;
                if (clear) taken.Add((column, row));
            }

            return taken;
        }

        private static double Square(double value)
        {
            return value * value;
        }

        private bool IsSteep(int column, int row)
        {
            float low = float.PositiveInfinity, high = float.NegativeInfinity;
            for (var i = 0; i < 4; i++)
            {
                var height = field[column + i % 2, row + i / 2];
                low = Math.Min(low, height);
                high = Math.Max(high, height);
            }

            return high - low > Steepest * field.Cell || high < Wet;
        }

        private bool[] Shrink(bool[] steep)
        {
            var reach = (int)Math.Ceiling(Body / field.Cell);
            var left = new bool[side * side];
            for (var row = 0; row < side; row++)
            {
                for (var column = 0; column < side; column++)
                {
                    var clear = true;
                    for (var y = Math.Max(0, row - reach); clear && y <= Math.Min(side - 1, row + reach); y++)
                    {
                        for (var x = Math.Max(0, column - reach); clear && x <= Math.Min(side - 1, column + reach); x++) clear = !steep[y * side + x];
                    }

                    left[row * side + column] = clear;
                    if (clear) Squares++;
                }
            }

            return left;
        }

        private bool IsEven(int column, int row, int reach)
        {
            float low = float.PositiveInfinity, high = float.NegativeInfinity;
            for (var i = 0; i < 5; i++)
            {
                var x = column + (i == 1 ? reach : i == 2 ? -reach : 0);
                var y = row + (i == 3 ? reach : i == 4 ? -reach : 0);
                if (!IsFree(x, y)) return false;
                low = Math.Min(low, field[x, y]);
                high = Math.Max(high, field[x, y]);
            }

            return high - low <= Even;
        }
    }
}
