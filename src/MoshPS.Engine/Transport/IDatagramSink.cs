namespace MoshPS.Engine.Transport;

/// <summary>Takes the datagrams that a <see cref="TransportEndpoint{TLocal, TRemote}"/> wants sent.</summary>
public interface IDatagramSink
{
    /// <summary>
    /// Sends one UDP payload of at most 2048 bytes. The span is valid only during the call. A failure to send is
    /// the sink's to report; to the transport it is a lost datagram.
    /// </summary>
    void Send(ReadOnlySpan<byte> datagram);
}
