#nullable enable
namespace Nacre.Worlds.Wire
{
    /// <summary>What a msgpack value is.</summary>
    public enum MsgpackKind
    {
        /// <summary>Nothing.</summary>
        Nil = 0,

        /// <summary>True or false.</summary>
        Boolean,

        /// <summary>An integer of at most 64 bits.</summary>
        Integer,

        /// <summary>A floating-point number.</summary>
        Float,

        /// <summary>UTF-8 text.</summary>
        String,

        /// <summary>Bytes.</summary>
        Binary,

        /// <summary>A list.</summary>
        Array,

        /// <summary>Keys and values.</summary>
        Map,

        /// <summary>An extension type; the protocol has none.</summary>
        Extension,
    }
}
