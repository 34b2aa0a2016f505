#nullable enable
using System;
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
    /// <summary>A part that is left to a prefab of the project's own: its triangles, which become a box for each of its copies.</summary>
    internal sealed class LeftOutPart
    {
        private readonly int group;

        internal LeftOutPart(int group)
        {
            this.group = group;
        }

        /// <summary>Three corners for each triangle, three numbers each, in the engine's axes.</summary>
        internal List<float> Corners { get; } = new List<float>();

        /// <summary>A box for each socket of the part, else one for all: a triangle is of the copy whose socket is nearest.</summary>
        internal void Split(int number, string role, ShapeSocket[] sockets, List<ShapePart> into)
        {
            var copies = new List<ShapePart>();
            foreach (var socket in sockets)
            {
                if (socket.Part != number || socket.Kind == "spawn") continue;
                var copy = new ShapePart { Role = role, Group = group, Socket = socket.Kind, Yaw = socket.Yaw };
                socket.Position.CopyTo(copy.Position, 0);
                copies.Add(copy);
            }

            if (copies.Count == 0) copies.Add(new ShapePart { Role = role, Group = group });
            for (var i = 0; i + 8 < Corners.Count; i += 9)
            {
                var nearest = copies[0];
                foreach (var copy in copies) if (Away(copy, i) < Away(nearest, i)) nearest = copy;
                for (var k = i; k < i + 9; k += 3) Hold(nearest, k);
            }

            foreach (var copy in copies) if (copy.Low[0] <= copy.High[0]) into.Add(copy);
        }

        private float Away(ShapePart copy, int triangle)
        {
            var sum = 0f;
            for (var axis = 0; axis < 3; axis++)
            {
                var away = (Corners[triangle + axis] + Corners[triangle + 3 + axis] + Corners[triangle + 6 + axis]) / 3f - copy.Position[axis];
                sum += away * away;
            }

            return sum;
        }

        private void Hold(ShapePart copy, int at)
        {
            float x = Corners[at] - copy.Position[0], y = Corners[at + 1] - copy.Position[1], z = Corners[at + 2] - copy.Position[2];
            float cosine = (float)Math.Cos(copy.Yaw), sine = (float)Math.Sin(copy.Yaw);
            ShapeDecoder.Widen(copy.Low, copy.High, x * cosine + z * sine, y, z * cosine - x * sine);
        }
    }
}
