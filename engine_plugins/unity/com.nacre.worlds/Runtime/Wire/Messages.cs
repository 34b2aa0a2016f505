// Generated from the protocol's definition by `python -m nacre.protocol.generate`; do not edit.
#nullable enable
using System;
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
    /// <summary>One of: rgb, depth, entity.</summary>
    public enum PartKind
    {
        /// <summary>A word this version does not know.</summary>
        Unknown = 0,
        /// <summary><c>rgb</c></summary>
        Rgb,
        /// <summary><c>depth</c></summary>
        Depth,
        /// <summary><c>entity</c></summary>
        Entity,
    }
    /// <summary>One of: rgba8, jpeg, f16, u8.</summary>
    public enum PartCodec
    {
        /// <summary>A word this version does not know.</summary>
        Unknown = 0,
        /// <summary><c>rgba8</c></summary>
        Rgba8,
        /// <summary><c>jpeg</c></summary>
        Jpeg,
        /// <summary><c>f16</c></summary>
        F16,
        /// <summary><c>u8</c></summary>
        U8,
    }
    /// <summary>One of: rgba8, jpeg.</summary>
    public enum Codec
    {
        /// <summary>A word this version does not know.</summary>
        Unknown = 0,
        /// <summary><c>rgba8</c></summary>
        Rgba8,
        /// <summary><c>jpeg</c></summary>
        Jpeg,
    }
    /// <summary>One of: server, client.</summary>
    public enum OpenBody
    {
        /// <summary>A word this version does not know.</summary>
        Unknown = 0,
        /// <summary><c>server</c></summary>
        Server,
        /// <summary><c>client</c></summary>
        Client,
    }
    /// <summary>One of: viewer, player.</summary>
    public enum JoinRole
    {
        /// <summary>A word this version does not know.</summary>
        Unknown = 0,
        /// <summary><c>viewer</c></summary>
        Viewer,
        /// <summary><c>player</c></summary>
        Player,
    }
    /// <summary>One of: server, client.</summary>
    public enum JoinBody
    {
        /// <summary>A word this version does not know.</summary>
        Unknown = 0,
        /// <summary><c>server</c></summary>
        Server,
        /// <summary><c>client</c></summary>
        Client,
    }
    /// <summary>One of: player, viewer.</summary>
    public enum OpenedRole
    {
        /// <summary>A word this version does not know.</summary>
        Unknown = 0,
        /// <summary><c>player</c></summary>
        Player,
        /// <summary><c>viewer</c></summary>
        Viewer,
    }
    /// <summary>One of: server, client.</summary>
    public enum OpenedBody
    {
        /// <summary>A word this version does not know.</summary>
        Unknown = 0,
        /// <summary><c>server</c></summary>
        Server,
        /// <summary><c>client</c></summary>
        Client,
    }
    /// <summary>One of: none, opening, running, paused.</summary>
    public enum StatusState
    {
        /// <summary>A word this version does not know.</summary>
        Unknown = 0,
        /// <summary><c>none</c></summary>
        None,
        /// <summary><c>opening</c></summary>
        Opening,
        /// <summary><c>running</c></summary>
        Running,
        /// <summary><c>paused</c></summary>
        Paused,
    }
    /// <summary>One of: close, bye, taken_over, failed, expired, shutdown, time_limit.</summary>
    public enum ClosedReason
    {
        /// <summary>A word this version does not know.</summary>
        Unknown = 0,
        /// <summary><c>close</c></summary>
        Close,
        /// <summary><c>bye</c></summary>
        Bye,
        /// <summary><c>taken_over</c></summary>
        TakenOver,
        /// <summary><c>failed</c></summary>
        Failed,
        /// <summary><c>expired</c></summary>
        Expired,
        /// <summary><c>shutdown</c></summary>
        Shutdown,
        /// <summary><c>time_limit</c></summary>
        TimeLimit,
    }
    /// <summary>One of: act, air, bodies, branch, branched, bye, change, chunk, close, closed, error, event, frame, geometry, hello, horizon, join, materials, open, opened, pause, pose, progress, resize, resized, restore, restored, resume, rewind, saved, shape, snapshot, state, status, teleport, teleported, unload, view, welcome.</summary>
    public enum MessageType
    {
        /// <summary>A word this version does not know.</summary>
        Unknown = 0,
        /// <summary><c>act</c></summary>
        Act,
        /// <summary><c>air</c></summary>
        Air,
        /// <summary><c>bodies</c></summary>
        Bodies,
        /// <summary><c>branch</c></summary>
        Branch,
        /// <summary><c>branched</c></summary>
        Branched,
        /// <summary><c>bye</c></summary>
        Bye,
        /// <summary><c>change</c></summary>
        Change,
        /// <summary><c>chunk</c></summary>
        Chunk,
        /// <summary><c>close</c></summary>
        Close,
        /// <summary><c>closed</c></summary>
        Closed,
        /// <summary><c>error</c></summary>
        Error,
        /// <summary><c>event</c></summary>
        Event,
        /// <summary><c>frame</c></summary>
        Frame,
        /// <summary><c>geometry</c></summary>
        Geometry,
        /// <summary><c>hello</c></summary>
        Hello,
        /// <summary><c>horizon</c></summary>
        Horizon,
        /// <summary><c>join</c></summary>
        Join,
        /// <summary><c>materials</c></summary>
        Materials,
        /// <summary><c>open</c></summary>
        Open,
        /// <summary><c>opened</c></summary>
        Opened,
        /// <summary><c>pause</c></summary>
        Pause,
        /// <summary><c>pose</c></summary>
        Pose,
        /// <summary><c>progress</c></summary>
        Progress,
        /// <summary><c>resize</c></summary>
        Resize,
        /// <summary><c>resized</c></summary>
        Resized,
        /// <summary><c>restore</c></summary>
        Restore,
        /// <summary><c>restored</c></summary>
        Restored,
        /// <summary><c>resume</c></summary>
        Resume,
        /// <summary><c>rewind</c></summary>
        Rewind,
        /// <summary><c>saved</c></summary>
        Saved,
        /// <summary><c>shape</c></summary>
        Shape,
        /// <summary><c>snapshot</c></summary>
        Snapshot,
        /// <summary><c>state</c></summary>
        State,
        /// <summary><c>status</c></summary>
        Status,
        /// <summary><c>teleport</c></summary>
        Teleport,
        /// <summary><c>teleported</c></summary>
        Teleported,
        /// <summary><c>unload</c></summary>
        Unload,
        /// <summary><c>view</c></summary>
        View,
        /// <summary><c>welcome</c></summary>
        Welcome,
    }
    /// <summary>Who is connecting; shown in the server's log.</summary>
    public sealed class WireClientInfo
    {
        /// <summary>Name of the program. Null: absent, the default counts.</summary>
        public string? Name { get; set; }
        /// <summary>Its version. Null: absent, the default counts.</summary>
        public string? Version { get; set; }
        /// <summary>Engine and version, such as <c>godot 4.4</c>. Null: absent, the default counts.</summary>
        public string? Engine { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Name = null;
            Version = null;
            Engine = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            for (var pairs = reader.ReadMapHeader("ClientInfo"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("name")) { Name = reader.ReadString(64, "ClientInfo.name"); }
                else if (reader.KeyIs("version")) { Version = reader.ReadString(32, "ClientInfo.version"); }
                else if (reader.KeyIs("engine")) { Engine = reader.ReadString(64, "ClientInfo.engine"); }
                else reader.Skip();
            }
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(0 + (Name != null ? 1 : 0) + (Version != null ? 1 : 0) + (Engine != null ? 1 : 0));
            if (Name != null) { writer.WriteKey("name"); writer.Write(Name); }
            if (Version != null) { writer.WriteKey("version"); writer.Write(Version); }
            if (Engine != null) { writer.WriteKey("engine"); writer.Write(Engine); }
        }
    }
    /// <summary>What the client can take. The server never sends anything outside it.</summary>
    public sealed class WireAccept
    {
        /// <summary>Picture codecs, best first. Empty: the server chooses (raw on loopback, JPEG elsewhere). Null: absent, the default counts.</summary>
        public List<string>? Codecs { get; set; }
        /// <summary>Widest picture. Bounds: 1…65536 px. Null: absent, the default counts.</summary>
        public long? MaxWidth { get; set; }
        /// <summary>What counts when <c>max_width</c> is absent.</summary>
        public const long DefaultMaxWidth = 1280L;
        /// <summary>Highest picture. Bounds: 1…65536 px. Null: absent, the default counts.</summary>
        public long? MaxHeight { get; set; }
        /// <summary>What counts when <c>max_height</c> is absent.</summary>
        public const long DefaultMaxHeight = 720L;
        /// <summary>Channels it can use. Null: absent, the default counts.</summary>
        public List<string>? Channels { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Codecs = null;
            MaxWidth = null;
            MaxHeight = null;
            Channels = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            for (var pairs = reader.ReadMapHeader("Accept"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("codecs")) { reader.ReadStrings((Codecs ??= new List<string>()), 8, "Accept.codecs"); }
                else if (reader.KeyIs("max_width")) { MaxWidth = reader.ReadInteger(1L, 65536L, "Accept.max_width"); }
                else if (reader.KeyIs("max_height")) { MaxHeight = reader.ReadInteger(1L, 65536L, "Accept.max_height"); }
                else if (reader.KeyIs("channels")) { reader.ReadStrings((Channels ??= new List<string>()), 8, "Accept.channels"); }
                else reader.Skip();
            }
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(0 + (Codecs != null ? 1 : 0) + (MaxWidth != null ? 1 : 0) + (MaxHeight != null ? 1 : 0) + (Channels != null ? 1 : 0));
            if (Codecs != null) { writer.WriteKey("codecs"); writer.Write(Codecs); }
            if (MaxWidth != null) { writer.WriteKey("max_width"); writer.Write(MaxWidth.Value); }
            if (MaxHeight != null) { writer.WriteKey("max_height"); writer.Write(MaxHeight.Value); }
            if (Channels != null) { writer.WriteKey("channels"); writer.Write(Channels); }
        }
    }
    /// <summary>What is held down: state, the latest wins.</summary>
    public sealed class WireHeld
    {
        /// <summary>Walk right, left negative. Bounds: -1…1. Null: absent, the default counts.</summary>
        public double? MoveX { get; set; }
        /// <summary>What counts when <c>move_x</c> is absent.</summary>
        public const double DefaultMoveX = 0.0d;
        /// <summary>Walk forward, back negative. Bounds: -1…1. Null: absent, the default counts.</summary>
        public double? MoveZ { get; set; }
        /// <summary>What counts when <c>move_z</c> is absent.</summary>
        public const double DefaultMoveZ = 0.0d;
        /// <summary>Jump. A press shorter than a tick still counts. Null: absent, the default counts.</summary>
        public bool? Jump { get; set; }
        /// <summary>What counts when <c>jump</c> is absent.</summary>
        public const bool DefaultJump = false;
        /// <summary>Run. Null: absent, the default counts.</summary>
        public bool? Sprint { get; set; }
        /// <summary>What counts when <c>sprint</c> is absent.</summary>
        public const bool DefaultSprint = false;
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            MoveX = null;
            MoveZ = null;
            Jump = null;
            Sprint = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            for (var pairs = reader.ReadMapHeader("Held"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("move_x")) { MoveX = reader.ReadNumber(-1.0d, 1.0d, "Held.move_x"); }
                else if (reader.KeyIs("move_z")) { MoveZ = reader.ReadNumber(-1.0d, 1.0d, "Held.move_z"); }
                else if (reader.KeyIs("jump")) { Jump = reader.ReadBoolean("Held.jump"); }
                else if (reader.KeyIs("sprint")) { Sprint = reader.ReadBoolean("Held.sprint"); }
                else reader.Skip();
            }
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(0 + (MoveX != null ? 1 : 0) + (MoveZ != null ? 1 : 0) + (Jump != null ? 1 : 0) + (Sprint != null ? 1 : 0));
            if (MoveX != null) { writer.WriteKey("move_x"); writer.Write(MoveX.Value); }
            if (MoveZ != null) { writer.WriteKey("move_z"); writer.Write(MoveZ.Value); }
            if (Jump != null) { writer.WriteKey("jump"); writer.Write(Jump.Value); }
            if (Sprint != null) { writer.WriteKey("sprint"); writer.Write(Sprint.Value); }
        }
    }
    /// <summary>How far the head turned since the last <c>act</c>: deltas, summed until a frame shows them.</summary>
    public sealed class WireLook
    {
        /// <summary>Positive turns left. Bounds: -64…64 rad. Null: absent, the default counts.</summary>
        public double? Yaw { get; set; }
        /// <summary>What counts when <c>yaw</c> is absent.</summary>
        public const double DefaultYaw = 0.0d;
        /// <summary>Positive looks up. Bounds: -64…64 rad. Null: absent, the default counts.</summary>
        public double? Pitch { get; set; }
        /// <summary>What counts when <c>pitch</c> is absent.</summary>
        public const double DefaultPitch = 0.0d;
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Yaw = null;
            Pitch = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            for (var pairs = reader.ReadMapHeader("Look"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("yaw")) { Yaw = reader.ReadNumber(-64.0d, 64.0d, "Look.yaw"); }
                else if (reader.KeyIs("pitch")) { Pitch = reader.ReadNumber(-64.0d, 64.0d, "Look.pitch"); }
                else reader.Skip();
            }
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(0 + (Yaw != null ? 1 : 0) + (Pitch != null ? 1 : 0));
            if (Yaw != null) { writer.WriteKey("yaw"); writer.Write(Yaw.Value); }
            if (Pitch != null) { writer.WriteKey("pitch"); writer.Write(Pitch.Value); }
        }
    }
    /// <summary>A pinhole camera.</summary>
    public sealed class WireCamera
    {
        /// <summary>x, y, z of the eye; right-handed, Y up, -Z forward. Bounds: -10000000…10000000 m.</summary>
        public double[] Position { get; } = new double[3];
        /// <summary>0 looks along -Z, positive turns left. Bounds: -1000000…1000000 rad.</summary>
        public double Yaw { get; set; }
        /// <summary>Positive looks up. Bounds: -1.6…1.6 rad.</summary>
        public double Pitch { get; set; }
        /// <summary>Vertical field of view. Bounds: 0.1…2.8 rad. Null: absent, the default counts.</summary>
        public double? Fov { get; set; }
        /// <summary>What counts when <c>fov</c> is absent.</summary>
        public const double DefaultFov = 1.13d;
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Array.Clear(Position, 0, Position.Length);
            Yaw = default;
            Pitch = default;
            Fov = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("Camera"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("position")) { reader.ReadNumbers(Position, -10000000.0d, 10000000.0d, "Camera.position"); seen |= 1 << 0; }
                else if (reader.KeyIs("yaw")) { Yaw = reader.ReadNumber(-1000000.0d, 1000000.0d, "Camera.yaw"); seen |= 1 << 1; }
                else if (reader.KeyIs("pitch")) { Pitch = reader.ReadNumber(-1.6d, 1.6d, "Camera.pitch"); seen |= 1 << 2; }
                else if (reader.KeyIs("fov")) { Fov = reader.ReadNumber(0.1d, 2.8d, "Camera.fov"); }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("Camera.position");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("Camera.yaw");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("Camera.pitch");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(3 + (Fov != null ? 1 : 0));
            writer.WriteKey("position"); writer.Write(Position);
            writer.WriteKey("yaw"); writer.Write(Yaw);
            writer.WriteKey("pitch"); writer.Write(Pitch);
            if (Fov != null) { writer.WriteKey("fov"); writer.Write(Fov.Value); }
        }
    }
    /// <summary>What a client wants of the <c>geometry</c> channel. Minor version 6.</summary>
    public sealed class WireGeometryWish
    {
        /// <summary>Chunks around the player's that are sent whole. Bounds: 1…3 chunks. Null: absent, the default counts.</summary>
        public long? Radius { get; set; }
        /// <summary>What counts when <c>radius</c> is absent.</summary>
        public const long DefaultRadius = 3L;
        /// <summary>Far land as well: coarse tiles with trees, and hills against the sky. Null: absent, the default counts.</summary>
        public bool? Far { get; set; }
        /// <summary>What counts when <c>far</c> is absent.</summary>
        public const bool DefaultFar = true;
        /// <summary>Messages of this channel in flight at first. Bounds: 1…256 messages. Null: absent, the default counts.</summary>
        public long? Credit { get; set; }
        /// <summary>What counts when <c>credit</c> is absent.</summary>
        public const long DefaultCredit = 48L;
        /// <summary>The pixels of materials too; without, only their names and numbers. Null: absent, the default counts.</summary>
        public bool? Textures { get; set; }
        /// <summary>What counts when <c>textures</c> is absent.</summary>
        public const bool DefaultTextures = true;
        /// <summary><c>bodies</c> messages a second; 0: none. Bounds: 0…20 1/s. Null: absent, the default counts.</summary>
        public double? BodiesHz { get; set; }
        /// <summary>What counts when <c>bodies_hz</c> is absent.</summary>
        public const double DefaultBodiesHz = 10.0d;
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Radius = null;
            Far = null;
            Credit = null;
            Textures = null;
            BodiesHz = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            for (var pairs = reader.ReadMapHeader("GeometryWish"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("radius")) { Radius = reader.ReadInteger(1L, 3L, "GeometryWish.radius"); }
                else if (reader.KeyIs("far")) { Far = reader.ReadBoolean("GeometryWish.far"); }
                else if (reader.KeyIs("credit")) { Credit = reader.ReadInteger(1L, 256L, "GeometryWish.credit"); }
                else if (reader.KeyIs("textures")) { Textures = reader.ReadBoolean("GeometryWish.textures"); }
                else if (reader.KeyIs("bodies_hz")) { BodiesHz = reader.ReadNumber(0.0d, 20.0d, "GeometryWish.bodies_hz"); }
                else reader.Skip();
            }
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(0 + (Radius != null ? 1 : 0) + (Far != null ? 1 : 0) + (Credit != null ? 1 : 0) + (Textures != null ? 1 : 0) + (BodiesHz != null ? 1 : 0));
            if (Radius != null) { writer.WriteKey("radius"); writer.Write(Radius.Value); }
            if (Far != null) { writer.WriteKey("far"); writer.Write(Far.Value); }
            if (Credit != null) { writer.WriteKey("credit"); writer.Write(Credit.Value); }
            if (Textures != null) { writer.WriteKey("textures"); writer.Write(Textures.Value); }
            if (BodiesHz != null) { writer.WriteKey("bodies_hz"); writer.Write(BodiesHz.Value); }
        }
    }
    /// <summary>A place in the client's own scene, in its units of metres.</summary>
    public sealed class WireOrigin
    {
        /// <summary>Where the feet of whoever enters the world stand. Bounds: -10000000…10000000 m.</summary>
        public double[] Position { get; } = new double[3];
        /// <summary>Where they look. Bounds: -1000000…1000000 rad. Null: absent, the default counts.</summary>
        public double? Yaw { get; set; }
        /// <summary>What counts when <c>yaw</c> is absent.</summary>
        public const double DefaultYaw = 0.0d;
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Array.Clear(Position, 0, Position.Length);
            Yaw = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("Origin"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("position")) { reader.ReadNumbers(Position, -10000000.0d, 10000000.0d, "Origin.position"); seen |= 1 << 0; }
                else if (reader.KeyIs("yaw")) { Yaw = reader.ReadNumber(-1000000.0d, 1000000.0d, "Origin.yaw"); }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("Origin.position");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(1 + (Yaw != null ? 1 : 0));
            writer.WriteKey("position"); writer.Write(Position);
            if (Yaw != null) { writer.WriteKey("yaw"); writer.Write(Yaw.Value); }
        }
    }
    /// <summary>One level of detail of a shape, finest first. Minor version 6.</summary>
    public sealed class WireShapeLevel
    {
        /// <summary>How many; 20 bytes each. Bounds: 0…9007199254740991.</summary>
        public long Vertices { get; set; }
        /// <summary>How many; three a triangle, counter-clockwise from outside. Bounds: 0…9007199254740991.</summary>
        public long Indices { get; set; }
        /// <summary>Bytes of an index. Bounds: 2…4.</summary>
        public long IndexBytes { get; set; }
        /// <summary>Radius on the picture, as a share of its height, below which the next level is drawn. 0: the last. Bounds: 0…10.</summary>
        public double Until { get; set; }
        /// <summary>Runs of indices in order, five numbers each: first index, count, material, moving group (0: none), 1 when it glows. Bounds: 0…9007199254740991.</summary>
        public List<long> Ranges { get; } = new List<long>();
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Vertices = default;
            Indices = default;
            IndexBytes = default;
            Until = default;
            Ranges.Clear();
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("ShapeLevel"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("vertices")) { Vertices = reader.ReadInteger(0L, 9007199254740991L, "ShapeLevel.vertices"); seen |= 1 << 0; }
                else if (reader.KeyIs("indices")) { Indices = reader.ReadInteger(0L, 9007199254740991L, "ShapeLevel.indices"); seen |= 1 << 1; }
                else if (reader.KeyIs("index_bytes")) { IndexBytes = reader.ReadInteger(2L, 4L, "ShapeLevel.index_bytes"); seen |= 1 << 2; }
                else if (reader.KeyIs("until")) { Until = reader.ReadNumber(0.0d, 10.0d, "ShapeLevel.until"); seen |= 1 << 3; }
                else if (reader.KeyIs("ranges")) { reader.ReadIntegers(Ranges, 4096, 0L, 9007199254740991L, "ShapeLevel.ranges"); seen |= 1 << 4; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("ShapeLevel.vertices");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("ShapeLevel.indices");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("ShapeLevel.index_bytes");
            if ((seen & (1 << 3)) == 0) throw WireException.Missing("ShapeLevel.until");
            if ((seen & (1 << 4)) == 0) throw WireException.Missing("ShapeLevel.ranges");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(5);
            writer.WriteKey("vertices"); writer.Write(Vertices);
            writer.WriteKey("indices"); writer.Write(Indices);
            writer.WriteKey("index_bytes"); writer.Write(IndexBytes);
            writer.WriteKey("until"); writer.Write(Until);
            writer.WriteKey("ranges"); writer.Write(Ranges);
        }
    }
    /// <summary>How the camera maps depth to the picture; enough to build an engine's projection matrix.</summary>
    public sealed class WireProjection
    {
        /// <summary>Vertical field of view. Bounds: 0.1…2.8 rad.</summary>
        public double Fov { get; set; }
        /// <summary>Width over height. Bounds: 0.01…100.</summary>
        public double Aspect { get; set; }
        /// <summary>Nothing is drawn nearer. Bounds: 0… m.</summary>
        public double Near { get; set; }
        /// <summary>A depth this large or larger is sky. Bounds: 0… m.</summary>
        public double Far { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Fov = default;
            Aspect = default;
            Near = default;
            Far = default;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("Projection"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("fov")) { Fov = reader.ReadNumber(0.1d, 2.8d, "Projection.fov"); seen |= 1 << 0; }
                else if (reader.KeyIs("aspect")) { Aspect = reader.ReadNumber(0.01d, 100.0d, "Projection.aspect"); seen |= 1 << 1; }
                else if (reader.KeyIs("near")) { Near = reader.ReadNumber(0.0d, double.MaxValue, "Projection.near"); seen |= 1 << 2; }
                else if (reader.KeyIs("far")) { Far = reader.ReadNumber(0.0d, double.MaxValue, "Projection.far"); seen |= 1 << 3; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("Projection.fov");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("Projection.aspect");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("Projection.near");
            if ((seen & (1 << 3)) == 0) throw WireException.Missing("Projection.far");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(4);
            writer.WriteKey("fov"); writer.Write(Fov);
            writer.WriteKey("aspect"); writer.Write(Aspect);
            writer.WriteKey("near"); writer.Write(Near);
            writer.WriteKey("far"); writer.Write(Far);
        }
    }
    /// <summary>One raw part after the header, in the order of this list. Rows run from top to bottom.</summary>
    public sealed class WirePart
    {
        /// <summary>What it shows.</summary>
        public PartKind Kind { get; set; }
        /// <summary><c>rgba8</c>: 4 bytes a pixel, alpha 255. <c>jpeg</c>: a JPEG file. <c>f16</c>: little-endian half floats, metres along the view axis. <c>u8</c>: 0 nothing, else entity slot + 1.</summary>
        public PartCodec Codec { get; set; }
        /// <summary>Picture width. Bounds: 1…1280 px.</summary>
        public long Width { get; set; }
        /// <summary>Picture height. Bounds: 1…720 px.</summary>
        public long Height { get; set; }
        /// <summary>Length of the part. Bounds: 0…9007199254740991 B.</summary>
        public long Bytes { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Kind = default;
            Codec = default;
            Width = default;
            Height = default;
            Bytes = default;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("Part"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("kind")) { Kind = WireNames.ReadPartKind(ref reader, "Part.kind"); seen |= 1 << 0; }
                else if (reader.KeyIs("codec")) { Codec = WireNames.ReadPartCodec(ref reader, "Part.codec"); seen |= 1 << 1; }
                else if (reader.KeyIs("width")) { Width = reader.ReadInteger(1L, 1280L, "Part.width"); seen |= 1 << 2; }
                else if (reader.KeyIs("height")) { Height = reader.ReadInteger(1L, 720L, "Part.height"); seen |= 1 << 3; }
                else if (reader.KeyIs("bytes")) { Bytes = reader.ReadInteger(0L, 9007199254740991L, "Part.bytes"); seen |= 1 << 4; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("Part.kind");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("Part.codec");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("Part.width");
            if ((seen & (1 << 3)) == 0) throw WireException.Missing("Part.height");
            if ((seen & (1 << 4)) == 0) throw WireException.Missing("Part.bytes");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(5);
            writer.WriteKey("kind"); WireNames.Write(writer, Kind);
            writer.WriteKey("codec"); WireNames.Write(writer, Codec);
            writer.WriteKey("width"); writer.Write(Width);
            writer.WriteKey("height"); writer.Write(Height);
            writer.WriteKey("bytes"); writer.Write(Bytes);
        }
    }
    /// <summary>One thing the server understood from the prompt.</summary>
    public sealed class WireChip
    {
        /// <summary>The words of the prompt.</summary>
        public string Text { get; set; } = string.Empty;
        /// <summary>What they set: a field of the spec, or <c>item</c>.</summary>
        public string Kind { get; set; } = string.Empty;
        /// <summary>What they set it to.</summary>
        public string Value { get; set; } = string.Empty;
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Text = string.Empty;
            Kind = string.Empty;
            Value = string.Empty;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("Chip"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("text")) { Text = reader.ReadString(2000, "Chip.text"); seen |= 1 << 0; }
                else if (reader.KeyIs("kind")) { Kind = reader.ReadString(64, "Chip.kind"); seen |= 1 << 1; }
                else if (reader.KeyIs("value")) { Value = reader.ReadString(256, "Chip.value"); seen |= 1 << 2; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("Chip.text");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("Chip.kind");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("Chip.value");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(3);
            writer.WriteKey("text"); writer.Write(Text);
            writer.WriteKey("kind"); writer.Write(Kind);
            writer.WriteKey("value"); writer.Write(Value);
        }
    }
    /// <summary>Who answers.</summary>
    public sealed class WireServerInfo
    {
        /// <summary>Name of the program.</summary>
        public string Name { get; set; } = string.Empty;
        /// <summary>Its version.</summary>
        public string Version { get; set; } = string.Empty;
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Name = string.Empty;
            Version = string.Empty;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("ServerInfo"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("name")) { Name = reader.ReadString(64, "ServerInfo.name"); seen |= 1 << 0; }
                else if (reader.KeyIs("version")) { Version = reader.ReadString(32, "ServerInfo.version"); seen |= 1 << 1; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("ServerInfo.name");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("ServerInfo.version");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(2);
            writer.WriteKey("name"); writer.Write(Name);
            writer.WriteKey("version"); writer.Write(Version);
        }
    }
    /// <summary>One world model on offer.</summary>
    public sealed class WireModelInfo
    {
        /// <summary>Pass it as <c>open.model</c>.</summary>
        public string Name { get; set; } = string.Empty;
        /// <summary>Channels it makes.</summary>
        public List<string> Channels { get; } = new List<string>();
        /// <summary>Dynamics ticks a second. Bounds: 0… 1/s.</summary>
        public double TickHz { get; set; }
        /// <summary>Frames the model makes at once. Bounds: 1… frames.</summary>
        public long FramesPerStep { get; set; }
        /// <summary>Widest picture. Bounds: 1… px.</summary>
        public long MaxWidth { get; set; }
        /// <summary>Highest picture. Bounds: 1… px.</summary>
        public long MaxHeight { get; set; }
        /// <summary>Takes <c>open.prompt</c>.</summary>
        public bool Prompt { get; set; }
        /// <summary>Takes a photo.</summary>
        public bool Photo { get; set; }
        /// <summary>Its action schema, for input menus.</summary>
        public MsgpackDocument Actions { get; } = new MsgpackDocument();
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Name = string.Empty;
            Channels.Clear();
            TickHz = default;
            FramesPerStep = default;
            MaxWidth = default;
            MaxHeight = default;
            Prompt = default;
            Photo = default;
            Actions.Clear();
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("ModelInfo"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("name")) { Name = reader.ReadString(64, "ModelInfo.name"); seen |= 1 << 0; }
                else if (reader.KeyIs("channels")) { reader.ReadStrings(Channels, 8, "ModelInfo.channels"); seen |= 1 << 1; }
                else if (reader.KeyIs("tick_hz")) { TickHz = reader.ReadNumber(0.0d, double.MaxValue, "ModelInfo.tick_hz"); seen |= 1 << 2; }
                else if (reader.KeyIs("frames_per_step")) { FramesPerStep = reader.ReadInteger(1L, Protocol.SafeInteger, "ModelInfo.frames_per_step"); seen |= 1 << 3; }
                else if (reader.KeyIs("max_width")) { MaxWidth = reader.ReadInteger(1L, Protocol.SafeInteger, "ModelInfo.max_width"); seen |= 1 << 4; }
                else if (reader.KeyIs("max_height")) { MaxHeight = reader.ReadInteger(1L, Protocol.SafeInteger, "ModelInfo.max_height"); seen |= 1 << 5; }
                else if (reader.KeyIs("prompt")) { Prompt = reader.ReadBoolean("ModelInfo.prompt"); seen |= 1 << 6; }
                else if (reader.KeyIs("photo")) { Photo = reader.ReadBoolean("ModelInfo.photo"); seen |= 1 << 7; }
                else if (reader.KeyIs("actions")) { Actions.ReadMap(ref reader, "ModelInfo.actions"); seen |= 1 << 8; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("ModelInfo.name");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("ModelInfo.channels");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("ModelInfo.tick_hz");
            if ((seen & (1 << 3)) == 0) throw WireException.Missing("ModelInfo.frames_per_step");
            if ((seen & (1 << 4)) == 0) throw WireException.Missing("ModelInfo.max_width");
            if ((seen & (1 << 5)) == 0) throw WireException.Missing("ModelInfo.max_height");
            if ((seen & (1 << 6)) == 0) throw WireException.Missing("ModelInfo.prompt");
            if ((seen & (1 << 7)) == 0) throw WireException.Missing("ModelInfo.photo");
            if ((seen & (1 << 8)) == 0) throw WireException.Missing("ModelInfo.actions");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(9);
            writer.WriteKey("name"); writer.Write(Name);
            writer.WriteKey("channels"); writer.Write(Channels);
            writer.WriteKey("tick_hz"); writer.Write(TickHz);
            writer.WriteKey("frames_per_step"); writer.Write(FramesPerStep);
            writer.WriteKey("max_width"); writer.Write(MaxWidth);
            writer.WriteKey("max_height"); writer.Write(MaxHeight);
            writer.WriteKey("prompt"); writer.Write(Prompt);
            writer.WriteKey("photo"); writer.Write(Photo);
            writer.WriteKey("actions"); writer.Write(Actions);
        }
    }
    /// <summary>What this server refuses beyond.</summary>
    public sealed class WireLimits
    {
        /// <summary>Largest header. Bounds: 1… B.</summary>
        public long HeaderBytes { get; set; }
        /// <summary>Largest message to the server. Bounds: 1… B.</summary>
        public long MessageBytes { get; set; }
        /// <summary>Most parts of a message to the server. Bounds: 1….</summary>
        public long Parts { get; set; }
        /// <summary>Longest prompt. Bounds: 1… characters.</summary>
        public long PromptCharacters { get; set; }
        /// <summary>Narrowest picture. Bounds: 1… px.</summary>
        public long MinWidth { get; set; }
        /// <summary>Widest picture. Bounds: 1… px.</summary>
        public long MaxWidth { get; set; }
        /// <summary>Lowest picture. Bounds: 1… px.</summary>
        public long MinHeight { get; set; }
        /// <summary>Highest picture. Bounds: 1… px.</summary>
        public long MaxHeight { get; set; }
        /// <summary>Most frames a second. Bounds: 1… 1/s.</summary>
        public double Fps { get; set; }
        /// <summary>Most frames in flight. Bounds: 1… frames.</summary>
        public long Credit { get; set; }
        /// <summary>Most worlds at once on this server. Bounds: 1….</summary>
        public long Sessions { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            HeaderBytes = default;
            MessageBytes = default;
            Parts = default;
            PromptCharacters = default;
            MinWidth = default;
            MaxWidth = default;
            MinHeight = default;
            MaxHeight = default;
            Fps = default;
            Credit = default;
            Sessions = default;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("Limits"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("header_bytes")) { HeaderBytes = reader.ReadInteger(1L, Protocol.SafeInteger, "Limits.header_bytes"); seen |= 1 << 0; }
                else if (reader.KeyIs("message_bytes")) { MessageBytes = reader.ReadInteger(1L, Protocol.SafeInteger, "Limits.message_bytes"); seen |= 1 << 1; }
                else if (reader.KeyIs("parts")) { Parts = reader.ReadInteger(1L, Protocol.SafeInteger, "Limits.parts"); seen |= 1 << 2; }
                else if (reader.KeyIs("prompt_characters")) { PromptCharacters = reader.ReadInteger(1L, Protocol.SafeInteger, "Limits.prompt_characters"); seen |= 1 << 3; }
                else if (reader.KeyIs("min_width")) { MinWidth = reader.ReadInteger(1L, Protocol.SafeInteger, "Limits.min_width"); seen |= 1 << 4; }
                else if (reader.KeyIs("max_width")) { MaxWidth = reader.ReadInteger(1L, Protocol.SafeInteger, "Limits.max_width"); seen |= 1 << 5; }
                else if (reader.KeyIs("min_height")) { MinHeight = reader.ReadInteger(1L, Protocol.SafeInteger, "Limits.min_height"); seen |= 1 << 6; }
                else if (reader.KeyIs("max_height")) { MaxHeight = reader.ReadInteger(1L, Protocol.SafeInteger, "Limits.max_height"); seen |= 1 << 7; }
                else if (reader.KeyIs("fps")) { Fps = reader.ReadNumber(1.0d, double.MaxValue, "Limits.fps"); seen |= 1 << 8; }
                else if (reader.KeyIs("credit")) { Credit = reader.ReadInteger(1L, Protocol.SafeInteger, "Limits.credit"); seen |= 1 << 9; }
                else if (reader.KeyIs("sessions")) { Sessions = reader.ReadInteger(1L, Protocol.SafeInteger, "Limits.sessions"); seen |= 1 << 10; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("Limits.header_bytes");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("Limits.message_bytes");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("Limits.parts");
            if ((seen & (1 << 3)) == 0) throw WireException.Missing("Limits.prompt_characters");
            if ((seen & (1 << 4)) == 0) throw WireException.Missing("Limits.min_width");
            if ((seen & (1 << 5)) == 0) throw WireException.Missing("Limits.max_width");
            if ((seen & (1 << 6)) == 0) throw WireException.Missing("Limits.min_height");
            if ((seen & (1 << 7)) == 0) throw WireException.Missing("Limits.max_height");
            if ((seen & (1 << 8)) == 0) throw WireException.Missing("Limits.fps");
            if ((seen & (1 << 9)) == 0) throw WireException.Missing("Limits.credit");
            if ((seen & (1 << 10)) == 0) throw WireException.Missing("Limits.sessions");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(11);
            writer.WriteKey("header_bytes"); writer.Write(HeaderBytes);
            writer.WriteKey("message_bytes"); writer.Write(MessageBytes);
            writer.WriteKey("parts"); writer.Write(Parts);
            writer.WriteKey("prompt_characters"); writer.Write(PromptCharacters);
            writer.WriteKey("min_width"); writer.Write(MinWidth);
            writer.WriteKey("max_width"); writer.Write(MaxWidth);
            writer.WriteKey("min_height"); writer.Write(MinHeight);
            writer.WriteKey("max_height"); writer.Write(MaxHeight);
            writer.WriteKey("fps"); writer.Write(Fps);
            writer.WriteKey("credit"); writer.Write(Credit);
            writer.WriteKey("sessions"); writer.Write(Sessions);
        }
    }
    /// <summary>The first message of a connection. With a session token it resumes that session, which also ends whatever connection still held it.</summary>
    public sealed class ClientHello : IWireRequest
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "hello";
        /// <summary>Number the client gave the request; its answers echo it. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>Major version of the protocol the client speaks. Bounds: 0…65535.</summary>
        public long V { get; set; }
        /// <summary>Who is connecting. Null: absent, the default counts.</summary>
        public WireClientInfo? Client { get; set; }
        /// <summary>Access token given by the server's owner, or the session token from <c>opened</c>. Null: absent.</summary>
        public string? Token { get; set; }
        /// <summary>What the client can take. Null: absent, the default counts.</summary>
        public WireAccept? Accept { get; set; }
        /// <summary>Hashes of shapes, chunks and materials the client still holds: they are named, not sent again. Minor version 6. Null: absent, the default counts.</summary>
        public List<string>? Have { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
            V = default;
            Client = null;
            Token = null;
            Accept = null;
            Have = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("hello"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "hello.id"); }
                else if (reader.KeyIs("v")) { V = reader.ReadInteger(0L, 65535L, "hello.v"); seen |= 1 << 0; }
                else if (reader.KeyIs("client")) { (Client ??= new WireClientInfo()).Read(ref reader); }
                else if (reader.KeyIs("token")) { Token = reader.ReadString(256, "hello.token"); }
                else if (reader.KeyIs("accept")) { (Accept ??= new WireAccept()).Read(ref reader); }
                else if (reader.KeyIs("have")) { reader.ReadStrings((Have ??= new List<string>()), 2048, "hello.have"); }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("hello.v");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(2 + (Id != null ? 1 : 0) + (Client != null ? 1 : 0) + (Token != null ? 1 : 0) + (Accept != null ? 1 : 0) + (Have != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
            writer.WriteKey("v"); writer.Write(V);
            if (Client != null) { writer.WriteKey("client"); Client.Write(writer); }
            if (Token != null) { writer.WriteKey("token"); writer.Write(Token); }
            if (Accept != null) { writer.WriteKey("accept"); Accept.Write(writer); }
            if (Have != null) { writer.WriteKey("have"); writer.Write(Have); }
        }
    }
    /// <summary>Make a world and begin a session in it. Exactly one of <c>prompt</c>, <c>spec</c> and <c>snapshot</c> must be given.</summary>
    public sealed class ClientOpen : IWireRequest
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "open";
        /// <summary>Number the client gave the request; its answers echo it. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>A description of the place in plain words. Unit: characters. Null: absent.</summary>
        public string? Prompt { get; set; }
        /// <summary>The place as plain data (what <c>opened.spec</c> holds), possibly edited. Null: absent.</summary>
        public MsgpackDocument? Spec { get; set; }
        /// <summary>Name of a save to begin from; its seed, spec and player come with it. Null: absent.</summary>
        public string? Snapshot { get; set; }
        /// <summary>Same spec and seed, same world. Absent: the server draws one. Bounds: 0…9007199254740991. Null: absent.</summary>
        public long? Seed { get; set; }
        /// <summary>Which model; absent: the server's first. Null: absent.</summary>
        public string? Model { get; set; }
        /// <summary>Picture width, even. Bounds: 64…1280 px. Null: absent, the default counts.</summary>
        public long? Width { get; set; }
        /// <summary>What counts when <c>width</c> is absent.</summary>
        public const long DefaultWidth = 640L;
        /// <summary>Picture height, even. Bounds: 36…720 px. Null: absent, the default counts.</summary>
        public long? Height { get; set; }
        /// <summary>What counts when <c>height</c> is absent.</summary>
        public const long DefaultHeight = 360L;
        /// <summary>Frames a second the client wants; the server may send fewer. Bounds: 1…120 1/s. Null: absent, the default counts.</summary>
        public double? Fps { get; set; }
        /// <summary>What counts when <c>fps</c> is absent.</summary>
        public const double DefaultFps = 30.0d;
        /// <summary>What to send: pictures and, as messages of its own, <c>state</c>. Null: absent, the default counts.</summary>
        public List<string>? Channels { get; set; }
        /// <summary>Picture codec; absent: by <c>accept.codecs</c>. Null: absent.</summary>
        public Codec? Codec { get; set; }
        /// <summary>JPEG quality. Bounds: 30…100. Null: absent, the default counts.</summary>
        public long? Quality { get; set; }
        /// <summary>What counts when <c>quality</c> is absent.</summary>
        public const long DefaultQuality = 85L;
        /// <summary>Frames in flight at first. Bounds: 0…8 frames. Null: absent, the default counts.</summary>
        public long? Credit { get; set; }
        /// <summary>What counts when <c>credit</c> is absent.</summary>
        public const long DefaultCredit = 2L;
        /// <summary><c>state</c> messages a second. Bounds: 0.1…20 1/s. Null: absent, the default counts.</summary>
        public double? StateHz { get; set; }
        /// <summary>What counts when <c>state_hz</c> is absent.</summary>
        public const double DefaultStateHz = 10.0d;
        /// <summary>Lockstep: every <c>act</c> with a <c>seq</c> advances exactly one tick and gives exactly one frame. Same seed and inputs, same bytes. Null: absent, the default counts.</summary>
        public bool? Deterministic { get; set; }
        /// <summary>What counts when <c>deterministic</c> is absent.</summary>
        public const bool DefaultDeterministic = false;
        /// <summary>Make a world even where nothing of the prompt was understood; else that is the error <c>not_understood</c>. Minor version 4. Null: absent, the default counts.</summary>
        public bool? Anyway { get; set; }
        /// <summary>What counts when <c>anyway</c> is absent.</summary>
        public const bool DefaultAnyway = false;
        /// <summary>What is wanted of the <c>geometry</c> channel. Minor version 6. Null: absent, the default counts.</summary>
        public WireGeometryWish? Geometry { get; set; }
        /// <summary>Hashes of shapes, chunks and materials the client still holds: they are named, not sent again. Minor version 6. Null: absent, the default counts.</summary>
        public List<string>? Have { get; set; }
        /// <summary>Who moves the player's body: the world (<c>act</c>), or the client's own engine (<c>pose</c>). Minor version 6. Null: absent, the default counts.</summary>
        public OpenBody? Body { get; set; }
        /// <summary>Where in the client's scene the world's start shall lie; <c>opened.origin</c> says where its axes are then. Minor version 6. Null: absent.</summary>
        public WireOrigin? Origin { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
            Prompt = null;
            Spec = null;
            Snapshot = null;
            Seed = null;
            Model = null;
            Width = null;
            Height = null;
            Fps = null;
            Channels = null;
            Codec = null;
            Quality = null;
            Credit = null;
            StateHz = null;
            Deterministic = null;
            Anyway = null;
            Geometry = null;
            Have = null;
            Body = null;
            Origin = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            for (var pairs = reader.ReadMapHeader("open"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "open.id"); }
                else if (reader.KeyIs("prompt")) { Prompt = reader.ReadString(2000, "open.prompt"); }
                else if (reader.KeyIs("spec")) { (Spec ??= new MsgpackDocument()).ReadMap(ref reader, "open.spec"); }
                else if (reader.KeyIs("snapshot")) { Snapshot = reader.ReadString(64, "open.snapshot"); }
                else if (reader.KeyIs("seed")) { Seed = reader.ReadInteger(0L, 9007199254740991L, "open.seed"); }
                else if (reader.KeyIs("model")) { Model = reader.ReadString(64, "open.model"); }
                else if (reader.KeyIs("width")) { Width = reader.ReadInteger(64L, 1280L, "open.width"); }
                else if (reader.KeyIs("height")) { Height = reader.ReadInteger(36L, 720L, "open.height"); }
                else if (reader.KeyIs("fps")) { Fps = reader.ReadNumber(1.0d, 120.0d, "open.fps"); }
                else if (reader.KeyIs("channels")) { reader.ReadStrings((Channels ??= new List<string>()), 8, "open.channels"); }
                else if (reader.KeyIs("codec")) { Codec = WireNames.ReadCodec(ref reader, "open.codec"); }
                else if (reader.KeyIs("quality")) { Quality = reader.ReadInteger(30L, 100L, "open.quality"); }
                else if (reader.KeyIs("credit")) { Credit = reader.ReadInteger(0L, 8L, "open.credit"); }
                else if (reader.KeyIs("state_hz")) { StateHz = reader.ReadNumber(0.1d, 20.0d, "open.state_hz"); }
                else if (reader.KeyIs("deterministic")) { Deterministic = reader.ReadBoolean("open.deterministic"); }
                else if (reader.KeyIs("anyway")) { Anyway = reader.ReadBoolean("open.anyway"); }
                else if (reader.KeyIs("geometry")) { (Geometry ??= new WireGeometryWish()).Read(ref reader); }
                else if (reader.KeyIs("have")) { reader.ReadStrings((Have ??= new List<string>()), 2048, "open.have"); }
                else if (reader.KeyIs("body")) { Body = WireNames.ReadOpenBody(ref reader, "open.body"); }
                else if (reader.KeyIs("origin")) { (Origin ??= new WireOrigin()).Read(ref reader); }
                else reader.Skip();
            }
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(1 + (Id != null ? 1 : 0) + (Prompt != null ? 1 : 0) + (Spec != null ? 1 : 0) + (Snapshot != null ? 1 : 0) + (Seed != null ? 1 : 0) + (Model != null ? 1 : 0) + (Width != null ? 1 : 0) + (Height != null ? 1 : 0) + (Fps != null ? 1 : 0) + (Channels != null ? 1 : 0) + (Codec != null ? 1 : 0) + (Quality != null ? 1 : 0) + (Credit != null ? 1 : 0) + (StateHz != null ? 1 : 0) + (Deterministic != null ? 1 : 0) + (Anyway != null ? 1 : 0) + (Geometry != null ? 1 : 0) + (Have != null ? 1 : 0) + (Body != null ? 1 : 0) + (Origin != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
            if (Prompt != null) { writer.WriteKey("prompt"); writer.Write(Prompt); }
            if (Spec != null) { writer.WriteKey("spec"); writer.Write(Spec); }
            if (Snapshot != null) { writer.WriteKey("snapshot"); writer.Write(Snapshot); }
            if (Seed != null) { writer.WriteKey("seed"); writer.Write(Seed.Value); }
            if (Model != null) { writer.WriteKey("model"); writer.Write(Model); }
            if (Width != null) { writer.WriteKey("width"); writer.Write(Width.Value); }
            if (Height != null) { writer.WriteKey("height"); writer.Write(Height.Value); }
            if (Fps != null) { writer.WriteKey("fps"); writer.Write(Fps.Value); }
            if (Channels != null) { writer.WriteKey("channels"); writer.Write(Channels); }
            if (Codec != null) { writer.WriteKey("codec"); WireNames.Write(writer, Codec.Value); }
            if (Quality != null) { writer.WriteKey("quality"); writer.Write(Quality.Value); }
            if (Credit != null) { writer.WriteKey("credit"); writer.Write(Credit.Value); }
            if (StateHz != null) { writer.WriteKey("state_hz"); writer.Write(StateHz.Value); }
            if (Deterministic != null) { writer.WriteKey("deterministic"); writer.Write(Deterministic.Value); }
            if (Anyway != null) { writer.WriteKey("anyway"); writer.Write(Anyway.Value); }
            if (Geometry != null) { writer.WriteKey("geometry"); Geometry.Write(writer); }
            if (Have != null) { writer.WriteKey("have"); writer.Write(Have); }
            if (Body != null) { writer.WriteKey("body"); WireNames.Write(writer, Body.Value); }
            if (Origin != null) { writer.WriteKey("origin"); Origin.Write(writer); }
        }
    }
    /// <summary>What the player does. Sent at the game's own rate, or when something changed; also carries <c>ack</c> and <c>credit</c>.</summary>
    public sealed class ClientAct : IWireMessage
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "act";
        /// <summary>Input number, rising by one from 1. 0: this message carries no input, only <c>ack</c> and <c>credit</c>. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Seq { get; set; }
        /// <summary>What counts when <c>seq</c> is absent.</summary>
        public const long DefaultSeq = 0L;
        /// <summary>The client's own clock when the input was read; echoed by the frame that shows it. Bounds: 0…1000000000000000 s. Null: absent, the default counts.</summary>
        public double? T { get; set; }
        /// <summary>What counts when <c>t</c> is absent.</summary>
        public const double DefaultT = 0.0d;
        /// <summary>What is held now. Absent: unchanged. Null: absent.</summary>
        public WireHeld? Held { get; set; }
        /// <summary>How far the head turned. Null: absent.</summary>
        public WireLook? Look { get; set; }
        /// <summary>Newest frame <c>id</c> the client has received; frames up to it are no longer in flight. Bounds: 0…9007199254740991. Null: absent.</summary>
        public long? Ack { get; set; }
        /// <summary>Frames the server may have in flight from now on. 0 stops frames. Bounds: 0…8 frames. Null: absent.</summary>
        public long? Credit { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Seq = null;
            T = null;
            Held = null;
            Look = null;
            Ack = null;
            Credit = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            for (var pairs = reader.ReadMapHeader("act"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("seq")) { Seq = reader.ReadInteger(0L, 9007199254740991L, "act.seq"); }
                else if (reader.KeyIs("t")) { T = reader.ReadNumber(0.0d, 1000000000000000.0d, "act.t"); }
                else if (reader.KeyIs("held")) { (Held ??= new WireHeld()).Read(ref reader); }
                else if (reader.KeyIs("look")) { (Look ??= new WireLook()).Read(ref reader); }
                else if (reader.KeyIs("ack")) { Ack = reader.ReadInteger(0L, 9007199254740991L, "act.ack"); }
                else if (reader.KeyIs("credit")) { Credit = reader.ReadInteger(0L, 8L, "act.credit"); }
                else reader.Skip();
            }
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(1 + (Seq != null ? 1 : 0) + (T != null ? 1 : 0) + (Held != null ? 1 : 0) + (Look != null ? 1 : 0) + (Ack != null ? 1 : 0) + (Credit != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Seq != null) { writer.WriteKey("seq"); writer.Write(Seq.Value); }
            if (T != null) { writer.WriteKey("t"); writer.Write(T.Value); }
            if (Held != null) { writer.WriteKey("held"); Held.Write(writer); }
            if (Look != null) { writer.WriteKey("look"); Look.Write(writer); }
            if (Ack != null) { writer.WriteKey("ack"); writer.Write(Ack.Value); }
            if (Credit != null) { writer.WriteKey("credit"); writer.Write(Credit.Value); }
        }
    }
    /// <summary>Draw from this camera instead of the player's eyes; without <c>camera</c>, from the player's eyes again.</summary>
    public sealed class ClientView : IWireMessage
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "view";
        /// <summary>Input number, rising by one from 1. 0: this message carries no input, only <c>ack</c> and <c>credit</c>. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Seq { get; set; }
        /// <summary>What counts when <c>seq</c> is absent.</summary>
        public const long DefaultSeq = 0L;
        /// <summary>The client's own clock when the input was read; echoed by the frame that shows it. Bounds: 0…1000000000000000 s. Null: absent, the default counts.</summary>
        public double? T { get; set; }
        /// <summary>What counts when <c>t</c> is absent.</summary>
        public const double DefaultT = 0.0d;
        /// <summary>Where to draw from. Null: absent.</summary>
        public WireCamera? Camera { get; set; }
        /// <summary>Newest frame <c>id</c> the client has received; frames up to it are no longer in flight. Bounds: 0…9007199254740991. Null: absent.</summary>
        public long? Ack { get; set; }
        /// <summary>Frames the server may have in flight from now on. 0 stops frames. Bounds: 0…8 frames. Null: absent.</summary>
        public long? Credit { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Seq = null;
            T = null;
            Camera = null;
            Ack = null;
            Credit = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            for (var pairs = reader.ReadMapHeader("view"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("seq")) { Seq = reader.ReadInteger(0L, 9007199254740991L, "view.seq"); }
                else if (reader.KeyIs("t")) { T = reader.ReadNumber(0.0d, 1000000000000000.0d, "view.t"); }
                else if (reader.KeyIs("camera")) { (Camera ??= new WireCamera()).Read(ref reader); }
                else if (reader.KeyIs("ack")) { Ack = reader.ReadInteger(0L, 9007199254740991L, "view.ack"); }
                else if (reader.KeyIs("credit")) { Credit = reader.ReadInteger(0L, 8L, "view.credit"); }
                else reader.Skip();
            }
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(1 + (Seq != null ? 1 : 0) + (T != null ? 1 : 0) + (Camera != null ? 1 : 0) + (Ack != null ? 1 : 0) + (Credit != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Seq != null) { writer.WriteKey("seq"); writer.Write(Seq.Value); }
            if (T != null) { writer.WriteKey("t"); writer.Write(T.Value); }
            if (Camera != null) { writer.WriteKey("camera"); Camera.Write(writer); }
            if (Ack != null) { writer.WriteKey("ack"); writer.Write(Ack.Value); }
            if (Credit != null) { writer.WriteKey("credit"); writer.Write(Credit.Value); }
        }
    }
    /// <summary>Where the client's own body is: with <c>open.body</c> <c>client</c> it is the player. Sent 20 times a second. Minor version 6.</summary>
    public sealed class ClientPose : IWireMessage
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "pose";
        /// <summary>Input number, rising by one from 1. 0: this message carries no input, only <c>ack</c> and <c>credit</c>. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Seq { get; set; }
        /// <summary>What counts when <c>seq</c> is absent.</summary>
        public const long DefaultSeq = 0L;
        /// <summary>The client's own clock when the input was read; echoed by the frame that shows it. Bounds: 0…1000000000000000 s. Null: absent, the default counts.</summary>
        public double? T { get; set; }
        /// <summary>What counts when <c>t</c> is absent.</summary>
        public const double DefaultT = 0.0d;
        /// <summary>x, y, z of the feet. Bounds: -10000000…10000000 m.</summary>
        public double[] Position { get; } = new double[3];
        /// <summary>How fast it moves. Bounds: -10000…10000 m/s. Null: absent, the default counts.</summary>
        public double[]? Velocity { get; set; }
        /// <summary>Where the body faces: 0 looks along -Z, positive turns left. Bounds: -1000000…1000000 rad. Null: absent, the default counts.</summary>
        public double? Yaw { get; set; }
        /// <summary>What counts when <c>yaw</c> is absent.</summary>
        public const double DefaultYaw = 0.0d;
        /// <summary>Where it looks: positive up. Bounds: -1.6…1.6 rad. Null: absent, the default counts.</summary>
        public double? Pitch { get; set; }
        /// <summary>What counts when <c>pitch</c> is absent.</summary>
        public const double DefaultPitch = 0.0d;
        /// <summary>Whether it stands on something. Null: absent, the default counts.</summary>
        public bool? Grounded { get; set; }
        /// <summary>What counts when <c>grounded</c> is absent.</summary>
        public const bool DefaultGrounded = true;
        /// <summary>Newest frame <c>id</c> the client has received; frames up to it are no longer in flight. Bounds: 0…9007199254740991. Null: absent.</summary>
        public long? Ack { get; set; }
        /// <summary>Frames the server may have in flight from now on. 0 stops frames. Bounds: 0…8 frames. Null: absent.</summary>
        public long? Credit { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Seq = null;
            T = null;
            Array.Clear(Position, 0, Position.Length);
            Velocity = null;
            Yaw = null;
            Pitch = null;
            Grounded = null;
            Ack = null;
            Credit = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("pose"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("seq")) { Seq = reader.ReadInteger(0L, 9007199254740991L, "pose.seq"); }
                else if (reader.KeyIs("t")) { T = reader.ReadNumber(0.0d, 1000000000000000.0d, "pose.t"); }
                else if (reader.KeyIs("position")) { reader.ReadNumbers(Position, -10000000.0d, 10000000.0d, "pose.position"); seen |= 1 << 0; }
                else if (reader.KeyIs("velocity")) { reader.ReadNumbers((Velocity ??= new double[3]), -10000.0d, 10000.0d, "pose.velocity"); }
                else if (reader.KeyIs("yaw")) { Yaw = reader.ReadNumber(-1000000.0d, 1000000.0d, "pose.yaw"); }
                else if (reader.KeyIs("pitch")) { Pitch = reader.ReadNumber(-1.6d, 1.6d, "pose.pitch"); }
                else if (reader.KeyIs("grounded")) { Grounded = reader.ReadBoolean("pose.grounded"); }
                else if (reader.KeyIs("ack")) { Ack = reader.ReadInteger(0L, 9007199254740991L, "pose.ack"); }
                else if (reader.KeyIs("credit")) { Credit = reader.ReadInteger(0L, 8L, "pose.credit"); }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("pose.position");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(2 + (Seq != null ? 1 : 0) + (T != null ? 1 : 0) + (Velocity != null ? 1 : 0) + (Yaw != null ? 1 : 0) + (Pitch != null ? 1 : 0) + (Grounded != null ? 1 : 0) + (Ack != null ? 1 : 0) + (Credit != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Seq != null) { writer.WriteKey("seq"); writer.Write(Seq.Value); }
            if (T != null) { writer.WriteKey("t"); writer.Write(T.Value); }
            writer.WriteKey("position"); writer.Write(Position);
            if (Velocity != null) { writer.WriteKey("velocity"); writer.Write(Velocity); }
            if (Yaw != null) { writer.WriteKey("yaw"); writer.Write(Yaw.Value); }
            if (Pitch != null) { writer.WriteKey("pitch"); writer.Write(Pitch.Value); }
            if (Grounded != null) { writer.WriteKey("grounded"); writer.Write(Grounded.Value); }
            if (Ack != null) { writer.WriteKey("ack"); writer.Write(Ack.Value); }
            if (Credit != null) { writer.WriteKey("credit"); writer.Write(Credit.Value); }
        }
    }
    /// <summary>Flow of the geometry channel. Minor version 6.</summary>
    public sealed class ClientGeometry : IWireMessage
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "geometry";
        /// <summary>Newest <c>order</c> received; those up to it are no longer in flight. Bounds: 0…9007199254740991. Null: absent.</summary>
        public long? Ack { get; set; }
        /// <summary>Messages of this channel that may be in flight from now on. 0 stops them. Bounds: 0…256 messages. Null: absent.</summary>
        public long? Credit { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Ack = null;
            Credit = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            for (var pairs = reader.ReadMapHeader("geometry"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("ack")) { Ack = reader.ReadInteger(0L, 9007199254740991L, "geometry.ack"); }
                else if (reader.KeyIs("credit")) { Credit = reader.ReadInteger(0L, 256L, "geometry.credit"); }
                else reader.Skip();
            }
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(1 + (Ack != null ? 1 : 0) + (Credit != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Ack != null) { writer.WriteKey("ack"); writer.Write(Ack.Value); }
            if (Credit != null) { writer.WriteKey("credit"); writer.Write(Credit.Value); }
        }
    }
    /// <summary>Put the player's body somewhere else at once. Minor version 6.</summary>
    public sealed class ClientTeleport : IWireRequest
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "teleport";
        /// <summary>Number the client gave the request; its answers echo it. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>Where. Bounds: -10000000…10000000 m.</summary>
        public double X { get; set; }
        /// <summary>Where. Bounds: -10000000…10000000 m.</summary>
        public double Z { get; set; }
        /// <summary>Height of the feet; absent: the lowest at which a body fits. Bounds: -10000…10000 m. Null: absent.</summary>
        public double? Y { get; set; }
        /// <summary>Where it looks then; absent: as before. Bounds: -1000000…1000000 rad. Null: absent.</summary>
        public double? Yaw { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
            X = default;
            Z = default;
            Y = null;
            Yaw = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("teleport"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "teleport.id"); }
                else if (reader.KeyIs("x")) { X = reader.ReadNumber(-10000000.0d, 10000000.0d, "teleport.x"); seen |= 1 << 0; }
                else if (reader.KeyIs("z")) { Z = reader.ReadNumber(-10000000.0d, 10000000.0d, "teleport.z"); seen |= 1 << 1; }
                else if (reader.KeyIs("y")) { Y = reader.ReadNumber(-10000.0d, 10000.0d, "teleport.y"); }
                else if (reader.KeyIs("yaw")) { Yaw = reader.ReadNumber(-1000000.0d, 1000000.0d, "teleport.yaw"); }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("teleport.x");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("teleport.z");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(3 + (Id != null ? 1 : 0) + (Y != null ? 1 : 0) + (Yaw != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
            writer.WriteKey("x"); writer.Write(X);
            writer.WriteKey("z"); writer.Write(Z);
            if (Y != null) { writer.WriteKey("y"); writer.Write(Y.Value); }
            if (Yaw != null) { writer.WriteKey("yaw"); writer.Write(Yaw.Value); }
        }
    }
    /// <summary>Stop the world and its frames.</summary>
    public sealed class ClientPause : IWireRequest
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "pause";
        /// <summary>Number the client gave the request; its answers echo it. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            for (var pairs = reader.ReadMapHeader("pause"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "pause.id"); }
                else reader.Skip();
            }
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(1 + (Id != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
        }
    }
    /// <summary>Let a paused world go on.</summary>
    public sealed class ClientResume : IWireRequest
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "resume";
        /// <summary>Number the client gave the request; its answers echo it. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            for (var pairs = reader.ReadMapHeader("resume"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "resume.id"); }
                else reader.Skip();
            }
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(1 + (Id != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
        }
    }
    /// <summary>Save the world as it is now under a name; a save of the same name is replaced. Answered when it is safely on the disk.</summary>
    public sealed class ClientSnapshot : IWireRequest
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "snapshot";
        /// <summary>Number the client gave the request; its answers echo it. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>Name of the save: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, not beginning with a dot. Unit: characters.</summary>
        public string Name { get; set; } = string.Empty;
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
            Name = string.Empty;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("snapshot"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "snapshot.id"); }
                else if (reader.KeyIs("name")) { Name = reader.ReadString(64, "snapshot.name"); seen |= 1 << 0; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("snapshot.name");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(2 + (Id != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
            writer.WriteKey("name"); writer.Write(Name);
        }
    }
    /// <summary>Put the world of this session back to a save.</summary>
    public sealed class ClientRestore : IWireRequest
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "restore";
        /// <summary>Number the client gave the request; its answers echo it. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>Name of the save: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, not beginning with a dot. Unit: characters.</summary>
        public string Name { get; set; } = string.Empty;
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
            Name = string.Empty;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("restore"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "restore.id"); }
                else if (reader.KeyIs("name")) { Name = reader.ReadString(64, "restore.name"); seen |= 1 << 0; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("restore.name");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(2 + (Id != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
            writer.WriteKey("name"); writer.Write(Name);
        }
    }
    /// <summary>Put the world back to how it was some seconds of world time ago, or as far as the server remembers.</summary>
    public sealed class ClientRewind : IWireRequest
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "rewind";
        /// <summary>Number the client gave the request; its answers echo it. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>How far back, at most. Bounds: 0…3600 s.</summary>
        public double Seconds { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
            Seconds = default;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("rewind"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "rewind.id"); }
                else if (reader.KeyIs("seconds")) { Seconds = reader.ReadNumber(0.0d, 3600.0d, "rewind.seconds"); seen |= 1 << 0; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("rewind.seconds");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(2 + (Id != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
            writer.WriteKey("seconds"); writer.Write(Seconds);
        }
    }
    /// <summary>Fork the world now: a second session, waiting for a client that says hello with its token.</summary>
    public sealed class ClientBranch : IWireRequest
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "branch";
        /// <summary>Number the client gave the request; its answers echo it. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            for (var pairs = reader.ReadMapHeader("branch"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "branch.id"); }
                else reader.Skip();
            }
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(1 + (Id != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
        }
    }
    /// <summary>Send pictures of another size from now on, of the same world at the same place. Minor version 5.</summary>
    public sealed class ClientResize : IWireRequest
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "resize";
        /// <summary>Number the client gave the request; its answers echo it. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>Picture width, even. Bounds: 64…1280 px.</summary>
        public long Width { get; set; }
        /// <summary>Picture height, even. Bounds: 36…720 px.</summary>
        public long Height { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
            Width = default;
            Height = default;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("resize"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "resize.id"); }
                else if (reader.KeyIs("width")) { Width = reader.ReadInteger(64L, 1280L, "resize.width"); seen |= 1 << 0; }
                else if (reader.KeyIs("height")) { Height = reader.ReadInteger(36L, 720L, "resize.height"); seen |= 1 << 1; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("resize.width");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("resize.height");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(3 + (Id != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
            writer.WriteKey("width"); writer.Write(Width);
            writer.WriteKey("height"); writer.Write(Height);
        }
    }
    /// <summary>Watch a world that another connection plays in, with a camera of one's own (<c>view</c>) or through the player's eyes; as <c>player</c>, walk in it with a body of one's own.</summary>
    public sealed class ClientJoin : IWireRequest
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "join";
        /// <summary>Number the client gave the request; its answers echo it. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>The token <c>opened.guest</c> that the player gave away.</summary>
        public string Guest { get; set; } = string.Empty;
        /// <summary><c>viewer</c> looks on. <c>player</c> has a body of its own, which the others see as a character. Null: absent, the default counts.</summary>
        public JoinRole? Role { get; set; }
        /// <summary>Picture width, even. Bounds: 64…1280 px. Null: absent, the default counts.</summary>
        public long? Width { get; set; }
        /// <summary>What counts when <c>width</c> is absent.</summary>
        public const long DefaultWidth = 640L;
        /// <summary>Picture height, even. Bounds: 36…720 px. Null: absent, the default counts.</summary>
        public long? Height { get; set; }
        /// <summary>What counts when <c>height</c> is absent.</summary>
        public const long DefaultHeight = 360L;
        /// <summary>Frames a second the client wants; the server may send fewer. Bounds: 1…120 1/s. Null: absent, the default counts.</summary>
        public double? Fps { get; set; }
        /// <summary>What counts when <c>fps</c> is absent.</summary>
        public const double DefaultFps = 30.0d;
        /// <summary>What to send: pictures and, as messages of its own, <c>state</c>. Null: absent, the default counts.</summary>
        public List<string>? Channels { get; set; }
        /// <summary>Picture codec; absent: by <c>accept.codecs</c>. Null: absent.</summary>
        public Codec? Codec { get; set; }
        /// <summary>JPEG quality. Bounds: 30…100. Null: absent, the default counts.</summary>
        public long? Quality { get; set; }
        /// <summary>What counts when <c>quality</c> is absent.</summary>
        public const long DefaultQuality = 85L;
        /// <summary>Frames in flight at first. Bounds: 0…8 frames. Null: absent, the default counts.</summary>
        public long? Credit { get; set; }
        /// <summary>What counts when <c>credit</c> is absent.</summary>
        public const long DefaultCredit = 2L;
        /// <summary><c>state</c> messages a second. Bounds: 0.1…20 1/s. Null: absent, the default counts.</summary>
        public double? StateHz { get; set; }
        /// <summary>What counts when <c>state_hz</c> is absent.</summary>
        public const double DefaultStateHz = 10.0d;
        /// <summary>What is wanted of the <c>geometry</c> channel. Minor version 6. Null: absent, the default counts.</summary>
        public WireGeometryWish? Geometry { get; set; }
        /// <summary>Hashes of shapes, chunks and materials the client still holds: they are named, not sent again. Minor version 6. Null: absent, the default counts.</summary>
        public List<string>? Have { get; set; }
        /// <summary>Who moves the player's body: the world (<c>act</c>), or the client's own engine (<c>pose</c>). Minor version 6. Null: absent, the default counts.</summary>
        public JoinBody? Body { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
            Guest = string.Empty;
            Role = null;
            Width = null;
            Height = null;
            Fps = null;
            Channels = null;
            Codec = null;
            Quality = null;
            Credit = null;
            StateHz = null;
            Geometry = null;
            Have = null;
            Body = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("join"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "join.id"); }
                else if (reader.KeyIs("guest")) { Guest = reader.ReadString(256, "join.guest"); seen |= 1 << 0; }
                else if (reader.KeyIs("role")) { Role = WireNames.ReadJoinRole(ref reader, "join.role"); }
                else if (reader.KeyIs("width")) { Width = reader.ReadInteger(64L, 1280L, "join.width"); }
                else if (reader.KeyIs("height")) { Height = reader.ReadInteger(36L, 720L, "join.height"); }
                else if (reader.KeyIs("fps")) { Fps = reader.ReadNumber(1.0d, 120.0d, "join.fps"); }
                else if (reader.KeyIs("channels")) { reader.ReadStrings((Channels ??= new List<string>()), 8, "join.channels"); }
                else if (reader.KeyIs("codec")) { Codec = WireNames.ReadCodec(ref reader, "join.codec"); }
                else if (reader.KeyIs("quality")) { Quality = reader.ReadInteger(30L, 100L, "join.quality"); }
                else if (reader.KeyIs("credit")) { Credit = reader.ReadInteger(0L, 8L, "join.credit"); }
                else if (reader.KeyIs("state_hz")) { StateHz = reader.ReadNumber(0.1d, 20.0d, "join.state_hz"); }
                else if (reader.KeyIs("geometry")) { (Geometry ??= new WireGeometryWish()).Read(ref reader); }
                else if (reader.KeyIs("have")) { reader.ReadStrings((Have ??= new List<string>()), 2048, "join.have"); }
                else if (reader.KeyIs("body")) { Body = WireNames.ReadJoinBody(ref reader, "join.body"); }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("join.guest");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(2 + (Id != null ? 1 : 0) + (Role != null ? 1 : 0) + (Width != null ? 1 : 0) + (Height != null ? 1 : 0) + (Fps != null ? 1 : 0) + (Channels != null ? 1 : 0) + (Codec != null ? 1 : 0) + (Quality != null ? 1 : 0) + (Credit != null ? 1 : 0) + (StateHz != null ? 1 : 0) + (Geometry != null ? 1 : 0) + (Have != null ? 1 : 0) + (Body != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
            writer.WriteKey("guest"); writer.Write(Guest);
            if (Role != null) { writer.WriteKey("role"); WireNames.Write(writer, Role.Value); }
            if (Width != null) { writer.WriteKey("width"); writer.Write(Width.Value); }
            if (Height != null) { writer.WriteKey("height"); writer.Write(Height.Value); }
            if (Fps != null) { writer.WriteKey("fps"); writer.Write(Fps.Value); }
            if (Channels != null) { writer.WriteKey("channels"); writer.Write(Channels); }
            if (Codec != null) { writer.WriteKey("codec"); WireNames.Write(writer, Codec.Value); }
            if (Quality != null) { writer.WriteKey("quality"); writer.Write(Quality.Value); }
            if (Credit != null) { writer.WriteKey("credit"); writer.Write(Credit.Value); }
            if (StateHz != null) { writer.WriteKey("state_hz"); writer.Write(StateHz.Value); }
            if (Geometry != null) { writer.WriteKey("geometry"); Geometry.Write(writer); }
            if (Have != null) { writer.WriteKey("have"); writer.Write(Have); }
            if (Body != null) { writer.WriteKey("body"); WireNames.Write(writer, Body.Value); }
        }
    }
    /// <summary>Ask how things are; also the heartbeat of a client with nothing else to say.</summary>
    public sealed class ClientStatus : IWireRequest
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "status";
        /// <summary>Number the client gave the request; its answers echo it. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            for (var pairs = reader.ReadMapHeader("status"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "status.id"); }
                else reader.Skip();
            }
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(1 + (Id != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
        }
    }
    /// <summary>End the session and forget its world.</summary>
    public sealed class ClientClose : IWireRequest
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "close";
        /// <summary>Number the client gave the request; its answers echo it. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            for (var pairs = reader.ReadMapHeader("close"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "close.id"); }
                else reader.Skip();
            }
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(1 + (Id != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
        }
    }
    /// <summary>Leave. A session is kept, paused, for <c>session_ttl</c>.</summary>
    public sealed class ClientBye : IWireRequest
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "bye";
        /// <summary>Number the client gave the request; its answers echo it. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            for (var pairs = reader.ReadMapHeader("bye"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "bye.id"); }
                else reader.Skip();
            }
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(1 + (Id != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
        }
    }
    /// <summary>Answer to <c>hello</c>.</summary>
    public sealed class ServerWelcome : IWireAnswer
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "welcome";
        /// <summary>The <c>id</c> of the request this answers, 0 when nothing was asked. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>Major version the server speaks. Bounds: 0…65535.</summary>
        public long V { get; set; }
        /// <summary>Minor version: which additions the server knows. Bounds: 0…65535. Null: absent.</summary>
        public long? Minor { get; set; }
        /// <summary>Who answers.</summary>
        public WireServerInfo Server { get; } = new WireServerInfo();
        /// <summary>How long a session outlives its connection. Bounds: 0… s.</summary>
        public double SessionTtl { get; set; }
        /// <summary>Longest either side stays silent; three beats without a word mean gone. Bounds: 0.1… s.</summary>
        public double Heartbeat { get; set; }
        /// <summary>Models on offer, the default first.</summary>
        public RecordList<WireModelInfo> Models { get; } = new RecordList<WireModelInfo>(() => new WireModelInfo());
        /// <summary>What is refused beyond.</summary>
        public WireLimits Limits { get; } = new WireLimits();
        /// <summary>The session this hello resumed; <c>opened</c> follows. Null: absent.</summary>
        public string? Session { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
            V = default;
            Minor = null;
            Server.Clear();
            SessionTtl = default;
            Heartbeat = default;
            Models.Clear();
            Limits.Clear();
            Session = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("welcome"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "welcome.id"); }
                else if (reader.KeyIs("v")) { V = reader.ReadInteger(0L, 65535L, "welcome.v"); seen |= 1 << 0; }
                else if (reader.KeyIs("minor")) { Minor = reader.ReadInteger(0L, 65535L, "welcome.minor"); }
                else if (reader.KeyIs("server")) { Server.Read(ref reader); seen |= 1 << 1; }
                else if (reader.KeyIs("session_ttl")) { SessionTtl = reader.ReadNumber(0.0d, double.MaxValue, "welcome.session_ttl"); seen |= 1 << 2; }
                else if (reader.KeyIs("heartbeat")) { Heartbeat = reader.ReadNumber(0.1d, double.MaxValue, "welcome.heartbeat"); seen |= 1 << 3; }
                else if (reader.KeyIs("models")) { for (var left = reader.ReadCount(64, "welcome.models"); left > 0; left--) Models.Add().Read(ref reader); seen |= 1 << 4; }
                else if (reader.KeyIs("limits")) { Limits.Read(ref reader); seen |= 1 << 5; }
                else if (reader.KeyIs("session")) { Session = reader.ReadString(64, "welcome.session"); }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("welcome.v");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("welcome.server");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("welcome.session_ttl");
            if ((seen & (1 << 3)) == 0) throw WireException.Missing("welcome.heartbeat");
            if ((seen & (1 << 4)) == 0) throw WireException.Missing("welcome.models");
            if ((seen & (1 << 5)) == 0) throw WireException.Missing("welcome.limits");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(7 + (Id != null ? 1 : 0) + (Minor != null ? 1 : 0) + (Session != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
            writer.WriteKey("v"); writer.Write(V);
            if (Minor != null) { writer.WriteKey("minor"); writer.Write(Minor.Value); }
            writer.WriteKey("server"); Server.Write(writer);
            writer.WriteKey("session_ttl"); writer.Write(SessionTtl);
            writer.WriteKey("heartbeat"); writer.Write(Heartbeat);
            writer.WriteKey("models"); writer.WriteArrayHeader(Models.Count); foreach (var item in Models) item.Write(writer);
            writer.WriteKey("limits"); Limits.Write(writer);
            if (Session != null) { writer.WriteKey("session"); writer.Write(Session); }
        }
    }
    /// <summary>What the server is doing for a request, at least every 0.2 s until it is answered.</summary>
    public sealed class ServerProgress : IWireMessage
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "progress";
        /// <summary>The <c>id</c> of the request this answers, 0 when nothing was asked. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>A word for programs: <c>load</c>, <c>queue</c>, <c>understand</c>, <c>generate</c>, …</summary>
        public string Stage { get; set; } = string.Empty;
        /// <summary>How much of the stage is done. Bounds: 0…1.</summary>
        public double Fraction { get; set; }
        /// <summary>A line for people.</summary>
        public string Text { get; set; } = string.Empty;
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
            Stage = string.Empty;
            Fraction = default;
            Text = string.Empty;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("progress"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "progress.id"); }
                else if (reader.KeyIs("stage")) { Stage = reader.ReadString(64, "progress.stage"); seen |= 1 << 0; }
                else if (reader.KeyIs("fraction")) { Fraction = reader.ReadNumber(0.0d, 1.0d, "progress.fraction"); seen |= 1 << 1; }
                else if (reader.KeyIs("text")) { Text = reader.ReadString(256, "progress.text"); seen |= 1 << 2; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("progress.stage");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("progress.fraction");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("progress.text");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(4 + (Id != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
            writer.WriteKey("stage"); writer.Write(Stage);
            writer.WriteKey("fraction"); writer.Write(Fraction);
            writer.WriteKey("text"); writer.Write(Text);
        }
    }
    /// <summary>Answer to <c>open</c>, and to a <c>hello</c> that resumed a session. Frames follow.</summary>
    public sealed class ServerOpened : IWireAnswer
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "opened";
        /// <summary>The <c>id</c> of the request this answers, 0 when nothing was asked. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>Name of the session, for logs; gives no rights.</summary>
        public string Session { get; set; } = string.Empty;
        /// <summary>Secret that resumes this session. Keep it in memory only.</summary>
        public string Token { get; set; } = string.Empty;
        /// <summary>Name of the world: equal for equal model, spec and seed.</summary>
        public string World { get; set; } = string.Empty;
        /// <summary>The model behind it.</summary>
        public string Model { get; set; } = string.Empty;
        /// <summary>The seed used. Bounds: 0…9007199254740991.</summary>
        public long Seed { get; set; }
        /// <summary>The place as plain data; <c>open</c> takes it back.</summary>
        public MsgpackDocument Spec { get; } = new MsgpackDocument();
        /// <summary>What the prompt's words became.</summary>
        public RecordList<WireChip> Understood { get; } = new RecordList<WireChip>(() => new WireChip());
        /// <summary>Words of the prompt nothing was made of.</summary>
        public List<string> Ignored { get; } = new List<string>();
        /// <summary>Picture width. Bounds: 1…1280 px.</summary>
        public long Width { get; set; }
        /// <summary>Picture height. Bounds: 1…720 px.</summary>
        public long Height { get; set; }
        /// <summary>Frames a second the server aims at. Bounds: 0… 1/s.</summary>
        public double Fps { get; set; }
        /// <summary>What will be sent.</summary>
        public List<string> Channels { get; } = new List<string>();
        /// <summary>Codec of the <c>rgb</c> part.</summary>
        public Codec Codec { get; set; }
        /// <summary>Frames in flight at first. Bounds: 0…8 frames.</summary>
        public long Credit { get; set; }
        /// <summary>Dynamics ticks a second. Bounds: 0… 1/s.</summary>
        public double TickHz { get; set; }
        /// <summary>Whether the session runs in lockstep.</summary>
        public bool Deterministic { get; set; }
        /// <summary>Where the player's eyes are.</summary>
        public WireCamera Camera { get; } = new WireCamera();
        /// <summary>Newest frame <c>id</c> so far; 0 in a new session. Bounds: 0…9007199254740991.</summary>
        public long Frame { get; set; }
        /// <summary>Whether this session goes on from before.</summary>
        public bool Resumed { get; set; }
        /// <summary>Whether the world is paused.</summary>
        public bool Paused { get; set; }
        /// <summary>Tick the world is at: 0 in a new one. Bounds: 0…9007199254740991 ticks. Null: absent.</summary>
        public long? Tick { get; set; }
        /// <summary>How often a server took this session up from its last save; when it rose, up to a second of world time was lost. Bounds: 0…9007199254740991. Null: absent.</summary>
        public long? Epoch { get; set; }
        /// <summary>Give this to someone who may watch or <c>join</c>; it cannot close or resume the session. Null: absent.</summary>
        public string? Guest { get; set; }
        /// <summary>What this connection may do in the world. Null: absent.</summary>
        public OpenedRole? Role { get; set; }
        /// <summary>What the prompt places beside, behind or on something and does not stand so in this world, in the prompt's language: <c>a dog beside the campfire</c>. Minor version 5. Null: absent.</summary>
        public List<string>? Unmet { get; set; }
        /// <summary>Who moves the player's body. Minor version 6. Null: absent.</summary>
        public OpenedBody? Body { get; set; }
        /// <summary>With <c>open.origin</c>: where the world's axes lie in the client's scene. A point of the world is turned by <c>yaw</c> and moved by <c>position</c>. Minor version 6. Null: absent.</summary>
        public WireOrigin? Origin { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
            Session = string.Empty;
            Token = string.Empty;
            World = string.Empty;
            Model = string.Empty;
            Seed = default;
            Spec.Clear();
            Understood.Clear();
            Ignored.Clear();
            Width = default;
            Height = default;
            Fps = default;
            Channels.Clear();
            Codec = default;
            Credit = default;
            TickHz = default;
            Deterministic = default;
            Camera.Clear();
            Frame = default;
            Resumed = default;
            Paused = default;
            Tick = null;
            Epoch = null;
            Guest = null;
            Role = null;
            Unmet = null;
            Body = null;
            Origin = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("opened"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "opened.id"); }
                else if (reader.KeyIs("session")) { Session = reader.ReadString(64, "opened.session"); seen |= 1 << 0; }
                else if (reader.KeyIs("token")) { Token = reader.ReadString(256, "opened.token"); seen |= 1 << 1; }
                else if (reader.KeyIs("world")) { World = reader.ReadString(64, "opened.world"); seen |= 1 << 2; }
                else if (reader.KeyIs("model")) { Model = reader.ReadString(64, "opened.model"); seen |= 1 << 3; }
                else if (reader.KeyIs("seed")) { Seed = reader.ReadInteger(0L, 9007199254740991L, "opened.seed"); seen |= 1 << 4; }
                else if (reader.KeyIs("spec")) { Spec.ReadMap(ref reader, "opened.spec"); seen |= 1 << 5; }
                else if (reader.KeyIs("understood")) { for (var left = reader.ReadCount(256, "opened.understood"); left > 0; left--) Understood.Add().Read(ref reader); seen |= 1 << 6; }
                else if (reader.KeyIs("ignored")) { reader.ReadStrings(Ignored, 512, "opened.ignored"); seen |= 1 << 7; }
                else if (reader.KeyIs("width")) { Width = reader.ReadInteger(1L, 1280L, "opened.width"); seen |= 1 << 8; }
                else if (reader.KeyIs("height")) { Height = reader.ReadInteger(1L, 720L, "opened.height"); seen |= 1 << 9; }
                else if (reader.KeyIs("fps")) { Fps = reader.ReadNumber(0.0d, double.MaxValue, "opened.fps"); seen |= 1 << 10; }
                else if (reader.KeyIs("channels")) { reader.ReadStrings(Channels, 8, "opened.channels"); seen |= 1 << 11; }
                else if (reader.KeyIs("codec")) { Codec = WireNames.ReadCodec(ref reader, "opened.codec"); seen |= 1 << 12; }
                else if (reader.KeyIs("credit")) { Credit = reader.ReadInteger(0L, 8L, "opened.credit"); seen |= 1 << 13; }
                else if (reader.KeyIs("tick_hz")) { TickHz = reader.ReadNumber(0.0d, double.MaxValue, "opened.tick_hz"); seen |= 1 << 14; }
                else if (reader.KeyIs("deterministic")) { Deterministic = reader.ReadBoolean("opened.deterministic"); seen |= 1 << 15; }
                else if (reader.KeyIs("camera")) { Camera.Read(ref reader); seen |= 1 << 16; }
                else if (reader.KeyIs("frame")) { Frame = reader.ReadInteger(0L, 9007199254740991L, "opened.frame"); seen |= 1 << 17; }
                else if (reader.KeyIs("resumed")) { Resumed = reader.ReadBoolean("opened.resumed"); seen |= 1 << 18; }
                else if (reader.KeyIs("paused")) { Paused = reader.ReadBoolean("opened.paused"); seen |= 1 << 19; }
                else if (reader.KeyIs("tick")) { Tick = reader.ReadInteger(0L, 9007199254740991L, "opened.tick"); }
                else if (reader.KeyIs("epoch")) { Epoch = reader.ReadInteger(0L, 9007199254740991L, "opened.epoch"); }
                else if (reader.KeyIs("guest")) { Guest = reader.ReadString(256, "opened.guest"); }
                else if (reader.KeyIs("role")) { Role = WireNames.ReadOpenedRole(ref reader, "opened.role"); }
                else if (reader.KeyIs("unmet")) { reader.ReadStrings((Unmet ??= new List<string>()), 128, "opened.unmet"); }
                else if (reader.KeyIs("body")) { Body = WireNames.ReadOpenedBody(ref reader, "opened.body"); }
                else if (reader.KeyIs("origin")) { (Origin ??= new WireOrigin()).Read(ref reader); }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("opened.session");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("opened.token");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("opened.world");
            if ((seen & (1 << 3)) == 0) throw WireException.Missing("opened.model");
            if ((seen & (1 << 4)) == 0) throw WireException.Missing("opened.seed");
            if ((seen & (1 << 5)) == 0) throw WireException.Missing("opened.spec");
            if ((seen & (1 << 6)) == 0) throw WireException.Missing("opened.understood");
            if ((seen & (1 << 7)) == 0) throw WireException.Missing("opened.ignored");
            if ((seen & (1 << 8)) == 0) throw WireException.Missing("opened.width");
            if ((seen & (1 << 9)) == 0) throw WireException.Missing("opened.height");
            if ((seen & (1 << 10)) == 0) throw WireException.Missing("opened.fps");
            if ((seen & (1 << 11)) == 0) throw WireException.Missing("opened.channels");
            if ((seen & (1 << 12)) == 0) throw WireException.Missing("opened.codec");
            if ((seen & (1 << 13)) == 0) throw WireException.Missing("opened.credit");
            if ((seen & (1 << 14)) == 0) throw WireException.Missing("opened.tick_hz");
            if ((seen & (1 << 15)) == 0) throw WireException.Missing("opened.deterministic");
            if ((seen & (1 << 16)) == 0) throw WireException.Missing("opened.camera");
            if ((seen & (1 << 17)) == 0) throw WireException.Missing("opened.frame");
            if ((seen & (1 << 18)) == 0) throw WireException.Missing("opened.resumed");
            if ((seen & (1 << 19)) == 0) throw WireException.Missing("opened.paused");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(21 + (Id != null ? 1 : 0) + (Tick != null ? 1 : 0) + (Epoch != null ? 1 : 0) + (Guest != null ? 1 : 0) + (Role != null ? 1 : 0) + (Unmet != null ? 1 : 0) + (Body != null ? 1 : 0) + (Origin != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
            writer.WriteKey("session"); writer.Write(Session);
            writer.WriteKey("token"); writer.Write(Token);
            writer.WriteKey("world"); writer.Write(World);
            writer.WriteKey("model"); writer.Write(Model);
            writer.WriteKey("seed"); writer.Write(Seed);
            writer.WriteKey("spec"); writer.Write(Spec);
            writer.WriteKey("understood"); writer.WriteArrayHeader(Understood.Count); foreach (var item in Understood) item.Write(writer);
            writer.WriteKey("ignored"); writer.Write(Ignored);
            writer.WriteKey("width"); writer.Write(Width);
            writer.WriteKey("height"); writer.Write(Height);
            writer.WriteKey("fps"); writer.Write(Fps);
            writer.WriteKey("channels"); writer.Write(Channels);
            writer.WriteKey("codec"); WireNames.Write(writer, Codec);
            writer.WriteKey("credit"); writer.Write(Credit);
            writer.WriteKey("tick_hz"); writer.Write(TickHz);
            writer.WriteKey("deterministic"); writer.Write(Deterministic);
            writer.WriteKey("camera"); Camera.Write(writer);
            writer.WriteKey("frame"); writer.Write(Frame);
            writer.WriteKey("resumed"); writer.Write(Resumed);
            writer.WriteKey("paused"); writer.Write(Paused);
            if (Tick != null) { writer.WriteKey("tick"); writer.Write(Tick.Value); }
            if (Epoch != null) { writer.WriteKey("epoch"); writer.Write(Epoch.Value); }
            if (Guest != null) { writer.WriteKey("guest"); writer.Write(Guest); }
            if (Role != null) { writer.WriteKey("role"); WireNames.Write(writer, Role.Value); }
            if (Unmet != null) { writer.WriteKey("unmet"); writer.Write(Unmet); }
            if (Body != null) { writer.WriteKey("body"); WireNames.Write(writer, Body.Value); }
            if (Origin != null) { writer.WriteKey("origin"); Origin.Write(writer); }
        }
    }
    /// <summary>One picture. The parts follow the header in the order of <c>parts</c>.</summary>
    public sealed class ServerFrame : IWireMessage
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "frame";
        /// <summary>Frame number; rises, with gaps where frames were dropped. Bounds: 1…9007199254740991.</summary>
        public long Id { get; set; }
        /// <summary>World time since it was opened, between ticks too. Bounds: 0… s.</summary>
        public double TWorld { get; set; }
        /// <summary>Dynamics ticks since the world was opened. Bounds: 0…9007199254740991 ticks.</summary>
        public long Tick { get; set; }
        /// <summary>Newest input this frame shows. Bounds: 0…9007199254740991.</summary>
        public long ForSeq { get; set; }
        /// <summary><c>t</c> of that input: now minus this is the input-to-frame latency. Bounds: 0… s.</summary>
        public double EchoT { get; set; }
        /// <summary>Where the time went: queue (input waiting), step, render, and within it what the renderer tells (scene, shadow, raster, shade, edges, rest; on a GPU scene and draw), encode, send (waiting for credit and socket). More keys may come. Unit: ms.</summary>
        public MsgpackDocument Ms { get; } = new MsgpackDocument();
        /// <summary>The camera this picture was drawn with.</summary>
        public WireCamera Camera { get; } = new WireCamera();
        /// <summary>Its projection.</summary>
        public WireProjection Projection { get; } = new WireProjection();
        /// <summary>The parts that follow.</summary>
        public RecordList<WirePart> Parts { get; } = new RecordList<WirePart>(() => new WirePart());
        /// <summary>Frames skipped since the session began because the client had no credit. Bounds: 0…9007199254740991.</summary>
        public long Dropped { get; set; }
        /// <summary>Always true: the picture was made by a model (EU AI Act, article 50).</summary>
        public bool AiGenerated { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = default;
            TWorld = default;
            Tick = default;
            ForSeq = default;
            EchoT = default;
            Ms.Clear();
            Camera.Clear();
            Projection.Clear();
            Parts.Clear();
            Dropped = default;
            AiGenerated = default;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("frame"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(1L, 9007199254740991L, "frame.id"); seen |= 1 << 0; }
                else if (reader.KeyIs("t_world")) { TWorld = reader.ReadNumber(0.0d, double.MaxValue, "frame.t_world"); seen |= 1 << 1; }
                else if (reader.KeyIs("tick")) { Tick = reader.ReadInteger(0L, 9007199254740991L, "frame.tick"); seen |= 1 << 2; }
                else if (reader.KeyIs("for_seq")) { ForSeq = reader.ReadInteger(0L, 9007199254740991L, "frame.for_seq"); seen |= 1 << 3; }
                else if (reader.KeyIs("echo_t")) { EchoT = reader.ReadNumber(0.0d, double.MaxValue, "frame.echo_t"); seen |= 1 << 4; }
                else if (reader.KeyIs("ms")) { Ms.ReadMap(ref reader, "frame.ms"); seen |= 1 << 5; }
                else if (reader.KeyIs("camera")) { Camera.Read(ref reader); seen |= 1 << 6; }
                else if (reader.KeyIs("projection")) { Projection.Read(ref reader); seen |= 1 << 7; }
                else if (reader.KeyIs("parts")) { for (var left = reader.ReadCount(8, "frame.parts"); left > 0; left--) Parts.Add().Read(ref reader); seen |= 1 << 8; }
                else if (reader.KeyIs("dropped")) { Dropped = reader.ReadInteger(0L, 9007199254740991L, "frame.dropped"); seen |= 1 << 9; }
                else if (reader.KeyIs("ai_generated")) { AiGenerated = reader.ReadBoolean("frame.ai_generated"); seen |= 1 << 10; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("frame.id");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("frame.t_world");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("frame.tick");
            if ((seen & (1 << 3)) == 0) throw WireException.Missing("frame.for_seq");
            if ((seen & (1 << 4)) == 0) throw WireException.Missing("frame.echo_t");
            if ((seen & (1 << 5)) == 0) throw WireException.Missing("frame.ms");
            if ((seen & (1 << 6)) == 0) throw WireException.Missing("frame.camera");
            if ((seen & (1 << 7)) == 0) throw WireException.Missing("frame.projection");
            if ((seen & (1 << 8)) == 0) throw WireException.Missing("frame.parts");
            if ((seen & (1 << 9)) == 0) throw WireException.Missing("frame.dropped");
            if ((seen & (1 << 10)) == 0) throw WireException.Missing("frame.ai_generated");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(12);
            writer.WriteKey("type"); writer.Write(Type);
            writer.WriteKey("id"); writer.Write(Id);
            writer.WriteKey("t_world"); writer.Write(TWorld);
            writer.WriteKey("tick"); writer.Write(Tick);
            writer.WriteKey("for_seq"); writer.Write(ForSeq);
            writer.WriteKey("echo_t"); writer.Write(EchoT);
            writer.WriteKey("ms"); writer.Write(Ms);
            writer.WriteKey("camera"); Camera.Write(writer);
            writer.WriteKey("projection"); Projection.Write(writer);
            writer.WriteKey("parts"); writer.WriteArrayHeader(Parts.Count); foreach (var item in Parts) item.Write(writer);
            writer.WriteKey("dropped"); writer.Write(Dropped);
            writer.WriteKey("ai_generated"); writer.Write(AiGenerated);
        }
    }
    /// <summary>The world as plain data, at <c>state_hz</c> when the <c>state</c> channel is on.</summary>
    public sealed class ServerState : IWireMessage
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "state";
        /// <summary>World time since it was opened, between ticks too. Bounds: 0… s.</summary>
        public double TWorld { get; set; }
        /// <summary>Dynamics ticks since the world was opened. Bounds: 0…9007199254740991 ticks.</summary>
        public long Tick { get; set; }
        /// <summary>Pose, velocity and condition of the player.</summary>
        public MsgpackDocument Player { get; } = new MsgpackDocument();
        /// <summary>Everyone near.</summary>
        public MsgpackDocument Entities { get; } = new MsgpackDocument();
        /// <summary>Things near.</summary>
        public MsgpackDocument Objects { get; } = new MsgpackDocument();
        /// <summary>Hour, weather, fog, mood.</summary>
        public MsgpackDocument Atmosphere { get; } = new MsgpackDocument();
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            TWorld = default;
            Tick = default;
            Player.Clear();
            Entities.Clear();
            Objects.Clear();
            Atmosphere.Clear();
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("state"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("t_world")) { TWorld = reader.ReadNumber(0.0d, double.MaxValue, "state.t_world"); seen |= 1 << 0; }
                else if (reader.KeyIs("tick")) { Tick = reader.ReadInteger(0L, 9007199254740991L, "state.tick"); seen |= 1 << 1; }
                else if (reader.KeyIs("player")) { Player.ReadMap(ref reader, "state.player"); seen |= 1 << 2; }
                else if (reader.KeyIs("entities")) { Entities.ReadMaps(ref reader, 256, "state.entities"); seen |= 1 << 3; }
                else if (reader.KeyIs("objects")) { Objects.ReadMaps(ref reader, 1024, "state.objects"); seen |= 1 << 4; }
                else if (reader.KeyIs("atmosphere")) { Atmosphere.ReadMap(ref reader, "state.atmosphere"); seen |= 1 << 5; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("state.t_world");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("state.tick");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("state.player");
            if ((seen & (1 << 3)) == 0) throw WireException.Missing("state.entities");
            if ((seen & (1 << 4)) == 0) throw WireException.Missing("state.objects");
            if ((seen & (1 << 5)) == 0) throw WireException.Missing("state.atmosphere");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(7);
            writer.WriteKey("type"); writer.Write(Type);
            writer.WriteKey("t_world"); writer.Write(TWorld);
            writer.WriteKey("tick"); writer.Write(Tick);
            writer.WriteKey("player"); writer.Write(Player);
            writer.WriteKey("entities"); writer.Write(Entities);
            writer.WriteKey("objects"); writer.Write(Objects);
            writer.WriteKey("atmosphere"); writer.Write(Atmosphere);
        }
    }
    /// <summary>What a thing looks like and is made of; one part follows. Sent before the first chunk that shows it. Minor version 6.</summary>
    public sealed class ServerShape : IWireMessage
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "shape";
        /// <summary>Number of this message of the geometry channel, rising by one; <c>geometry.ack</c> names it. Bounds: 1…9007199254740991.</summary>
        public long Order { get; set; }
        /// <summary>Name of the content: equal names, equal bytes, in every world and session.</summary>
        public string Hash { get; set; } = string.Empty;
        /// <summary>Its class, such as <c>house</c>.</summary>
        public string Kind { get; set; } = string.Empty;
        /// <summary>Length of the part once inflated (zlib). Bounds: 0…9007199254740991 B.</summary>
        public long Bytes { get; set; }
        /// <summary>Metres of one unit of a vertex's position. Bounds: 0… m.</summary>
        public double Step { get; set; }
        /// <summary>Lowest corner of its box. Unit: m.</summary>
        public double[] Low { get; } = new double[3];
        /// <summary>Highest corner. Unit: m.</summary>
        public double[] High { get; } = new double[3];
        /// <summary>Levels of detail, finest first.</summary>
        public RecordList<WireShapeLevel> Levels { get; } = new RecordList<WireShapeLevel>(() => new WireShapeLevel());
        /// <summary>What each part is: <c>wall</c>, <c>door</c>, <c>window</c>, …; the part byte of a vertex counts in here.</summary>
        public List<string> Roles { get; } = new List<string>();
        /// <summary>Convex pieces, four numbers each: points (0: a box), part, moving group, material. Bounds: 0…9007199254740991.</summary>
        public List<long> Colliders { get; } = new List<long>();
        /// <summary>What moves, group 1 first: <c>role</c>, <c>joint</c>, <c>axis</c>, <c>pivot</c>, <c>low</c>, <c>high</c>.</summary>
        public MsgpackDocument Groups { get; } = new MsgpackDocument();
        /// <summary>Places with a meaning: <c>kind</c>, <c>position</c>, <c>yaw</c>, <c>size</c>.</summary>
        public MsgpackDocument Sockets { get; } = new MsgpackDocument();
        /// <summary>Lamps: <c>position</c>, <c>colour</c> (linear), <c>reach</c> in metres, <c>always</c> (by day too).</summary>
        public MsgpackDocument Lights { get; } = new MsgpackDocument();
        /// <summary>Always true: it was made by a model (EU AI Act, article 50).</summary>
        public bool AiGenerated { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Order = default;
            Hash = string.Empty;
            Kind = string.Empty;
            Bytes = default;
            Step = default;
            Array.Clear(Low, 0, Low.Length);
            Array.Clear(High, 0, High.Length);
            Levels.Clear();
            Roles.Clear();
            Colliders.Clear();
            Groups.Clear();
            Sockets.Clear();
            Lights.Clear();
            AiGenerated = default;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("shape"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("order")) { Order = reader.ReadInteger(1L, 9007199254740991L, "shape.order"); seen |= 1 << 0; }
                else if (reader.KeyIs("hash")) { Hash = reader.ReadString(32, "shape.hash"); seen |= 1 << 1; }
                else if (reader.KeyIs("kind")) { Kind = reader.ReadString(64, "shape.kind"); seen |= 1 << 2; }
                else if (reader.KeyIs("bytes")) { Bytes = reader.ReadInteger(0L, 9007199254740991L, "shape.bytes"); seen |= 1 << 3; }
                else if (reader.KeyIs("step")) { Step = reader.ReadNumber(0.0d, double.MaxValue, "shape.step"); seen |= 1 << 4; }
                else if (reader.KeyIs("low")) { reader.ReadNumbers(Low, double.MinValue, double.MaxValue, "shape.low"); seen |= 1 << 5; }
                else if (reader.KeyIs("high")) { reader.ReadNumbers(High, double.MinValue, double.MaxValue, "shape.high"); seen |= 1 << 6; }
                else if (reader.KeyIs("levels")) { for (var left = reader.ReadCount(8, "shape.levels"); left > 0; left--) Levels.Add().Read(ref reader); seen |= 1 << 7; }
                else if (reader.KeyIs("roles")) { reader.ReadStrings(Roles, 256, "shape.roles"); seen |= 1 << 8; }
                else if (reader.KeyIs("colliders")) { reader.ReadIntegers(Colliders, 8192, 0L, 9007199254740991L, "shape.colliders"); seen |= 1 << 9; }
                else if (reader.KeyIs("groups")) { Groups.ReadMaps(ref reader, 96, "shape.groups"); seen |= 1 << 10; }
                else if (reader.KeyIs("sockets")) { Sockets.ReadMaps(ref reader, 512, "shape.sockets"); seen |= 1 << 11; }
                else if (reader.KeyIs("lights")) { Lights.ReadMaps(ref reader, 64, "shape.lights"); seen |= 1 << 12; }
                else if (reader.KeyIs("ai_generated")) { AiGenerated = reader.ReadBoolean("shape.ai_generated"); seen |= 1 << 13; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("shape.order");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("shape.hash");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("shape.kind");
            if ((seen & (1 << 3)) == 0) throw WireException.Missing("shape.bytes");
            if ((seen & (1 << 4)) == 0) throw WireException.Missing("shape.step");
            if ((seen & (1 << 5)) == 0) throw WireException.Missing("shape.low");
            if ((seen & (1 << 6)) == 0) throw WireException.Missing("shape.high");
            if ((seen & (1 << 7)) == 0) throw WireException.Missing("shape.levels");
            if ((seen & (1 << 8)) == 0) throw WireException.Missing("shape.roles");
            if ((seen & (1 << 9)) == 0) throw WireException.Missing("shape.colliders");
            if ((seen & (1 << 10)) == 0) throw WireException.Missing("shape.groups");
            if ((seen & (1 << 11)) == 0) throw WireException.Missing("shape.sockets");
            if ((seen & (1 << 12)) == 0) throw WireException.Missing("shape.lights");
            if ((seen & (1 << 13)) == 0) throw WireException.Missing("shape.ai_generated");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(15);
            writer.WriteKey("type"); writer.Write(Type);
            writer.WriteKey("order"); writer.Write(Order);
            writer.WriteKey("hash"); writer.Write(Hash);
            writer.WriteKey("kind"); writer.Write(Kind);
            writer.WriteKey("bytes"); writer.Write(Bytes);
            writer.WriteKey("step"); writer.Write(Step);
            writer.WriteKey("low"); writer.Write(Low);
            writer.WriteKey("high"); writer.Write(High);
            writer.WriteKey("levels"); writer.WriteArrayHeader(Levels.Count); foreach (var item in Levels) item.Write(writer);
            writer.WriteKey("roles"); writer.Write(Roles);
            writer.WriteKey("colliders"); writer.Write(Colliders);
            writer.WriteKey("groups"); writer.Write(Groups);
            writer.WriteKey("sockets"); writer.Write(Sockets);
            writer.WriteKey("lights"); writer.Write(Lights);
            writer.WriteKey("ai_generated"); writer.Write(AiGenerated);
        }
    }
    /// <summary>32 m of ground and what stands on it; one part follows unless <c>known</c>. A chunk that comes again takes the place of the one before. Minor version 6.</summary>
    public sealed class ServerChunk : IWireMessage
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "chunk";
        /// <summary>Number of this message of the geometry channel, rising by one; <c>geometry.ack</c> names it. Bounds: 1…9007199254740991.</summary>
        public long Order { get; set; }
        /// <summary>Chunk along x: it begins at <c>x</c> times 32 m. Bounds: -1000000…1000000.</summary>
        public long X { get; set; }
        /// <summary>Chunk along z. Bounds: -1000000…1000000.</summary>
        public long Z { get; set; }
        /// <summary>Name of the content: equal names, equal bytes, in every world and session.</summary>
        public string Hash { get; set; } = string.Empty;
        /// <summary>The client has this content (<c>have</c>): no part follows, <c>things</c> is empty.</summary>
        public bool Known { get; set; }
        /// <summary>Length of the part once inflated (zlib). Bounds: 0…9007199254740991 B.</summary>
        public long Bytes { get; set; }
        /// <summary>Cells along a side: 64 near, 4 far away. Bounds: 1…256.</summary>
        public long Cells { get; set; }
        /// <summary>Level of the water; it lies wherever the ground is lower. Unit: m.</summary>
        public double Water { get; set; }
        /// <summary>Whether any ground here lies below the water.</summary>
        public bool Wet { get; set; }
        /// <summary>Shapes of what lies thick on the ground (tufts, flowers, pebbles).</summary>
        public List<string> Litter { get; } = new List<string>();
        /// <summary>How many such lie here; 12 bytes each. Bounds: 0…9007199254740991.</summary>
        public long Scattered { get; set; }
        /// <summary>What stands here: <c>id</c>, <c>class</c>, <c>shape</c>, <c>at</c> (x, y, z), <c>yaw</c>, <c>size</c>, and <c>attributes</c> where it has any.</summary>
        public MsgpackDocument Things { get; } = new MsgpackDocument();
        /// <summary>Always true.</summary>
        public bool AiGenerated { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Order = default;
            X = default;
            Z = default;
            Hash = string.Empty;
            Known = default;
            Bytes = default;
            Cells = default;
            Water = default;
            Wet = default;
            Litter.Clear();
            Scattered = default;
            Things.Clear();
            AiGenerated = default;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("chunk"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("order")) { Order = reader.ReadInteger(1L, 9007199254740991L, "chunk.order"); seen |= 1 << 0; }
                else if (reader.KeyIs("x")) { X = reader.ReadInteger(-1000000L, 1000000L, "chunk.x"); seen |= 1 << 1; }
                else if (reader.KeyIs("z")) { Z = reader.ReadInteger(-1000000L, 1000000L, "chunk.z"); seen |= 1 << 2; }
                else if (reader.KeyIs("hash")) { Hash = reader.ReadString(32, "chunk.hash"); seen |= 1 << 3; }
                else if (reader.KeyIs("known")) { Known = reader.ReadBoolean("chunk.known"); seen |= 1 << 4; }
                else if (reader.KeyIs("bytes")) { Bytes = reader.ReadInteger(0L, 9007199254740991L, "chunk.bytes"); seen |= 1 << 5; }
                else if (reader.KeyIs("cells")) { Cells = reader.ReadInteger(1L, 256L, "chunk.cells"); seen |= 1 << 6; }
                else if (reader.KeyIs("water")) { Water = reader.ReadNumber(double.MinValue, double.MaxValue, "chunk.water"); seen |= 1 << 7; }
                else if (reader.KeyIs("wet")) { Wet = reader.ReadBoolean("chunk.wet"); seen |= 1 << 8; }
                else if (reader.KeyIs("litter")) { reader.ReadStrings(Litter, 64, "chunk.litter"); seen |= 1 << 9; }
                else if (reader.KeyIs("scattered")) { Scattered = reader.ReadInteger(0L, 9007199254740991L, "chunk.scattered"); seen |= 1 << 10; }
                else if (reader.KeyIs("things")) { Things.ReadMaps(ref reader, 1024, "chunk.things"); seen |= 1 << 11; }
                else if (reader.KeyIs("ai_generated")) { AiGenerated = reader.ReadBoolean("chunk.ai_generated"); seen |= 1 << 12; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("chunk.order");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("chunk.x");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("chunk.z");
            if ((seen & (1 << 3)) == 0) throw WireException.Missing("chunk.hash");
            if ((seen & (1 << 4)) == 0) throw WireException.Missing("chunk.known");
            if ((seen & (1 << 5)) == 0) throw WireException.Missing("chunk.bytes");
            if ((seen & (1 << 6)) == 0) throw WireException.Missing("chunk.cells");
            if ((seen & (1 << 7)) == 0) throw WireException.Missing("chunk.water");
            if ((seen & (1 << 8)) == 0) throw WireException.Missing("chunk.wet");
            if ((seen & (1 << 9)) == 0) throw WireException.Missing("chunk.litter");
            if ((seen & (1 << 10)) == 0) throw WireException.Missing("chunk.scattered");
            if ((seen & (1 << 11)) == 0) throw WireException.Missing("chunk.things");
            if ((seen & (1 << 12)) == 0) throw WireException.Missing("chunk.ai_generated");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(14);
            writer.WriteKey("type"); writer.Write(Type);
            writer.WriteKey("order"); writer.Write(Order);
            writer.WriteKey("x"); writer.Write(X);
            writer.WriteKey("z"); writer.Write(Z);
            writer.WriteKey("hash"); writer.Write(Hash);
            writer.WriteKey("known"); writer.Write(Known);
            writer.WriteKey("bytes"); writer.Write(Bytes);
            writer.WriteKey("cells"); writer.Write(Cells);
            writer.WriteKey("water"); writer.Write(Water);
            writer.WriteKey("wet"); writer.Write(Wet);
            writer.WriteKey("litter"); writer.Write(Litter);
            writer.WriteKey("scattered"); writer.Write(Scattered);
            writer.WriteKey("things"); writer.Write(Things);
            writer.WriteKey("ai_generated"); writer.Write(AiGenerated);
        }
    }
    /// <summary>Let go of a chunk: it is too far away. Minor version 6.</summary>
    public sealed class ServerUnload : IWireMessage
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "unload";
        /// <summary>Number of this message of the geometry channel, rising by one; <c>geometry.ack</c> names it. Bounds: 1…9007199254740991.</summary>
        public long Order { get; set; }
        /// <summary>Chunk along x: it begins at <c>x</c> times 32 m. Bounds: -1000000…1000000.</summary>
        public long X { get; set; }
        /// <summary>Chunk along z. Bounds: -1000000…1000000.</summary>
        public long Z { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Order = default;
            X = default;
            Z = default;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("unload"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("order")) { Order = reader.ReadInteger(1L, 9007199254740991L, "unload.order"); seen |= 1 << 0; }
                else if (reader.KeyIs("x")) { X = reader.ReadInteger(-1000000L, 1000000L, "unload.x"); seen |= 1 << 1; }
                else if (reader.KeyIs("z")) { Z = reader.ReadInteger(-1000000L, 1000000L, "unload.z"); seen |= 1 << 2; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("unload.order");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("unload.x");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("unload.z");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(4);
            writer.WriteKey("type"); writer.Write(Type);
            writer.WriteKey("order"); writer.Write(Order);
            writer.WriteKey("x"); writer.Write(X);
            writer.WriteKey("z"); writer.Write(Z);
        }
    }
    /// <summary>Something that stands here is not as it was. Minor version 6.</summary>
    public sealed class ServerChange : IWireMessage
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "change";
        /// <summary>Number of this message of the geometry channel, rising by one; <c>geometry.ack</c> names it. Bounds: 1…9007199254740991.</summary>
        public long Order { get; set; }
        /// <summary><c>thing</c>, <c>group</c>, <c>open</c>: 0 shut .. 1 open, of the joint's widest angle. Every door not named so far is shut.</summary>
        public MsgpackDocument Doors { get; } = new MsgpackDocument();
        /// <summary>Ids of things that are there no more.</summary>
        public List<string> Gone { get; } = new List<string>();
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Order = default;
            Doors.Clear();
            Gone.Clear();
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("change"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("order")) { Order = reader.ReadInteger(1L, 9007199254740991L, "change.order"); seen |= 1 << 0; }
                else if (reader.KeyIs("doors")) { Doors.ReadMaps(ref reader, 1024, "change.doors"); seen |= 1 << 1; }
                else if (reader.KeyIs("gone")) { reader.ReadStrings(Gone, 1024, "change.gone"); seen |= 1 << 2; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("change.order");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("change.doors");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("change.gone");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(4);
            writer.WriteKey("type"); writer.Write(Type);
            writer.WriteKey("order"); writer.Write(Order);
            writer.WriteKey("doors"); writer.Write(Doors);
            writer.WriteKey("gone"); writer.Write(Gone);
        }
    }
    /// <summary>Hills against the sky: a shape that stands at a place. Takes the place of the one before. Minor version 6.</summary>
    public sealed class ServerHorizon : IWireMessage
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "horizon";
        /// <summary>Number of this message of the geometry channel, rising by one; <c>geometry.ack</c> names it. Bounds: 1…9007199254740991.</summary>
        public long Order { get; set; }
        /// <summary>Its hash; the <c>shape</c> message came before.</summary>
        public string Shape { get; set; } = string.Empty;
        /// <summary>Where its origin lies. Unit: m.</summary>
        public double[] At { get; } = new double[3];
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Order = default;
            Shape = string.Empty;
            Array.Clear(At, 0, At.Length);
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("horizon"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("order")) { Order = reader.ReadInteger(1L, 9007199254740991L, "horizon.order"); seen |= 1 << 0; }
                else if (reader.KeyIs("shape")) { Shape = reader.ReadString(32, "horizon.shape"); seen |= 1 << 1; }
                else if (reader.KeyIs("at")) { reader.ReadNumbers(At, double.MinValue, double.MaxValue, "horizon.at"); seen |= 1 << 2; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("horizon.order");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("horizon.shape");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("horizon.at");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(4);
            writer.WriteKey("type"); writer.Write(Type);
            writer.WriteKey("order"); writer.Write(Order);
            writer.WriteKey("shape"); writer.Write(Shape);
            writer.WriteKey("at"); writer.Write(At);
        }
    }
    /// <summary>What surfaces are like; one part of pixels follows unless <c>bytes</c> is 0. Minor version 6.</summary>
    public sealed class ServerMaterials : IWireMessage
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "materials";
        /// <summary>Number of this message of the geometry channel, rising by one; <c>geometry.ack</c> names it. Bounds: 1…9007199254740991.</summary>
        public long Order { get; set; }
        /// <summary>Name of the content: equal names, equal bytes, in every world and session.</summary>
        public string Hash { get; set; } = string.Empty;
        /// <summary>Length of the part once inflated (zlib). Bounds: 0…9007199254740991 B.</summary>
        public long Bytes { get; set; }
        /// <summary>Materials in the order in which vertices count them.</summary>
        public List<string> Names { get; } = new List<string>();
        /// <summary>Repeats of the texture in a metre of uv, for each. Unit: 1/m.</summary>
        public List<double> Tiles { get; } = new List<double>();
        /// <summary>How much each mirrors, 0..1.</summary>
        public List<double> Gloss { get; } = new List<double>();
        /// <summary>Texels on a side. The part holds them material by material, rows from v = 0, 4 bytes each: brightness (128 is 1), slopes along u and v (128 is level), height. Bounds: 1…4096 px.</summary>
        public long Size { get; set; }
        /// <summary>Materials of the layers of ground. Bounds: 0…255.</summary>
        public List<long> Layers { get; } = new List<long>();
        /// <summary>Linear colour of each layer, three numbers each; the first has the chunk's own tint instead.</summary>
        public List<double> Palette { get; } = new List<double>();
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Order = default;
            Hash = string.Empty;
            Bytes = default;
            Names.Clear();
            Tiles.Clear();
            Gloss.Clear();
            Size = default;
            Layers.Clear();
            Palette.Clear();
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("materials"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("order")) { Order = reader.ReadInteger(1L, 9007199254740991L, "materials.order"); seen |= 1 << 0; }
                else if (reader.KeyIs("hash")) { Hash = reader.ReadString(32, "materials.hash"); seen |= 1 << 1; }
                else if (reader.KeyIs("bytes")) { Bytes = reader.ReadInteger(0L, 9007199254740991L, "materials.bytes"); seen |= 1 << 2; }
                else if (reader.KeyIs("names")) { reader.ReadStrings(Names, 256, "materials.names"); seen |= 1 << 3; }
                else if (reader.KeyIs("tiles")) { reader.ReadNumbers(Tiles, 256, double.MinValue, double.MaxValue, "materials.tiles"); seen |= 1 << 4; }
                else if (reader.KeyIs("gloss")) { reader.ReadNumbers(Gloss, 256, double.MinValue, double.MaxValue, "materials.gloss"); seen |= 1 << 5; }
                else if (reader.KeyIs("size")) { Size = reader.ReadInteger(1L, 4096L, "materials.size"); seen |= 1 << 6; }
                else if (reader.KeyIs("layers")) { reader.ReadIntegers(Layers, 16, 0L, 255L, "materials.layers"); seen |= 1 << 7; }
                else if (reader.KeyIs("palette")) { reader.ReadNumbers(Palette, 48, double.MinValue, double.MaxValue, "materials.palette"); seen |= 1 << 8; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("materials.order");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("materials.hash");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("materials.bytes");
            if ((seen & (1 << 3)) == 0) throw WireException.Missing("materials.names");
            if ((seen & (1 << 4)) == 0) throw WireException.Missing("materials.tiles");
            if ((seen & (1 << 5)) == 0) throw WireException.Missing("materials.gloss");
            if ((seen & (1 << 6)) == 0) throw WireException.Missing("materials.size");
            if ((seen & (1 << 7)) == 0) throw WireException.Missing("materials.layers");
            if ((seen & (1 << 8)) == 0) throw WireException.Missing("materials.palette");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(10);
            writer.WriteKey("type"); writer.Write(Type);
            writer.WriteKey("order"); writer.Write(Order);
            writer.WriteKey("hash"); writer.Write(Hash);
            writer.WriteKey("bytes"); writer.Write(Bytes);
            writer.WriteKey("names"); writer.Write(Names);
            writer.WriteKey("tiles"); writer.Write(Tiles);
            writer.WriteKey("gloss"); writer.Write(Gloss);
            writer.WriteKey("size"); writer.Write(Size);
            writer.WriteKey("layers"); writer.Write(Layers);
            writer.WriteKey("palette"); writer.Write(Palette);
        }
    }
    /// <summary>Everyone in sight, posed; one part follows: for each body its transform and one matrix for each moving group, float32 [3, 4] row by row. The newest wins. Minor version 6.</summary>
    public sealed class ServerBodies : IWireMessage
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "bodies";
        /// <summary>World time since it was opened, between ticks too. Bounds: 0… s.</summary>
        public double TWorld { get; set; }
        /// <summary>Dynamics ticks since the world was opened. Bounds: 0…9007199254740991 ticks.</summary>
        public long Tick { get; set; }
        /// <summary>Who: as in <c>state.entities</c>. Bounds: 0…1024.</summary>
        public List<long> Slots { get; } = new List<long>();
        /// <summary>What each is.</summary>
        public List<string> Classes { get; } = new List<string>();
        /// <summary>Hash of what each looks like; the <c>shape</c> message may still be on its way.</summary>
        public List<string> Shapes { get; } = new List<string>();
        /// <summary>Matrices that follow each transform. Bounds: 0…96.</summary>
        public List<long> Groups { get; } = new List<long>();
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            TWorld = default;
            Tick = default;
            Slots.Clear();
            Classes.Clear();
            Shapes.Clear();
            Groups.Clear();
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("bodies"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("t_world")) { TWorld = reader.ReadNumber(0.0d, double.MaxValue, "bodies.t_world"); seen |= 1 << 0; }
                else if (reader.KeyIs("tick")) { Tick = reader.ReadInteger(0L, 9007199254740991L, "bodies.tick"); seen |= 1 << 1; }
                else if (reader.KeyIs("slots")) { reader.ReadIntegers(Slots, 256, 0L, 1024L, "bodies.slots"); seen |= 1 << 2; }
                else if (reader.KeyIs("classes")) { reader.ReadStrings(Classes, 256, "bodies.classes"); seen |= 1 << 3; }
                else if (reader.KeyIs("shapes")) { reader.ReadStrings(Shapes, 256, "bodies.shapes"); seen |= 1 << 4; }
                else if (reader.KeyIs("groups")) { reader.ReadIntegers(Groups, 256, 0L, 96L, "bodies.groups"); seen |= 1 << 5; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("bodies.t_world");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("bodies.tick");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("bodies.slots");
            if ((seen & (1 << 3)) == 0) throw WireException.Missing("bodies.classes");
            if ((seen & (1 << 4)) == 0) throw WireException.Missing("bodies.shapes");
            if ((seen & (1 << 5)) == 0) throw WireException.Missing("bodies.groups");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(7);
            writer.WriteKey("type"); writer.Write(Type);
            writer.WriteKey("t_world"); writer.Write(TWorld);
            writer.WriteKey("tick"); writer.Write(Tick);
            writer.WriteKey("slots"); writer.Write(Slots);
            writer.WriteKey("classes"); writer.Write(Classes);
            writer.WriteKey("shapes"); writer.Write(Shapes);
            writer.WriteKey("groups"); writer.Write(Groups);
        }
    }
    /// <summary>Light, sky and distance as the server's own pictures have them. Colours are linear, three numbers each. The newest wins. Minor version 6.</summary>
    public sealed class ServerAir : IWireMessage
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "air";
        /// <summary>World time since it was opened, between ticks too. Bounds: 0… s.</summary>
        public double TWorld { get; set; }
        /// <summary>Dynamics ticks since the world was opened. Bounds: 0…9007199254740991 ticks.</summary>
        public long Tick { get; set; }
        /// <summary>Time of day. Bounds: 0…24 h.</summary>
        public double Hours { get; set; }
        /// <summary><c>sun</c> (direction to it), <c>sun_colour</c>, <c>sky_light</c>, <c>ground_light</c>, <c>bounce</c>, <c>horizon</c>, <c>zenith</c>, <c>glow</c>, <c>haze</c>, <c>cloud_lit</c>, <c>cloud_dark</c>, <c>water_deep</c>, <c>water_shallow</c>.</summary>
        public MsgpackDocument Colours { get; } = new MsgpackDocument();
        /// <summary><c>fog</c> and <c>fog_low</c> (1/m), <c>fog_height</c> (1/m), <c>exposure</c>, <c>dark</c> (0..1: lamps are lit), <c>wet</c>, <c>cover</c> of cloud, <c>stars</c>, <c>white</c> (fresh snow).</summary>
        public MsgpackDocument Numbers { get; } = new MsgpackDocument();
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            TWorld = default;
            Tick = default;
            Hours = default;
            Colours.Clear();
            Numbers.Clear();
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("air"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("t_world")) { TWorld = reader.ReadNumber(0.0d, double.MaxValue, "air.t_world"); seen |= 1 << 0; }
                else if (reader.KeyIs("tick")) { Tick = reader.ReadInteger(0L, 9007199254740991L, "air.tick"); seen |= 1 << 1; }
                else if (reader.KeyIs("hours")) { Hours = reader.ReadNumber(0.0d, 24.0d, "air.hours"); seen |= 1 << 2; }
                else if (reader.KeyIs("colours")) { Colours.ReadMap(ref reader, "air.colours"); seen |= 1 << 3; }
                else if (reader.KeyIs("numbers")) { Numbers.ReadMap(ref reader, "air.numbers"); seen |= 1 << 4; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("air.t_world");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("air.tick");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("air.hours");
            if ((seen & (1 << 3)) == 0) throw WireException.Missing("air.colours");
            if ((seen & (1 << 4)) == 0) throw WireException.Missing("air.numbers");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(6);
            writer.WriteKey("type"); writer.Write(Type);
            writer.WriteKey("t_world"); writer.Write(TWorld);
            writer.WriteKey("tick"); writer.Write(Tick);
            writer.WriteKey("hours"); writer.Write(Hours);
            writer.WriteKey("colours"); writer.Write(Colours);
            writer.WriteKey("numbers"); writer.Write(Numbers);
        }
    }
    /// <summary>Answer to <c>teleport</c>. Minor version 6.</summary>
    public sealed class ServerTeleported : IWireAnswer
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "teleported";
        /// <summary>The <c>id</c> of the request this answers, 0 when nothing was asked. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>x, y, z of the feet. Bounds: -10000000…10000000 m.</summary>
        public double[] Position { get; } = new double[3];
        /// <summary>Where it looks. Unit: rad.</summary>
        public double Yaw { get; set; }
        /// <summary>Dynamics ticks since the world was opened. Bounds: 0…9007199254740991 ticks.</summary>
        public long Tick { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
            Array.Clear(Position, 0, Position.Length);
            Yaw = default;
            Tick = default;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("teleported"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "teleported.id"); }
                else if (reader.KeyIs("position")) { reader.ReadNumbers(Position, -10000000.0d, 10000000.0d, "teleported.position"); seen |= 1 << 0; }
                else if (reader.KeyIs("yaw")) { Yaw = reader.ReadNumber(double.MinValue, double.MaxValue, "teleported.yaw"); seen |= 1 << 1; }
                else if (reader.KeyIs("tick")) { Tick = reader.ReadInteger(0L, 9007199254740991L, "teleported.tick"); seen |= 1 << 2; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("teleported.position");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("teleported.yaw");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("teleported.tick");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(4 + (Id != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
            writer.WriteKey("position"); writer.Write(Position);
            writer.WriteKey("yaw"); writer.Write(Yaw);
            writer.WriteKey("tick"); writer.Write(Tick);
        }
    }
    /// <summary>Something happened.</summary>
    public sealed class ServerEvent : IWireMessage
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "event";
        /// <summary>What; the rest of its facts are in <c>data</c>.</summary>
        public string Kind { get; set; } = string.Empty;
        /// <summary>Dynamics ticks since the world was opened. Bounds: 0…9007199254740991 ticks.</summary>
        public long Tick { get; set; }
        /// <summary>Facts of this kind of event.</summary>
        public MsgpackDocument Data { get; } = new MsgpackDocument();
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Kind = string.Empty;
            Tick = default;
            Data.Clear();
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("event"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("kind")) { Kind = reader.ReadString(64, "event.kind"); seen |= 1 << 0; }
                else if (reader.KeyIs("tick")) { Tick = reader.ReadInteger(0L, 9007199254740991L, "event.tick"); seen |= 1 << 1; }
                else if (reader.KeyIs("data")) { Data.ReadMap(ref reader, "event.data"); seen |= 1 << 2; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("event.kind");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("event.tick");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("event.data");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(4);
            writer.WriteKey("type"); writer.Write(Type);
            writer.WriteKey("kind"); writer.Write(Kind);
            writer.WriteKey("tick"); writer.Write(Tick);
            writer.WriteKey("data"); writer.Write(Data);
        }
    }
    /// <summary>Answer to <c>status</c>, <c>pause</c> and <c>resume</c>, and the server's heartbeat.</summary>
    public sealed class ServerStatus : IWireAnswer
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "status";
        /// <summary>The <c>id</c> of the request this answers, 0 when nothing was asked. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>State of the session.</summary>
        public StatusState State { get; set; }
        /// <summary>Since the server started. Bounds: 0… s.</summary>
        public double Uptime { get; set; }
        /// <summary>Worlds on this server. Bounds: 0….</summary>
        public long Sessions { get; set; }
        /// <summary>Newest frame sent. Bounds: 0…9007199254740991.</summary>
        public long Frame { get; set; }
        /// <summary>Dynamics ticks since the world was opened. Bounds: 0…9007199254740991 ticks.</summary>
        public long Tick { get; set; }
        /// <summary>Frames a second sent lately. Bounds: 0… 1/s.</summary>
        public double Fps { get; set; }
        /// <summary>Frames sent and not acknowledged. Bounds: 0… frames.</summary>
        public long InFlight { get; set; }
        /// <summary>Frames skipped since the session began. Bounds: 0…9007199254740991.</summary>
        public long Dropped { get; set; }
        /// <summary>Newest tick that is safe on the disk; absent when this server saves nothing. Bounds: 0…9007199254740991 ticks. Null: absent.</summary>
        public long? SavedTick { get; set; }
        /// <summary>Until the session's time limit; absent without one. Bounds: 0… s. Null: absent.</summary>
        public double? TimeLeft { get; set; }
        /// <summary>Others who joined this world. Bounds: 0…9007199254740991. Null: absent.</summary>
        public long? Viewers { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
            State = default;
            Uptime = default;
            Sessions = default;
            Frame = default;
            Tick = default;
            Fps = default;
            InFlight = default;
            Dropped = default;
            SavedTick = null;
            TimeLeft = null;
            Viewers = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("status"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "status.id"); }
                else if (reader.KeyIs("state")) { State = WireNames.ReadStatusState(ref reader, "status.state"); seen |= 1 << 0; }
                else if (reader.KeyIs("uptime")) { Uptime = reader.ReadNumber(0.0d, double.MaxValue, "status.uptime"); seen |= 1 << 1; }
                else if (reader.KeyIs("sessions")) { Sessions = reader.ReadInteger(0L, Protocol.SafeInteger, "status.sessions"); seen |= 1 << 2; }
                else if (reader.KeyIs("frame")) { Frame = reader.ReadInteger(0L, 9007199254740991L, "status.frame"); seen |= 1 << 3; }
                else if (reader.KeyIs("tick")) { Tick = reader.ReadInteger(0L, 9007199254740991L, "status.tick"); seen |= 1 << 4; }
                else if (reader.KeyIs("fps")) { Fps = reader.ReadNumber(0.0d, double.MaxValue, "status.fps"); seen |= 1 << 5; }
                else if (reader.KeyIs("in_flight")) { InFlight = reader.ReadInteger(0L, Protocol.SafeInteger, "status.in_flight"); seen |= 1 << 6; }
                else if (reader.KeyIs("dropped")) { Dropped = reader.ReadInteger(0L, 9007199254740991L, "status.dropped"); seen |= 1 << 7; }
                else if (reader.KeyIs("saved_tick")) { SavedTick = reader.ReadInteger(0L, 9007199254740991L, "status.saved_tick"); }
                else if (reader.KeyIs("time_left")) { TimeLeft = reader.ReadNumber(0.0d, double.MaxValue, "status.time_left"); }
                else if (reader.KeyIs("viewers")) { Viewers = reader.ReadInteger(0L, 9007199254740991L, "status.viewers"); }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("status.state");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("status.uptime");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("status.sessions");
            if ((seen & (1 << 3)) == 0) throw WireException.Missing("status.frame");
            if ((seen & (1 << 4)) == 0) throw WireException.Missing("status.tick");
            if ((seen & (1 << 5)) == 0) throw WireException.Missing("status.fps");
            if ((seen & (1 << 6)) == 0) throw WireException.Missing("status.in_flight");
            if ((seen & (1 << 7)) == 0) throw WireException.Missing("status.dropped");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(9 + (Id != null ? 1 : 0) + (SavedTick != null ? 1 : 0) + (TimeLeft != null ? 1 : 0) + (Viewers != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
            writer.WriteKey("state"); WireNames.Write(writer, State);
            writer.WriteKey("uptime"); writer.Write(Uptime);
            writer.WriteKey("sessions"); writer.Write(Sessions);
            writer.WriteKey("frame"); writer.Write(Frame);
            writer.WriteKey("tick"); writer.Write(Tick);
            writer.WriteKey("fps"); writer.Write(Fps);
            writer.WriteKey("in_flight"); writer.Write(InFlight);
            writer.WriteKey("dropped"); writer.Write(Dropped);
            if (SavedTick != null) { writer.WriteKey("saved_tick"); writer.Write(SavedTick.Value); }
            if (TimeLeft != null) { writer.WriteKey("time_left"); writer.Write(TimeLeft.Value); }
            if (Viewers != null) { writer.WriteKey("viewers"); writer.Write(Viewers.Value); }
        }
    }
    /// <summary>Answer to <c>snapshot</c>: the save is on the disk.</summary>
    public sealed class ServerSaved : IWireAnswer
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "saved";
        /// <summary>The <c>id</c> of the request this answers, 0 when nothing was asked. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>Name of the save.</summary>
        public string Name { get; set; } = string.Empty;
        /// <summary>Dynamics ticks since the world was opened. Bounds: 0…9007199254740991 ticks.</summary>
        public long Tick { get; set; }
        /// <summary>Size of the save. Bounds: 0…9007199254740991 B.</summary>
        public long Bytes { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
            Name = string.Empty;
            Tick = default;
            Bytes = default;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("saved"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "saved.id"); }
                else if (reader.KeyIs("name")) { Name = reader.ReadString(64, "saved.name"); seen |= 1 << 0; }
                else if (reader.KeyIs("tick")) { Tick = reader.ReadInteger(0L, 9007199254740991L, "saved.tick"); seen |= 1 << 1; }
                else if (reader.KeyIs("bytes")) { Bytes = reader.ReadInteger(0L, 9007199254740991L, "saved.bytes"); seen |= 1 << 2; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("saved.name");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("saved.tick");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("saved.bytes");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(4 + (Id != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
            writer.WriteKey("name"); writer.Write(Name);
            writer.WriteKey("tick"); writer.Write(Tick);
            writer.WriteKey("bytes"); writer.Write(Bytes);
        }
    }
    /// <summary>Answer to <c>restore</c> and <c>rewind</c>: the world is as it was at <c>tick</c>. Frames go on from here.</summary>
    public sealed class ServerRestored : IWireAnswer
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "restored";
        /// <summary>The <c>id</c> of the request this answers, 0 when nothing was asked. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>Dynamics ticks since the world was opened. Bounds: 0…9007199254740991 ticks.</summary>
        public long Tick { get; set; }
        /// <summary>World time gone back. Bounds: -1000000000…1000000000 s.</summary>
        public double Seconds { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
            Tick = default;
            Seconds = default;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("restored"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "restored.id"); }
                else if (reader.KeyIs("tick")) { Tick = reader.ReadInteger(0L, 9007199254740991L, "restored.tick"); seen |= 1 << 0; }
                else if (reader.KeyIs("seconds")) { Seconds = reader.ReadNumber(-1000000000.0d, 1000000000.0d, "restored.seconds"); seen |= 1 << 1; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("restored.tick");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("restored.seconds");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(3 + (Id != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
            writer.WriteKey("tick"); writer.Write(Tick);
            writer.WriteKey("seconds"); writer.Write(Seconds);
        }
    }
    /// <summary>Answer to <c>branch</c>: the fork is a session of its own.</summary>
    public sealed class ServerBranched : IWireAnswer
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "branched";
        /// <summary>The <c>id</c> of the request this answers, 0 when nothing was asked. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>Name of the new session.</summary>
        public string Session { get; set; } = string.Empty;
        /// <summary>Secret that resumes it.</summary>
        public string Token { get; set; } = string.Empty;
        /// <summary>Dynamics ticks since the world was opened. Bounds: 0…9007199254740991 ticks.</summary>
        public long Tick { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
            Session = string.Empty;
            Token = string.Empty;
            Tick = default;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("branched"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "branched.id"); }
                else if (reader.KeyIs("session")) { Session = reader.ReadString(64, "branched.session"); seen |= 1 << 0; }
                else if (reader.KeyIs("token")) { Token = reader.ReadString(256, "branched.token"); seen |= 1 << 1; }
                else if (reader.KeyIs("tick")) { Tick = reader.ReadInteger(0L, 9007199254740991L, "branched.tick"); seen |= 1 << 2; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("branched.session");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("branched.token");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("branched.tick");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(4 + (Id != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
            writer.WriteKey("session"); writer.Write(Session);
            writer.WriteKey("token"); writer.Write(Token);
            writer.WriteKey("tick"); writer.Write(Tick);
        }
    }
    /// <summary>Answer to <c>resize</c>: frames of the new size follow. Minor version 5.</summary>
    public sealed class ServerResized : IWireAnswer
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "resized";
        /// <summary>The <c>id</c> of the request this answers, 0 when nothing was asked. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>Picture width. Bounds: 1…1280 px.</summary>
        public long Width { get; set; }
        /// <summary>Picture height. Bounds: 1…720 px.</summary>
        public long Height { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
            Width = default;
            Height = default;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("resized"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "resized.id"); }
                else if (reader.KeyIs("width")) { Width = reader.ReadInteger(1L, 1280L, "resized.width"); seen |= 1 << 0; }
                else if (reader.KeyIs("height")) { Height = reader.ReadInteger(1L, 720L, "resized.height"); seen |= 1 << 1; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("resized.width");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("resized.height");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(3 + (Id != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
            writer.WriteKey("width"); writer.Write(Width);
            writer.WriteKey("height"); writer.Write(Height);
        }
    }
    /// <summary>A refusal or a failure: what went wrong and what to do.</summary>
    public sealed class ServerError : IWireAnswer
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "error";
        /// <summary>The <c>id</c> of the request this answers, 0 when nothing was asked. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>A word for programs; see the table of codes.</summary>
        public string Code { get; set; } = string.Empty;
        /// <summary>A sentence for people.</summary>
        public string Message { get; set; } = string.Empty;
        /// <summary>What to do about it.</summary>
        public string Hint { get; set; } = string.Empty;
        /// <summary>Trying again makes sense after this long. Bounds: 0… s. Null: absent.</summary>
        public double? RetryAfter { get; set; }
        /// <summary>The connection is over: connect and say hello again.</summary>
        public bool Fatal { get; set; }
        /// <summary>With <c>not_understood</c>: prompts that could be meant, nearest first. Minor version 4. Null: absent.</summary>
        public List<string>? Offers { get; set; }
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
            Code = string.Empty;
            Message = string.Empty;
            Hint = string.Empty;
            RetryAfter = null;
            Fatal = default;
            Offers = null;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("error"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "error.id"); }
                else if (reader.KeyIs("code")) { Code = reader.ReadString(64, "error.code"); seen |= 1 << 0; }
                else if (reader.KeyIs("message")) { Message = reader.ReadString(1024, "error.message"); seen |= 1 << 1; }
                else if (reader.KeyIs("hint")) { Hint = reader.ReadString(1024, "error.hint"); seen |= 1 << 2; }
                else if (reader.KeyIs("retry_after")) { RetryAfter = reader.ReadNumber(0.0d, double.MaxValue, "error.retry_after"); }
                else if (reader.KeyIs("fatal")) { Fatal = reader.ReadBoolean("error.fatal"); seen |= 1 << 3; }
                else if (reader.KeyIs("offers")) { reader.ReadStrings((Offers ??= new List<string>()), 8, "error.offers"); }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("error.code");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("error.message");
            if ((seen & (1 << 2)) == 0) throw WireException.Missing("error.hint");
            if ((seen & (1 << 3)) == 0) throw WireException.Missing("error.fatal");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(5 + (Id != null ? 1 : 0) + (RetryAfter != null ? 1 : 0) + (Offers != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
            writer.WriteKey("code"); writer.Write(Code);
            writer.WriteKey("message"); writer.Write(Message);
            writer.WriteKey("hint"); writer.Write(Hint);
            if (RetryAfter != null) { writer.WriteKey("retry_after"); writer.Write(RetryAfter.Value); }
            writer.WriteKey("fatal"); writer.Write(Fatal);
            if (Offers != null) { writer.WriteKey("offers"); writer.Write(Offers); }
        }
    }
    /// <summary>The session or the connection is over.</summary>
    public sealed class ServerClosed : IWireAnswer
    {
        /// <summary>Value of the header's <c>type</c>.</summary>
        public const string Type = "closed";
        /// <summary>The <c>id</c> of the request this answers, 0 when nothing was asked. Bounds: 0…9007199254740991. Null: absent, the default counts.</summary>
        public long? Id { get; set; }
        /// <summary>What counts when <c>id</c> is absent.</summary>
        public const long DefaultId = 0L;
        /// <summary>Why.</summary>
        public ClosedReason Reason { get; set; }
        /// <summary>A line for people.</summary>
        public string Text { get; set; } = string.Empty;
        /// <summary>Forget every value; what is held is kept for the next one.</summary>
        public void Clear()
        {
            Id = null;
            Reason = default;
            Text = string.Empty;
        }
        /// <summary>Read one map; throws WireException on what the definition does not allow.</summary>
        public void Read(ref MsgpackReader reader)
        {
            Clear();
            var seen = 0;
            for (var pairs = reader.ReadMapHeader("closed"); pairs > 0; pairs--)
            {
                reader.ReadKey();
                if (reader.KeyIs("id")) { Id = reader.ReadInteger(0L, 9007199254740991L, "closed.id"); }
                else if (reader.KeyIs("reason")) { Reason = WireNames.ReadClosedReason(ref reader, "closed.reason"); seen |= 1 << 0; }
                else if (reader.KeyIs("text")) { Text = reader.ReadString(256, "closed.text"); seen |= 1 << 1; }
                else reader.Skip();
            }
            if ((seen & (1 << 0)) == 0) throw WireException.Missing("closed.reason");
            if ((seen & (1 << 1)) == 0) throw WireException.Missing("closed.text");
        }
        /// <summary>Write the map, keys in the definition's order, absent ones left out.</summary>
        public void Write(MsgpackWriter writer)
        {
            writer.WriteMapHeader(3 + (Id != null ? 1 : 0));
            writer.WriteKey("type"); writer.Write(Type);
            if (Id != null) { writer.WriteKey("id"); writer.Write(Id.Value); }
            writer.WriteKey("reason"); WireNames.Write(writer, Reason);
            writer.WriteKey("text"); writer.Write(Text);
        }
    }
    /// <summary>The words of enumerations on the wire. A word of a later version reads as Unknown.</summary>
    public static class WireNames
    {
        /// <summary>Read one word.</summary>
        public static PartKind ReadPartKind(ref MsgpackReader reader, string field)
        {
            reader.ReadWord(field);
            if (reader.KeyIs("rgb")) return PartKind.Rgb;
            if (reader.KeyIs("depth")) return PartKind.Depth;
            if (reader.KeyIs("entity")) return PartKind.Entity;
            return PartKind.Unknown;
        }
        /// <summary>Write one word; throws WireException for Unknown.</summary>
        public static void Write(MsgpackWriter writer, PartKind value)
        {
            switch (value)
            {
                case PartKind.Rgb: writer.Write("rgb"); break;
                case PartKind.Depth: writer.Write("depth"); break;
                case PartKind.Entity: writer.Write("entity"); break;
                default: throw new WireException("bad_value", "PartKind.Unknown has no word");
            }
        }
        /// <summary>Read one word.</summary>
        public static PartCodec ReadPartCodec(ref MsgpackReader reader, string field)
        {
            reader.ReadWord(field);
            if (reader.KeyIs("rgba8")) return PartCodec.Rgba8;
            if (reader.KeyIs("jpeg")) return PartCodec.Jpeg;
            if (reader.KeyIs("f16")) return PartCodec.F16;
            if (reader.KeyIs("u8")) return PartCodec.U8;
            return PartCodec.Unknown;
        }
        /// <summary>Write one word; throws WireException for Unknown.</summary>
        public static void Write(MsgpackWriter writer, PartCodec value)
        {
            switch (value)
            {
                case PartCodec.Rgba8: writer.Write("rgba8"); break;
                case PartCodec.Jpeg: writer.Write("jpeg"); break;
                case PartCodec.F16: writer.Write("f16"); break;
                case PartCodec.U8: writer.Write("u8"); break;
                default: throw new WireException("bad_value", "PartCodec.Unknown has no word");
            }
        }
        /// <summary>Read one word.</summary>
        public static Codec ReadCodec(ref MsgpackReader reader, string field)
        {
            reader.ReadWord(field);
            if (reader.KeyIs("rgba8")) return Codec.Rgba8;
            if (reader.KeyIs("jpeg")) return Codec.Jpeg;
            return Codec.Unknown;
        }
        /// <summary>Write one word; throws WireException for Unknown.</summary>
        public static void Write(MsgpackWriter writer, Codec value)
        {
            switch (value)
            {
                case Codec.Rgba8: writer.Write("rgba8"); break;
                case Codec.Jpeg: writer.Write("jpeg"); break;
                default: throw new WireException("bad_value", "Codec.Unknown has no word");
            }
        }
        /// <summary>Read one word.</summary>
        public static OpenBody ReadOpenBody(ref MsgpackReader reader, string field)
        {
            reader.ReadWord(field);
            if (reader.KeyIs("server")) return OpenBody.Server;
            if (reader.KeyIs("client")) return OpenBody.Client;
            return OpenBody.Unknown;
        }
        /// <summary>Write one word; throws WireException for Unknown.</summary>
        public static void Write(MsgpackWriter writer, OpenBody value)
        {
            switch (value)
            {
                case OpenBody.Server: writer.Write("server"); break;
                case OpenBody.Client: writer.Write("client"); break;
                default: throw new WireException("bad_value", "OpenBody.Unknown has no word");
            }
        }
        /// <summary>Read one word.</summary>
        public static JoinRole ReadJoinRole(ref MsgpackReader reader, string field)
        {
            reader.ReadWord(field);
            if (reader.KeyIs("viewer")) return JoinRole.Viewer;
            if (reader.KeyIs("player")) return JoinRole.Player;
            return JoinRole.Unknown;
        }
        /// <summary>Write one word; throws WireException for Unknown.</summary>
        public static void Write(MsgpackWriter writer, JoinRole value)
        {
            switch (value)
            {
                case JoinRole.Viewer: writer.Write("viewer"); break;
                case JoinRole.Player: writer.Write("player"); break;
                default: throw new WireException("bad_value", "JoinRole.Unknown has no word");
            }
        }
        /// <summary>Read one word.</summary>
        public static JoinBody ReadJoinBody(ref MsgpackReader reader, string field)
        {
            reader.ReadWord(field);
            if (reader.KeyIs("server")) return JoinBody.Server;
            if (reader.KeyIs("client")) return JoinBody.Client;
            return JoinBody.Unknown;
        }
        /// <summary>Write one word; throws WireException for Unknown.</summary>
        public static void Write(MsgpackWriter writer, JoinBody value)
        {
            switch (value)
            {
                case JoinBody.Server: writer.Write("server"); break;
                case JoinBody.Client: writer.Write("client"); break;
                default: throw new WireException("bad_value", "JoinBody.Unknown has no word");
            }
        }
        /// <summary>Read one word.</summary>
        public static OpenedRole ReadOpenedRole(ref MsgpackReader reader, string field)
        {
            reader.ReadWord(field);
            if (reader.KeyIs("player")) return OpenedRole.Player;
            if (reader.KeyIs("viewer")) return OpenedRole.Viewer;
            return OpenedRole.Unknown;
        }
        /// <summary>Write one word; throws WireException for Unknown.</summary>
        public static void Write(MsgpackWriter writer, OpenedRole value)
        {
            switch (value)
            {
                case OpenedRole.Player: writer.Write("player"); break;
                case OpenedRole.Viewer: writer.Write("viewer"); break;
                default: throw new WireException("bad_value", "OpenedRole.Unknown has no word");
            }
        }
        /// <summary>Read one word.</summary>
        public static OpenedBody ReadOpenedBody(ref MsgpackReader reader, string field)
        {
            reader.ReadWord(field);
            if (reader.KeyIs("server")) return OpenedBody.Server;
            if (reader.KeyIs("client")) return OpenedBody.Client;
            return OpenedBody.Unknown;
        }
        /// <summary>Write one word; throws WireException for Unknown.</summary>
        public static void Write(MsgpackWriter writer, OpenedBody value)
        {
            switch (value)
            {
                case OpenedBody.Server: writer.Write("server"); break;
                case OpenedBody.Client: writer.Write("client"); break;
                default: throw new WireException("bad_value", "OpenedBody.Unknown has no word");
            }
        }
        /// <summary>Read one word.</summary>
        public static StatusState ReadStatusState(ref MsgpackReader reader, string field)
        {
            reader.ReadWord(field);
            if (reader.KeyIs("none")) return StatusState.None;
            if (reader.KeyIs("opening")) return StatusState.Opening;
            if (reader.KeyIs("running")) return StatusState.Running;
            if (reader.KeyIs("paused")) return StatusState.Paused;
            return StatusState.Unknown;
        }
        /// <summary>Write one word; throws WireException for Unknown.</summary>
        public static void Write(MsgpackWriter writer, StatusState value)
        {
            switch (value)
            {
                case StatusState.None: writer.Write("none"); break;
                case StatusState.Opening: writer.Write("opening"); break;
                case StatusState.Running: writer.Write("running"); break;
                case StatusState.Paused: writer.Write("paused"); break;
                default: throw new WireException("bad_value", "StatusState.Unknown has no word");
            }
        }
        /// <summary>Read one word.</summary>
        public static ClosedReason ReadClosedReason(ref MsgpackReader reader, string field)
        {
            reader.ReadWord(field);
            if (reader.KeyIs("close")) return ClosedReason.Close;
            if (reader.KeyIs("bye")) return ClosedReason.Bye;
            if (reader.KeyIs("taken_over")) return ClosedReason.TakenOver;
            if (reader.KeyIs("failed")) return ClosedReason.Failed;
            if (reader.KeyIs("expired")) return ClosedReason.Expired;
            if (reader.KeyIs("shutdown")) return ClosedReason.Shutdown;
            if (reader.KeyIs("time_limit")) return ClosedReason.TimeLimit;
            return ClosedReason.Unknown;
        }
        /// <summary>Write one word; throws WireException for Unknown.</summary>
        public static void Write(MsgpackWriter writer, ClosedReason value)
        {
            switch (value)
            {
                case ClosedReason.Close: writer.Write("close"); break;
                case ClosedReason.Bye: writer.Write("bye"); break;
                case ClosedReason.TakenOver: writer.Write("taken_over"); break;
                case ClosedReason.Failed: writer.Write("failed"); break;
                case ClosedReason.Expired: writer.Write("expired"); break;
                case ClosedReason.Shutdown: writer.Write("shutdown"); break;
                case ClosedReason.TimeLimit: writer.Write("time_limit"); break;
                default: throw new WireException("bad_value", "ClosedReason.Unknown has no word");
            }
        }
        /// <summary>Read one word.</summary>
        public static MessageType ReadMessageType(ref MsgpackReader reader, string field)
        {
            reader.ReadWord(field);
            if (reader.KeyIs("act")) return MessageType.Act;
            if (reader.KeyIs("air")) return MessageType.Air;
            if (reader.KeyIs("bodies")) return MessageType.Bodies;
            if (reader.KeyIs("branch")) return MessageType.Branch;
            if (reader.KeyIs("branched")) return MessageType.Branched;
            if (reader.KeyIs("bye")) return MessageType.Bye;
            if (reader.KeyIs("change")) return MessageType.Change;
            if (reader.KeyIs("chunk")) return MessageType.Chunk;
            if (reader.KeyIs("close")) return MessageType.Close;
            if (reader.KeyIs("closed")) return MessageType.Closed;
            if (reader.KeyIs("error")) return MessageType.Error;
            if (reader.KeyIs("event")) return MessageType.Event;
            if (reader.KeyIs("frame")) return MessageType.Frame;
            if (reader.KeyIs("geometry")) return MessageType.Geometry;
            if (reader.KeyIs("hello")) return MessageType.Hello;
            if (reader.KeyIs("horizon")) return MessageType.Horizon;
            if (reader.KeyIs("join")) return MessageType.Join;
            if (reader.KeyIs("materials")) return MessageType.Materials;
            if (reader.KeyIs("open")) return MessageType.Open;
            if (reader.KeyIs("opened")) return MessageType.Opened;
            if (reader.KeyIs("pause")) return MessageType.Pause;
            if (reader.KeyIs("pose")) return MessageType.Pose;
            if (reader.KeyIs("progress")) return MessageType.Progress;
            if (reader.KeyIs("resize")) return MessageType.Resize;
            if (reader.KeyIs("resized")) return MessageType.Resized;
            if (reader.KeyIs("restore")) return MessageType.Restore;
            if (reader.KeyIs("restored")) return MessageType.Restored;
            if (reader.KeyIs("resume")) return MessageType.Resume;
            if (reader.KeyIs("rewind")) return MessageType.Rewind;
            if (reader.KeyIs("saved")) return MessageType.Saved;
            if (reader.KeyIs("shape")) return MessageType.Shape;
            if (reader.KeyIs("snapshot")) return MessageType.Snapshot;
            if (reader.KeyIs("state")) return MessageType.State;
            if (reader.KeyIs("status")) return MessageType.Status;
            if (reader.KeyIs("teleport")) return MessageType.Teleport;
            if (reader.KeyIs("teleported")) return MessageType.Teleported;
            if (reader.KeyIs("unload")) return MessageType.Unload;
            if (reader.KeyIs("view")) return MessageType.View;
            if (reader.KeyIs("welcome")) return MessageType.Welcome;
            return MessageType.Unknown;
        }
        /// <summary>Write one word; throws WireException for Unknown.</summary>
        public static void Write(MsgpackWriter writer, MessageType value)
        {
            switch (value)
            {
                case MessageType.Act: writer.Write("act"); break;
                case MessageType.Air: writer.Write("air"); break;
                case MessageType.Bodies: writer.Write("bodies"); break;
                case MessageType.Branch: writer.Write("branch"); break;
                case MessageType.Branched: writer.Write("branched"); break;
                case MessageType.Bye: writer.Write("bye"); break;
                case MessageType.Change: writer.Write("change"); break;
                case MessageType.Chunk: writer.Write("chunk"); break;
                case MessageType.Close: writer.Write("close"); break;
                case MessageType.Closed: writer.Write("closed"); break;
                case MessageType.Error: writer.Write("error"); break;
                case MessageType.Event: writer.Write("event"); break;
                case MessageType.Frame: writer.Write("frame"); break;
                case MessageType.Geometry: writer.Write("geometry"); break;
                case MessageType.Hello: writer.Write("hello"); break;
                case MessageType.Horizon: writer.Write("horizon"); break;
                case MessageType.Join: writer.Write("join"); break;
                case MessageType.Materials: writer.Write("materials"); break;
                case MessageType.Open: writer.Write("open"); break;
                case MessageType.Opened: writer.Write("opened"); break;
                case MessageType.Pause: writer.Write("pause"); break;
                case MessageType.Pose: writer.Write("pose"); break;
                case MessageType.Progress: writer.Write("progress"); break;
                case MessageType.Resize: writer.Write("resize"); break;
                case MessageType.Resized: writer.Write("resized"); break;
                case MessageType.Restore: writer.Write("restore"); break;
                case MessageType.Restored: writer.Write("restored"); break;
                case MessageType.Resume: writer.Write("resume"); break;
                case MessageType.Rewind: writer.Write("rewind"); break;
                case MessageType.Saved: writer.Write("saved"); break;
                case MessageType.Shape: writer.Write("shape"); break;
                case MessageType.Snapshot: writer.Write("snapshot"); break;
                case MessageType.State: writer.Write("state"); break;
                case MessageType.Status: writer.Write("status"); break;
                case MessageType.Teleport: writer.Write("teleport"); break;
                case MessageType.Teleported: writer.Write("teleported"); break;
                case MessageType.Unload: writer.Write("unload"); break;
                case MessageType.View: writer.Write("view"); break;
                case MessageType.Welcome: writer.Write("welcome"); break;
                default: throw new WireException("bad_value", "MessageType.Unknown has no word");
            }
        }
        /// <summary>An empty message of the server; null for types that a server does not send.</summary>
        public static IWireMessage? MakeServerMessage(MessageType type)
        {
            switch (type)
            {
                case MessageType.Welcome: return new ServerWelcome();
                case MessageType.Progress: return new ServerProgress();
                case MessageType.Opened: return new ServerOpened();
                case MessageType.Frame: return new ServerFrame();
                case MessageType.State: return new ServerState();
                case MessageType.Shape: return new ServerShape();
                case MessageType.Chunk: return new ServerChunk();
                case MessageType.Unload: return new ServerUnload();
                case MessageType.Change: return new ServerChange();
                case MessageType.Horizon: return new ServerHorizon();
                case MessageType.Materials: return new ServerMaterials();
                case MessageType.Bodies: return new ServerBodies();
                case MessageType.Air: return new ServerAir();
                case MessageType.Teleported: return new ServerTeleported();
                case MessageType.Event: return new ServerEvent();
                case MessageType.Status: return new ServerStatus();
                case MessageType.Saved: return new ServerSaved();
                case MessageType.Restored: return new ServerRestored();
                case MessageType.Branched: return new ServerBranched();
                case MessageType.Resized: return new ServerResized();
                case MessageType.Error: return new ServerError();
                case MessageType.Closed: return new ServerClosed();
                default: return null;
            }
        }
    }
}
