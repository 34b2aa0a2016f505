#nullable enable
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
    /// <summary>What a <see cref="GeometryNews"/> tells.</summary>
    public enum GeometryKind
    {
        /// <summary>A shape: <see cref="GeometryNews.Shape"/>.</summary>
        Shape = 0,

        /// <summary>A chunk stands at a place: <see cref="GeometryNews.Chunk"/> and <see cref="GeometryNews.Mesh"/>.</summary>
        Chunk,

        /// <summary>The chunk at a place is gone.</summary>
        Unload,

        /// <summary>Doors moved, or things are gone.</summary>
        Change,

        /// <summary>Hills against the sky stand somewhere: <see cref="GeometryNews.Name"/> is their shape.</summary>
        Horizon,

        /// <summary>What surfaces are like: <see cref="GeometryNews.Materials"/>.</summary>
        Materials,

        /// <summary>A connection has begun: everything that is shown is named again.</summary>
        Begin,
    }

    /// <summary>One message of the geometry channel, decoded.</summary>
    public sealed class GeometryNews
    {
        internal GeometryNews(GeometryKind kind, long order)
        {
            Kind = kind;
            Order = order;
        }

        /// <summary>What it tells.</summary>
        public GeometryKind Kind { get; }

        /// <summary>Number of the message.</summary>
        public long Order { get; }

        /// <summary>Of <see cref="GeometryKind.Begin"/>: whether it is the world from before.</summary>
        public bool Resumed { get; internal set; }

        /// <summary>Chunk along x: it begins at so many times 32 m.</summary>
        public int X { get; internal set; }

        /// <summary>Chunk along the wire's z.</summary>
        public int Z { get; internal set; }

        /// <summary>A shape.</summary>
        public ShapeData? Shape { get; internal set; }

        /// <summary>A chunk.</summary>
        public ChunkData? Chunk { get; internal set; }

        /// <summary>Its ground.</summary>
        public ChunkMesh? Mesh { get; internal set; }

        /// <summary>Surfaces.</summary>
        public MaterialsData? Materials { get; internal set; }

        /// <summary>Hash of the horizon's shape.</summary>
        public string Name { get; internal set; } = string.Empty;

        /// <summary>Where the horizon stands, in the engine's axes.</summary>
        public float[] At { get; } = new float[3];

        /// <summary>Doors that moved.</summary>
        public List<DoorNews> Doors { get; } = new List<DoorNews>();

        /// <summary>Ids of things that are there no more.</summary>
        public List<string> Gone { get; } = new List<string>();
    }

    /// <summary>How far a door is open.</summary>
    public readonly struct DoorNews
    {
        internal DoorNews(string thing, int group, float open)
        {
            Thing = thing;
            Group = group;
            Open = open;
        }

        /// <summary>Id of the thing it belongs to.</summary>
        public string Thing { get; }

        /// <summary>Its moving group.</summary>
        public int Group { get; }

        /// <summary>0 shut to 1 open.</summary>
        public float Open { get; }
    }
}
