#nullable enable
namespace Nacre.Worlds.Wire
{
    /// <summary>A message of the protocol.</summary>
    public interface IWireMessage
    {
        /// <summary>Read the header; throws <see cref="WireException"/> on what the definition does not allow.</summary>
        void Read(ref MsgpackReader reader);

        /// <summary>Write the header, <c>type</c> first.</summary>
        void Write(MsgpackWriter writer);
    }

    /// <summary>A message of the client that is answered under its number.</summary>
    public interface IWireRequest : IWireMessage
    {
        /// <summary>The number; null when none was given.</summary>
        long? Id { get; set; }
    }

    /// <summary>A message of the server that may answer a request, under its number.</summary>
    public interface IWireAnswer : IWireMessage
    {
        /// <summary>The number of the request; 0 or null when nothing was asked.</summary>
        long? Id { get; }
    }
}
