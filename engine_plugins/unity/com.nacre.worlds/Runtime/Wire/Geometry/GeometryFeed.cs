#nullable enable
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
    /// <summary>What came of a world's geometry: decoded on the thread that reads, fetched by the engine's. Keeps what has a name, so that the next connection
    /// asks only for what is missing; outlives sessions.</summary>
    public sealed class GeometryFeed
    {
        private readonly List<string> gone = new List<string>(256);
        private readonly object gate = new object();
        private readonly Queue<GeometryNews> news = new Queue<GeometryNews>();
        private readonly HashSet<string> shapes = new HashSet<string>();
        private readonly Dictionary<string, ChunkData> chunks = new Dictionary<string, ChunkData>();
        private BodiesData bodies = new BodiesData();
        private BodiesData spareBodies = new BodiesData();
        private AirData air = new AirData();
        private AirData spareAir = new AirData();
        private string[] materials = new string[0];
        private string textures = string.Empty;
        private bool bodiesAreNew;
        private bool airIsNew;
        private long airs;
        private long bytes;

        /// <summary>What the project draws with its own. Set before a world is opened.</summary>
        public GeometryChoices Choices { get; set; } = GeometryChoices.None;

        /// <summary>Bytes of shapes, chunks and pixels that came since the beginning.</summary>
        public long Bytes
        {
            get
            {
                lock (gate) return bytes;
            }
        }

        /// <summary>Messages that wait to be fetched.</summary>
        public int Waiting
        {
            get
            {
                lock (gate) return news.Count;
            }
        }

        /// <summary>The oldest message that waits; false when none does.</summary>
        public bool TryTake(out GeometryNews? next)
        {
            lock (gate)
            {
                next = news.Count > 0 ? news.Dequeue() : null;
                return next != null;
            }
        }

        /// <summary>The newest poses, once. Valid until the next call.</summary>
        public bool TryTakeBodies(ref BodiesData into)
        {
            lock (gate)
            {
                if (!bodiesAreNew) return false;
                bodiesAreNew = false;
                var old = into;
                into = bodies;
                bodies = old;
                return true;
            }
        }

        /// <summary>The newest air, once. Valid until the next call.</summary>
        public bool TryTakeAir(ref AirData into)
        {
            lock (gate)
            {
                if (!airIsNew) return false;
                airIsNew = false;
                var old = into;
                into = air;
                air = old;
                return true;
            }
        }

        /// <summary>Let go of a chunk's content: it is not shown any more, and will be sent again.</summary>
        public void Forget(string chunk)
        {
            lock (gate) chunks.Remove(chunk);
        }

        /// <summary>Keep these contents of chunks, and let go of all others.</summary>
        public void Retain(HashSet<string> shown)
        {
            lock (gate)
            {
                gone.Clear();
                foreach (var pair in chunks) if (!shown.Contains(pair.Key)) gone.Add(pair.Key);
                foreach (var name in gone) chunks.Remove(name);
            }
        }

        /// <summary>Let go of everything: what has been made of it is gone.</summary>
        public void ForgetAll()
        {
            lock (gate)
            {
                news.Clear();
                shapes.Clear();
                chunks.Clear();
                textures = string.Empty;
                bodiesAreNew = airIsNew = false;
            }
        }

        /// <summary>Hashes of everything held; null when that is nothing.</summary>
        internal List<string>? Have()
        {
            lock (gate)
            {
                var have = new List<string>(chunks.Keys);
                if (textures.Length > 0) have.Add(textures);
                have.AddRange(shapes);
                if (have.Count > Protocol.MostHave) have.RemoveRange(Protocol.MostHave, have.Count - Protocol.MostHave);
                return have.Count > 0 ? have : null;
            }
        }

        /// <summary>A world begins, or goes on after a break: doors and places are told anew.</summary>
        internal void Begin(bool resumed)
        {
            Post(new GeometryNews(GeometryKind.Begin, 0) { Resumed = resumed });
        }

        /// <summary>Take a message of the channel; on the thread that reads. Throws <see cref="WireException"/>.</summary>
        internal void Take(MessageType type, MessageBuffer message)
        {
            if (type != MessageType.Bodies) lock (gate) for (var i = 1; i < message.Count; i++) bytes += message.Length(i);
            switch (type)
            {
                case MessageType.Shape: TakeShape(message); break;
                case MessageType.Chunk: TakeChunk(message); break;
                case MessageType.Materials: TakeMaterials(message); break;
                case MessageType.Bodies: TakeBodies(message); break;
                case MessageType.Air: TakeAir(message); break;
                default: Post(GeometryReader.Read(type, message)); break;
            }
        }

        private void TakeShape(MessageBuffer message)
        {
            var header = new ServerShape();
            var shape = ShapeDecoder.Decode(header, GeometryReader.Part(message, header, () => header.Bytes, "shape") ?? throw WireException.Value("shape", "has no part"), Choices, materials);
            lock (gate) shapes.Add(shape.Hash);
            Post(new GeometryNews(GeometryKind.Shape, header.Order) { Shape = shape });
        }

        private void TakeChunk(MessageBuffer message)
        {
            var header = new ServerChunk();
            var data = GeometryReader.Part(message, header, () => header.Known ? 0 : header.Bytes, "chunk");
            ChunkData? chunk;
            if (header.Known)
            {
                lock (gate) chunks.TryGetValue(header.Hash, out chunk);
                if (chunk == null) throw WireException.Value("chunk", "is believed to be here, but is not");
            }
            else
            {
                if (data == null) throw WireException.Value("chunk", "has no part");
                chunk = ChunkDecoder.Decode(header, data);
                lock (gate) chunks[header.Hash] = chunk;
            }

            Post(new GeometryNews(GeometryKind.Chunk, header.Order) { X = (int)header.X, Z = (int)header.Z, Chunk = chunk, Mesh = new ChunkMesh(chunk) });
        }

        private void TakeMaterials(MessageBuffer message)
        {
            var header = new ServerMaterials();
            var pixels = GeometryReader.Part(message, header, () => header.Bytes, "materials");
            var made = MaterialsData.Decode(header, pixels);
            materials = made.Names;
            if (pixels != null) lock (gate) textures = made.Hash;
            Post(new GeometryNews(GeometryKind.Materials, header.Order) { Materials = made });
        }

        private void TakeBodies(MessageBuffer message)
        {
            spareBodies.Read(message);
            lock (gate)
            {
                var old = bodies;
                bodies = spareBodies;
                spareBodies = old;
                bodiesAreNew = true;
            }
        }

        private void TakeAir(MessageBuffer message)
        {
            spareAir.Read(message, ++airs);
            lock (gate)
            {
                var old = air;
                air = spareAir;
                spareAir = old;
                airIsNew = true;
            }
        }

        private void Post(GeometryNews one)
        {
            lock (gate) news.Enqueue(one);
        }
    }
}
