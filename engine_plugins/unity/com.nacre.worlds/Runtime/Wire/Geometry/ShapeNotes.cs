#nullable enable
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
    /// <summary>Reads what a shape tells of itself: groups that move, sockets, lamps.</summary>
    internal static class ShapeNotes
    {
        private const double Radians = System.Math.PI / 180;

        internal static void Read(ServerShape header, ShapeData shape)
        {
            var groups = new List<ShapeGroup>();
            foreach (var node in header.Groups.Root) groups.Add(Group(node));
            var sockets = new List<ShapeSocket>();
            foreach (var node in header.Sockets.Root)
            {
                var socket = new ShapeSocket { Kind = node["kind"].Text(), Yaw = (float)node["yaw"].Number(), Part = (int)node["part"].Number(-1) };
                Point(node["position"], socket.Position);
                sockets.Add(socket);
            }

            var lights = new List<ShapeLight>();
            foreach (var node in header.Lights.Root)
            {
                var light = new ShapeLight { Reach = (float)node["reach"].Number(), Always = node["always"].Boolean() };
                Point(node["position"], light.Position);
                for (var i = 0; i < 3; i++) light.Colour[i] = (float)node["colour"][i].Number();
                lights.Add(light);
            }

            shape.Groups = groups.ToArray();
            shape.Sockets = sockets.ToArray();
            shape.Lights = lights.ToArray();
        }

        /// <summary>A point in the engine's axes.</summary>
        internal static void Point(MsgpackNode node, float[] into)
        {
            for (var i = 0; i < 3; i++) into[i] = (float)node[i].Number();
            into[2] = -into[2];
        }

        private static ShapeGroup Group(MsgpackNode node)
        {
            var group = new ShapeGroup { Role = node["role"].Text(), Slides = node["joint"].Is("slider") };
            var axis = node["axis"].Is("x") ? 0 : node["axis"].Is("y") ? 1 : 2;
            // what is moved along is flipped like a point, what is turned about the other way
            group.Axis[axis] = group.Slides == (axis == 2) ? -1f : 1f;
            group.Open = (float)(node["open"].Number() * (group.Slides ? 1 : Radians));
            Point(node["pivot"], group.Pivot);
            return group;
        }
    }
}
