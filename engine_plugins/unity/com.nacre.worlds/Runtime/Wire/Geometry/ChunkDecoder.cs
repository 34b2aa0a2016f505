#nullable enable
using System;
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
    /// <summary>Makes a <see cref="ChunkData"/> of a <c>chunk</c> message, on whatever thread.</summary>
    internal static class ChunkDecoder
    {
        private const int Layers = 7;
        private const int ScatteredBytes = 12;

        /// <summary>Decode an inflated part; throws <see cref="WireException"/>.</summary>
        internal static ChunkData Decode(ServerChunk header, byte[] data)
        {
            var chunk = new ChunkData(header.Hash, (int)header.Cells) { Water = (float)header.Water, Wet = header.Wet, Raw = data };
            var part = new PartBytes(data);
            var whole = chunk.Side + 2;
            var heights = part.Take(2L * whole * whole, "chunk");
            chunk.Shares = part.Take((long)chunk.Side * chunk.Side * Layers, "chunk");
            chunk.Tints = part.Take((long)chunk.Side * chunk.Side * 3, "chunk");
            var units = new short[whole * whole];
            short last = 0;
            for (var i = 0; i < units.Length; i++) units[i] = last = unchecked((short)(last + part.Short(heights + 2 * i)));
            chunk.Units = units;
            if (header.Scattered > PartBytes.Most / ScatteredBytes) throw WireException.Value("chunk.scattered", "claims too much");
            var at = part.Take(header.Scattered * ScatteredBytes, "chunk");
            chunk.Litter.AddRange(header.Litter);
            chunk.Scattered = new LitterData[header.Scattered];
            for (var i = 0; i < chunk.Scattered.Length; i++) chunk.Scattered[i] = Scattered(part, at + i * ScatteredBytes);
            var things = new List<ThingData>();
            foreach (var node in header.Things.Root) things.Add(Thing(node));
            chunk.Things = things.ToArray();
            return chunk;
        }

        private static LitterData Scattered(PartBytes part, int at)
        {
            const float Step = ChunkData.Edge / 65536f;
            return new LitterData
            {
                X = part.Unsigned(at) * Step,
                Y = part.Short(at + 4) / 128f,
                Z = -part.Unsigned(at + 2) * Step,
                Kind = part.Data[at + 6],
                Yaw = part.Data[at + 7] * (float)(Math.PI / 128),
                Size = part.Data[at + 8] / 64f,
                Tint = part.Data[at + 9] | (uint)part.Data[at + 10] << 8 | (uint)part.Data[at + 11] << 16,
            };
        }

        private static ThingData Thing(MsgpackNode node)
        {
            var at = node["at"];
            return new ThingData
            {
                Id = node["id"].Text(),
                Class = node["class"].Text(),
                Shape = node["shape"].Text(),
                X = (float)at[0].Number(),
                Y = (float)at[1].Number(),
                Z = -(float)at[2].Number(),
                Yaw = (float)node["yaw"].Number(),
                Size = (float)node["size"].Number(1),
                Attributes = node["attributes"],
            };
        }
    }
}
