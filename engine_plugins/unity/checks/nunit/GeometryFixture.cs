#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using Nacre.Worlds.Wire;
using NUnit.Framework;
using UnityEngine;

namespace Nacre.Worlds.Tests
{
    /// <summary>A world whose geometry is written by the test, byte for byte as a server does it: a flat chunk or two, and a hut with a door, a lamp and two levels of detail.</summary>
    public abstract class GeometryFixture : PlayFixture
    {
        protected const string Hut = "hut";
        protected NacreGeometry geometry = null!;
        protected Transform hero = null!;
        protected Camera camera = null!;
        private long order;

        protected void MakeGeometry(Action<NacreGeometry>? settings = null)
        {
            hero = new GameObject("hero").transform;
            hero.position = new Vector3(16f, 1f, -16f);
            camera = new GameObject("camera").AddComponent<Camera>();
            camera.transform.SetPositionAndRotation(hero.position, Quaternion.identity);
            Camera.main = camera;
            Make();
            Play();
            root.SetActive(false);
            geometry = root.AddComponent<NacreGeometry>();
            geometry.Centre = hero;
            settings?.Invoke(geometry);
            root.SetActive(true);
            Play();
            Until(() => connection.World != null && geometry.IsSettled, "the beginning");
            Send(MessageType.Materials, Materials(), null);
        }

        /// <summary>A flat chunk of 1 m height; water above it when it is wet.</summary>
        protected void SendChunk(int x, int z, string hash, bool wet = false, params (string Id, double X, double Z, double Yaw, double Size)[] huts)
        {
            var chunk = new ServerChunk { Order = ++order, X = x, Z = z, Hash = hash, Cells = 64, Water = 2.5, Wet = wet, AiGenerated = true };
            var things = new MsgpackWriter();
            things.WriteArrayHeader(huts.Length);
            foreach (var hut in huts)
            {
                things.WriteMapHeader(6);
                things.WriteKey("id");
                things.Write(hut.Id);
                things.WriteKey("class");
                things.Write("hut");
                things.WriteKey("shape");
                things.Write(Hut);
                things.WriteKey("at");
                Numbers(things, 32 * x + hut.X, 1, 32 * z + hut.Z);
                things.WriteKey("yaw");
                things.Write(hut.Yaw);
                things.WriteKey("size");
                things.Write(hut.Size);
            }

            chunk.Things.Set(things);
            var part = new MemoryStream();
            var writer = new BinaryWriter(part);
            // differences: 1 m in 1/128, then nothing changes
            for (var i = 0; i < 67 * 67; i++) writer.Write((short)(i == 0 ? 128 : 0));
            for (var i = 0; i < 65 * 65; i++) writer.Write(new byte[] { 255, 0, 0, 0, 0, 0, 0 });
            writer.Write(new byte[65 * 65 * 3]);
            Send(MessageType.Chunk, chunk, part.ToArray());
        }

        /// <summary>A hut: walls of plaster (material 0) and a door (role 1, moving group 1) that opens by 90 degrees about x = 1, z = 0; a box turned by a quarter, a hull. The door may have a socket.</summary>
        protected void SendHut(bool socket = false)
        {
            var shape = new ServerShape { Order = ++order, Hash = Hut, Kind = "hut", Step = 0.01, AiGenerated = true };
            new double[] { -2, 0, -2 }.CopyTo(shape.Low, 0);
            new double[] { 2, 3, 2 }.CopyTo(shape.High, 0);
            shape.Roles.AddRange(new[] { "wall", "door" });
            var part = new MemoryStream();
            var writer = new BinaryWriter(part);
            Level(shape, writer, 0.1, (0, 0, 0), (1, 1, 1));
            Level(shape, writer, 0, (0, 0, 0));
            shape.Colliders.AddRange(new long[] { 0, 0, 0, 0, 4, 0, 0, 0, 0, 1, 1, 0 });
            var half = (float)Math.Sqrt(0.5);
            Floats(writer, 0, 1, 1.5f, 0, half, 0, half, 1, 1, 0.5f);
            Floats(writer, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1);
            Floats(writer, 1.5f, 1, 0, 0, 0, 0, 1, 0.5f, 1, 0.1f);
            var groups = new MsgpackWriter();
            groups.WriteArrayHeader(1);
            groups.WriteMapHeader(7);
            foreach (var (key, text) in new[] { ("role", "door"), ("joint", "hinge"), ("axis", "y") })
            {
                groups.WriteKey(key);
                groups.Write(text);
            }

            groups.WriteKey("pivot");
            Numbers(groups, 1, 0, 0);
            foreach (var (key, number) in new[] { ("low", 0.0), ("high", 90.0), ("open", 90.0) })
            {
                groups.WriteKey(key);
                groups.Write(number);
            }

            shape.Groups.Set(groups);
            shape.Sockets.Set(socket ? Socket() : Empty());
            var lights = new MsgpackWriter();
            lights.WriteArrayHeader(1);
            lights.WriteMapHeader(4);
            lights.WriteKey("position");
            Numbers(lights, 0, 2, 1);
            lights.WriteKey("colour");
            Numbers(lights, 2, 1, 0.5);
            lights.WriteKey("reach");
            lights.Write(6.0);
            lights.WriteKey("always");
            lights.Write(true);
            shape.Lights.Set(lights);
            Send(MessageType.Shape, shape, part.ToArray());
        }

        /// <summary>The door's: its foot, looking out along the wire's z.</summary>
        private static MsgpackWriter Socket()
        {
            var sockets = new MsgpackWriter();
            sockets.WriteArrayHeader(1);
            sockets.WriteMapHeader(4);
            sockets.WriteKey("kind");
            sockets.Write("door");
            sockets.WriteKey("part");
            sockets.Write(1L);
            sockets.WriteKey("position");
            Numbers(sockets, 1.5, 0, 0.25);
            sockets.WriteKey("yaw");
            sockets.Write(Math.PI);
            return sockets;
        }

        protected void SendDoor(string thing, double open)
        {
            var change = new ServerChange { Order = ++order };
            var doors = new MsgpackWriter();
            doors.WriteArrayHeader(1);
            doors.WriteMapHeader(3);
            doors.WriteKey("thing");
            doors.Write(thing);
            doors.WriteKey("group");
            doors.Write(1L);
            doors.WriteKey("open");
            doors.Write(open);
            change.Doors.Set(doors);
            Send(MessageType.Change, change, null);
        }

        protected void SendGone(string thing)
        {
            var change = new ServerChange { Order = ++order };
            change.Doors.Set(Empty());
            change.Gone.Add(thing);
            Send(MessageType.Change, change, null);
        }

        protected void Unload(int x, int z)
        {
            Send(MessageType.Unload, new ServerUnload { Order = ++order, X = x, Z = z }, null);
        }

        /// <summary>What a server would send: straight into the feed, as the reading thread does it.</summary>
        protected void Send(MessageType type, IWireMessage header, byte[]? part)
        {
            if (header is ServerShape shape) shape.Bytes = part!.Length;
            if (header is ServerChunk chunk) chunk.Bytes = part!.Length;
            var writer = new MsgpackWriter();
            header.Write(writer);
            var buffer = new MessageBuffer();
            Array.Copy(writer.Buffer, buffer.Add(writer.Length), writer.Length);
            if (part != null)
            {
                var packed = Packed(part);
                Array.Copy(packed, buffer.Add(packed.Length), packed.Length);
            }

            connection.Geometry.Take(type, buffer);
        }

        protected void Build()
        {
            for (var i = 0; i < 3; i++) Stub.Frame(0.02f);
            Until(() => geometry.IsSettled, "built");
            Graphics.Instanced.Clear();
            Stub.Frame(0.02f);
        }

        protected static byte[] Packed(byte[] part)
        {
            var packed = new MemoryStream();
            packed.Write(new byte[] { 0x78, 0x9c }, 0, 2);
            using (var stream = new DeflateStream(packed, CompressionMode.Compress, true)) stream.Write(part, 0, part.Length);
            return packed.ToArray();
        }

        protected static GameObject Named(string name)
        {
            return Stub.Objects.Single(one => one.name == name);
        }

        protected static void Close(Vector3 wanted, Vector3 found)
        {
            Assert.Less((wanted - found).magnitude, 2e-3f, wanted + " is wanted, " + found + " is there");
        }

        private ServerMaterials Materials()
        {
            var materials = new ServerMaterials { Order = ++order, Hash = "m", Size = 2 };
            materials.Names.AddRange(new[] { "plaster", "planks" });
            materials.Tiles.AddRange(new[] { 0.5, 0.25 });
            materials.Gloss.AddRange(new[] { 0.1, 0.2 });
            for (var i = 0; i < 7; i++) materials.Layers.Add(0);
            for (var i = 0; i < 21; i++) materials.Palette.Add(0.5);
            return materials;
        }

        /// <summary>One triangle for each run: material, moving group, part.</summary>
        private static void Level(ServerShape shape, BinaryWriter writer, double until, params (byte Material, int Group, byte Part)[] runs)
        {
            var level = shape.Levels.Add();
            level.Vertices = level.Indices = 3 * runs.Length;
            level.IndexBytes = 2;
            level.Until = until;
            level.Ranges.Clear();
            for (var run = 0; run < runs.Length; run++)
            {
                level.Ranges.AddRange(new long[] { 3 * run, 3, runs[run].Material, runs[run].Group, 0 });
                foreach (var (x, y, z) in new (short, short, short)[] { (100, 0, 0), (200, 0, 0), (100, 200, 50) })
                {
                    writer.Write(x);
                    writer.Write(y);
                    writer.Write(z);
                    writer.Write(new byte[] { runs[run].Material, 255, 0, 127, 0, 0, 0, 0, 0, 0, 10, 20, 30, runs[run].Part });
                }
            }

            for (var i = 0; i < 3 * runs.Length; i++) writer.Write((ushort)0);
            for (var odd = 6 * runs.Length % 4; odd % 4 != 0; odd++) writer.Write((byte)0);
        }

        private static void Floats(BinaryWriter writer, params float[] values)
        {
            foreach (var value in values) writer.Write(value);
        }

        private static void Numbers(MsgpackWriter writer, params double[] values)
        {
            writer.WriteArrayHeader(values.Length);
            foreach (var value in values) writer.Write(value);
        }

        private static MsgpackWriter Empty()
        {
            var writer = new MsgpackWriter();
            writer.WriteArrayHeader(0);
            return writer;
        }
    }
}
