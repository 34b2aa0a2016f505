#nullable enable
using System;

namespace Nacre.Worlds.Wire
{
    /// <summary>What a thing of the world looks like and is made of, in the engine's axes (the wire's with z flipped), metres.</summary>
    public sealed class ShapeData
    {
        internal ShapeData(string hash, string kind)
        {
            Hash = hash;
            Kind = kind;
        }

        /// <summary>Name of the content: equal names, equal content, in every world.</summary>
        public string Hash { get; }

        /// <summary>Its class: house, tree_round, …</summary>
        public string Kind { get; }

        /// <summary>Lowest corner of its box.</summary>
        public float[] Low { get; } = new float[3];

        /// <summary>Highest corner of its box.</summary>
        public float[] High { get; } = new float[3];

        /// <summary>Radius on the picture, as a share of its height, below which the level after each is drawn; 0 for the last.</summary>
        public float[] Until { get; internal set; } = Array.Empty<float>();

        /// <summary>What is drawn: one for each level and moving group that has triangles. Empty once they are on the graphics card.</summary>
        public ShapeMesh[] Meshes { get; internal set; } = Array.Empty<ShapeMesh>();

        /// <summary>Convex pieces.</summary>
        public ShapeCollider[] Colliders { get; internal set; } = Array.Empty<ShapeCollider>();

        /// <summary>What moves, group 1 first.</summary>
        public ShapeGroup[] Groups { get; internal set; } = Array.Empty<ShapeGroup>();

        /// <summary>Places with a meaning.</summary>
        public ShapeSocket[] Sockets { get; internal set; } = Array.Empty<ShapeSocket>();

        /// <summary>Lamps.</summary>
        public ShapeLight[] Lights { get; internal set; } = Array.Empty<ShapeLight>();

        /// <summary>Parts that the project has prefabs of its own for: they are not in the meshes.</summary>
        public ShapePart[] LeftOut { get; internal set; } = Array.Empty<ShapePart>();

        /// <summary>Forget what the graphics card has by now.</summary>
        public void Uploaded()
        {
            Meshes = Array.Empty<ShapeMesh>();
        }
    }

    /// <summary>Triangles of one level of detail and one moving group.</summary>
    public sealed class ShapeMesh
    {
        /// <summary>Level of detail, 0 the finest.</summary>
        public int Level { get; internal set; }

        /// <summary>Moving group, 0 for what does not move.</summary>
        public int Group { get; internal set; }

        /// <summary>Corners.</summary>
        public ThingVertex[] Vertices { get; internal set; } = Array.Empty<ThingVertex>();

        /// <summary>Three make a triangle, clockwise seen from outside.</summary>
        public int[] Indices { get; internal set; } = Array.Empty<int>();

        /// <summary>Runs of indices by whose material draws them.</summary>
        public ShapeRun[] Runs { get; internal set; } = Array.Empty<ShapeRun>();

        /// <summary>Lowest corner of its box.</summary>
        public float[] Low { get; } = { float.MaxValue, float.MaxValue, float.MaxValue };

        /// <summary>Highest corner of its box.</summary>
        public float[] High { get; } = { float.MinValue, float.MinValue, float.MinValue };
    }

    /// <summary>A run of a mesh's indices.</summary>
    public readonly struct ShapeRun
    {
        internal ShapeRun(int material, int first, int count)
        {
            Material = material;
            First = first;
            Count = count;
        }

        /// <summary>Number of a material that the project replaces, -1 for the world's own.</summary>
        public int Material { get; }

        /// <summary>First index.</summary>
        public int First { get; }

        /// <summary>How many indices.</summary>
        public int Count { get; }
    }

    /// <summary>A convex piece: a box, or a hull of points.</summary>
    public sealed class ShapeCollider
    {
        /// <summary>Moving group, 0 for what does not move.</summary>
        public int Group { get; internal set; }

        /// <summary>What it is: wall, roof, …</summary>
        public string Role { get; internal set; } = string.Empty;

        /// <summary>Middle of a box.</summary>
        public float[] Middle { get; } = new float[3];

        /// <summary>How a box is turned: quaternion x, y, z, w.</summary>
        public float[] Turn { get; } = { 0, 0, 0, 1 };

        /// <summary>Half the extents of a box.</summary>
        public float[] Half { get; } = new float[3];

        /// <summary>Points of a hull, three numbers each; empty for a box.</summary>
        public float[] Points { get; internal set; } = Array.Empty<float>();

        /// <summary>Triangles of a hull: three numbers of points each, wound as the engine winds what is seen from outside; empty for a box.</summary>
        public int[] Faces { get; internal set; } = Array.Empty<int>();

        /// <summary>Whether it is a box.</summary>
        public bool IsBox => Points.Length == 0;
    }

    /// <summary>Something of a shape that moves by itself: a door, a limb.</summary>
    public sealed class ShapeGroup
    {
        /// <summary>What it is: door, wing, …</summary>
        public string Role { get; internal set; } = string.Empty;

        /// <summary>Whether it slides along its axis instead of turning about it.</summary>
        public bool Slides { get; internal set; }

        /// <summary>The axis, in the engine's axes.</summary>
        public float[] Axis { get; } = new float[3];

        /// <summary>The point it turns about.</summary>
        public float[] Pivot { get; } = new float[3];

        /// <summary>How far it goes when it is open: radians, or metres where it slides.</summary>
        public float Open { get; internal set; }
    }

    /// <summary>A place with a meaning in a shape.</summary>
    public sealed class ShapeSocket
    {
        /// <summary>door, seat, counter, bed, container, lamp or spawn.</summary>
        public string Kind { get; internal set; } = string.Empty;

        /// <summary>Where.</summary>
        public float[] Position { get; } = new float[3];

        /// <summary>Which way it faces: radians to the left, of the wire.</summary>
        public float Yaw { get; internal set; }

        /// <summary>The part it belongs to: a number among the shape's roles. A spawn place has that of its door.</summary>
        public int Part { get; internal set; } = -1;
    }

    /// <summary>A lamp of a shape.</summary>
    public sealed class ShapeLight
    {
        /// <summary>Where.</summary>
        public float[] Position { get; } = new float[3];

        /// <summary>Linear red, green, blue.</summary>
        public float[] Colour { get; } = new float[3];

        /// <summary>How far it shines, metres.</summary>
        public float Reach { get; internal set; }

        /// <summary>Whether it burns by day as well.</summary>
        public bool Always { get; internal set; }
    }

    /// <summary>A part of a shape, as a box; copies of a part that have sockets are one each.</summary>
    public sealed class ShapePart
    {
        /// <summary>What it is: door, window, …</summary>
        public string Role { get; internal set; } = string.Empty;

        /// <summary>Moving group it belongs to, 0 for what does not move.</summary>
        public int Group { get; internal set; }

        /// <summary>Kind of its socket; empty where it has none.</summary>
        public string Socket { get; internal set; } = string.Empty;

        /// <summary>Where its socket is; where it has none, the shape's origin.</summary>
        public float[] Position { get; } = new float[3];

        /// <summary>Which way its socket faces: radians to the left, of the wire.</summary>
        public float Yaw { get; internal set; }

        /// <summary>Lowest corner of its box, in the axes of its socket.</summary>
        public float[] Low { get; } = { float.MaxValue, float.MaxValue, float.MaxValue };

        /// <summary>Highest corner of its box.</summary>
        public float[] High { get; } = { float.MinValue, float.MinValue, float.MinValue };
    }
}
