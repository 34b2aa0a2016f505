#nullable enable
using System;

namespace Nacre.Worlds.Wire
{
    /// <summary>Everyone in sight, posed: the newest <c>bodies</c> message, in arrays that are used again. Nothing is allocated when the same come again.</summary>
    public sealed class BodiesData
    {
        private const int Most = 256;
        private const int MatrixBytes = 48;

        /// <summary>How many.</summary>
        public int Count { get; private set; }

        /// <summary>World time, seconds.</summary>
        public double Time { get; private set; }

        /// <summary>Who: as in <c>state.entities</c>.</summary>
        public int[] Slots { get; } = new int[Most];

        /// <summary>What each is.</summary>
        public string[] Classes { get; } = new string[Most];

        /// <summary>Hash of what each looks like.</summary>
        public string[] Shapes { get; } = new string[Most];

        /// <summary>Matrices of each after its transform.</summary>
        public int[] Groups { get; } = new int[Most];

        /// <summary>Rows of all matrices, 12 numbers each, in the wire's axes.</summary>
        public float[] Matrices { get; private set; } = Array.Empty<float>();

        /// <summary>Read a message: its header, and the bytes of its part. Throws <see cref="WireException"/>.</summary>
        internal void Read(MessageBuffer message)
        {
            var reader = new MsgpackReader(message.Part(0), 0, message.Length(0));
            int shapes = 0, classes = 0, groups = 0;
            Count = 0;
            for (var pairs = reader.ReadMapHeader("bodies"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("t_world")) Time = reader.ReadNumber(0, double.MaxValue, "bodies.t_world");
                else if (reader.KeyIs("slots")) Count = Integers(ref reader, Slots, "bodies.slots");
                else if (reader.KeyIs("groups")) groups = Integers(ref reader, Groups, "bodies.groups");
                else if (reader.KeyIs("classes")) classes = Words(ref reader, Classes, "bodies.classes");
                else if (reader.KeyIs("shapes")) shapes = Words(ref reader, Shapes, "bodies.shapes");
                else reader.Skip();
            }

            var matrices = 0L;
            for (var i = 0; i < groups; i++) matrices += 1 + Groups[i];
            var bytes = message.Count > 1 ? message.Length(1) : 0;
            if (shapes != Count || classes != Count || groups != Count || bytes != matrices * MatrixBytes) throw WireException.Value("bodies", "has not what it claims");
            var numbers = bytes / 4;
            if (Matrices.Length < numbers) Matrices = new float[Math.Max(numbers, 2 * Matrices.Length)];
            if (numbers == 0) return;
            if (BitConverter.IsLittleEndian) Buffer.BlockCopy(message.Part(1), 0, Matrices, 0, bytes);
            else for (var i = 0; i < numbers; i++) Matrices[i] = PartBytes.Float(message.Part(1), 4 * i);
        }

        private static int Integers(ref MsgpackReader reader, int[] into, string field)
        {
            var count = reader.ReadCount(Most, field);
            for (var i = 0; i < count; i++) into[i] = (int)reader.ReadInteger(0, 1024, field);
            return count;
        }

        /// <summary>Words in the places they had before are kept instead of made again.</summary>
        private static int Words(ref MsgpackReader reader, string[] into, string field)
        {
            var count = reader.ReadCount(Most, field);
            for (var i = 0; i < count; i++)
            {
                var ahead = reader;
                ahead.ReadWord(field);
                if (into[i] != null && ahead.KeyIs(into[i])) reader = ahead;
                else into[i] = reader.ReadString(256, field);
            }

            return count;
        }
    }
}
