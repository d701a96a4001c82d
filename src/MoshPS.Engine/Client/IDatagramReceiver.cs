namespace MoshPS.Engine.Client;

/// <summary>Takes what the sockets of a session receive; called on threads of the pool.</summary>
internal interface IDatagramReceiver
{
    /// <summary>A datagram has arrived, from anyone. The span is valid only during the call.</summary>
    void Received(ReadOnlySpan<byte> datagram);

    /// <summary>Nothing more is waiting in the socket that delivered the last datagrams.</summary>
    void Drained();

    /// <summary>A socket has stopped working for good, for example because the system took it back during sleep.</summary>
    void SocketFailed(ClientSocket socket);
}
