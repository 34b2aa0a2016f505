#nullable enable
using System;
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
    /// <summary>Makes a <see cref="ShapeData"/> of a <c>shape</c> message, on whatever thread. The bytes are those of docs/geometry.md.</summary>
    internal sealed class ShapeDecoder
    {
        private const int VertexBytes = 20;
        private const int Moving = 97;

        private readonly ServerShape header;
        private readonly GeometryChoices choices;
        private readonly string[] materials;
        private readonly PartBytes part;
        private readonly ShapeData shape;
        private readonly List<ShapeMesh> meshes = new List<ShapeMesh>();
        private readonly Dictionary<int, LeftOutPart> leftOut = new Dictionary<int, LeftOutPart>();
        private readonly bool[] hidden;

        private ShapeDecoder(ServerShape header, byte[] data, GeometryChoices choices, string[] materials)
        {
            this.header = header;
            this.choices = choices;
            this.materials = materials;
            part = new PartBytes(data);
            shape = new ShapeData(header.Hash, header.Kind);
            hidden = new bool[256];
            for (var i = 0; i < header.Roles.Count; i++) hidden[i] = choices.Roles.Contains(header.Roles[i]);
        }

        /// <summary>Decode an inflated part; throws <see cref="WireException"/>.</summary>
        internal static ShapeData Decode(ServerShape header, byte[] data, GeometryChoices choices, string[] materials)
        {
            return new ShapeDecoder(header, data, choices, materials).Run();
        }

        private ShapeData Run()
        {
            Corners(header.Low, header.High, shape.Low, shape.High);
            shape.Until = new float[header.Levels.Count];
            for (var level = 0; level < header.Levels.Count; level++)
            {
                shape.Until[level] = (float)header.Levels[level].Until;
                Level(level, header.Levels[level]);
            }

            shape.Meshes = meshes.ToArray();
            Colliders();
            ShapeNotes.Read(header, shape);
            var parts = new List<ShapePart>();
            foreach (var pair in leftOut) pair.Value.Split(pair.Key, header.Roles[pair.Key], shape.Sockets, parts);
            shape.LeftOut = parts.ToArray();
            return shape;
        }

        internal static void Corners(double[] low, double[] high, float[] intoLow, float[] intoHigh)
        {
            for (var i = 0; i < 2; i++)
            {
                intoLow[i] = (float)low[i];
                intoHigh[i] = (float)high[i];
            }

            intoLow[2] = -(float)high[2];
            intoHigh[2] = -(float)low[2];
        }

        private void Level(int number, WireShapeLevel level)
        {
            if (level.Vertices > PartBytes.Most / VertexBytes || level.Indices > PartBytes.Most / 2) throw WireException.Value("shape.levels", "claims too much");
            var vertices = (int)level.Vertices;
            var from = part.Take(level.Vertices * VertexBytes, "shape");
            var wide = level.IndexBytes == 2 ? 2 : 4;
            var codes = part.Take(level.Indices * wide, "shape");
            part.Align();
            var indices = Indices(codes, (int)level.Indices, wide, vertices);
            var moved = new int[vertices];
            var ranges = level.Ranges;
            for (var group = 0; group < Moving; group++)
            {
                var any = false;
                for (var run = 0; run + 4 < ranges.Count; run += 5) any |= ranges[run + 3] == group;
                if (any) Group(number, group, from, indices, ranges, moved);
            }
        }

        private int[] Indices(int codes, int count, int wide, int vertices)
        {
            var indices = new int[count];
            var fresh = 0L;
            for (var i = 0; i < count; i++)
            {
                var code = wide == 2 ? part.Unsigned(codes + 2 * i) : part.Long(codes + 4 * i);
                var index = fresh - code;
                if (code == 0) fresh++;
                if (index < 0 || index >= vertices) throw WireException.Value("shape", "names a vertex that is not there");
                indices[i] = (int)index;
            }

            return indices;
        }

        private void Group(int level, int group, int from, int[] indices, List<long> ranges, int[] moved)
        {
            for (var i = 0; i < moved.Length; i++) moved[i] = -1;
            var mesh = new ShapeMesh { Level = level, Group = group };
            var corners = new List<ThingVertex>();
            var order = new List<int>();
            var runs = new List<ShapeRun>();
            // the world's own materials first, as one run; then those the project replaces, one after the other
            var first = 0;
            for (var run = 0; run + 4 < ranges.Count; run += 5)
                if (ranges[run + 3] == group && Own(ranges[run + 2]) < 0) Run(ranges, run, level, from, indices, moved, mesh, corners, order);
            if (order.Count > 0) runs.Add(new ShapeRun(-1, 0, order.Count));
            for (var run = 0; run + 4 < ranges.Count; run += 5)
            {
                if (ranges[run + 3] != group || Own(ranges[run + 2]) < 0) continue;
                first = order.Count;
                Run(ranges, run, level, from, indices, moved, mesh, corners, order);
                if (order.Count > first) runs.Add(new ShapeRun(Own(ranges[run + 2]), first, order.Count - first));
            }

            if (order.Count == 0) return;
            mesh.Vertices = corners.ToArray();
            mesh.Indices = order.ToArray();
            mesh.Runs = runs.ToArray();
            meshes.Add(mesh);
        }

        private int Own(long material)
        {
            return material >= 0 && material < materials.Length && choices.Materials.Contains(materials[material]) ? (int)material : -1;
        }

        private void Run(List<long> ranges, int run, int level, int from, int[] indices, int[] moved, ShapeMesh mesh, List<ThingVertex> corners, List<int> order)
        {
            long first = ranges[run], count = ranges[run + 1];
            if (first > indices.Length || count > indices.Length - first) throw WireException.Value("shape.levels", "has a run beyond its indices");
            for (var i = (int)first; i + 2 < first + count; i += 3)
            {
                var number = part.Data[from + indices[i] * VertexBytes + 19];
                if (hidden[number])
                {
                    if (!leftOut.TryGetValue(number, out var taken)) leftOut.Add(number, taken = new LeftOutPart(mesh.Group));
                    if (level == 0) for (var k = 0; k < 3; k++) Keep(taken, from + indices[i + k] * VertexBytes);
                    continue;
                }

                // z is flipped, so the other way round
                order.Add(Corner(indices[i], from, moved, mesh, corners));
                order.Add(Corner(indices[i + 2], from, moved, mesh, corners));
                order.Add(Corner(indices[i + 1], from, moved, mesh, corners));
            }
        }

        private int Corner(int index, int from, int[] moved, ShapeMesh mesh, List<ThingVertex> corners)
        {
            if (moved[index] >= 0) return moved[index];
            var at = from + index * VertexBytes;
            var data = part.Data;
            var step = (float)header.Step;
            var vertex = new ThingVertex { X = part.Short(at) * step, Y = part.Short(at + 2) * step, Z = -part.Short(at + 4) * step };
            vertex.Normal = data[at + 8] | (uint)data[at + 9] << 8 | (uint)(byte)-(sbyte)data[at + 10] << 16;
            vertex.Colour = data[at + 16] | (uint)data[at + 17] << 8 | (uint)data[at + 18] << 16 | (uint)data[at + 7] << 24;
            vertex.U = part.Short(at + 12) / 256f;
            vertex.V = part.Short(at + 14) / 256f;
            vertex.Surface = data[at + 6] | (uint)data[at + 11] << 8 | (uint)data[at + 19] << 16;
            Widen(mesh.Low, mesh.High, vertex.X, vertex.Y, vertex.Z);
            corners.Add(vertex);
            return moved[index] = corners.Count - 1;
        }

        private void Keep(LeftOutPart taken, int at)
        {
            var step = (float)header.Step;
            taken.Corners.Add(part.Short(at) * step);
            taken.Corners.Add(part.Short(at + 2) * step);
            taken.Corners.Add(-part.Short(at + 4) * step);
        }

        internal static void Widen(float[] low, float[] high, float x, float y, float z)
        {
            low[0] = Math.Min(low[0], x);
            low[1] = Math.Min(low[1], y);
            low[2] = Math.Min(low[2], z);
            high[0] = Math.Max(high[0], x);
            high[1] = Math.Max(high[1], y);
            high[2] = Math.Max(high[2], z);
        }

        private void Colliders()
        {
            var rows = header.Colliders;
            var made = new List<ShapeCollider>(rows.Count / 4);
            for (var row = 0; row + 3 < rows.Count; row += 4)
            {
                var points = rows[row];
                if (points > PartBytes.Most / 12) throw WireException.Value("shape.colliders", "claims too much");
                var at = part.Take(4 * (points == 0 ? 10 : 3 * points), "shape");
                var one = new ShapeCollider { Group = (int)Math.Min(Moving, rows[row + 2]), Role = rows[row + 1] < header.Roles.Count ? header.Roles[(int)rows[row + 1]] : string.Empty };
                if (points == 0) Box(one, at);
                else
                {
                    one.Points = Points(at, (int)points);
                    one.Faces = ConvexFaces.Of(one.Points);
                }

                made.Add(one);
            }

            shape.Colliders = made.ToArray();
        }

        private void Box(ShapeCollider one, int at)
        {
            for (var i = 0; i < 3; i++) one.Middle[i] = part.Float(at + 4 * i);
            for (var i = 0; i < 4; i++) one.Turn[i] = part.Float(at + 12 + 4 * i);
            for (var i = 0; i < 3; i++) one.Half[i] = part.Float(at + 28 + 4 * i);
            one.Middle[2] = -one.Middle[2];
            // an axis of turning is flipped the other way than a point is
            one.Turn[0] = -one.Turn[0];
            one.Turn[1] = -one.Turn[1];
        }

        private float[] Points(int at, int count)
        {
            var values = new float[3 * count];
            for (var i = 0; i < values.Length; i++) values[i] = i % 3 == 2 ? -part.Float(at + 4 * i) : part.Float(at + 4 * i);
            return values;
        }
    }
}
