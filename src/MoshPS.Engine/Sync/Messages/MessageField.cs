namespace MoshPS.Engine.Sync.Messages;

/// <summary>Field numbers of the synchronised objects' messages, extensions included (spec 1 §11).</summary>
internal static class MessageField
{
    /// <summary>UserMessage, HostMessage: repeated Instruction.</summary>
    public const int Instruction = 1;

    /// <summary>Instruction in UserMessage: Keystroke.</summary>
    public const int Keystroke = 2;

    /// <summary>Instruction in HostMessage: HostBytes.</summary>
    public const int HostBytes = 2;

    /// <summary>Instruction in both: ResizeMessage.</summary>
    public const int Resize = 3;

    /// <summary>Instruction in HostMessage: EchoAck.</summary>
    public const int EchoAck = 7;

    /// <summary>Keystroke: keys (bytes); HostBytes: hoststring (bytes).</summary>
    public const int Content = 4;

    /// <summary>ResizeMessage: width (int32).</summary>
    public const int Width = 5;

    /// <summary>ResizeMessage: height (int32).</summary>
    public const int Height = 6;

    /// <summary>EchoAck: echo_ack_num (uint64).</summary>
    public const int EchoAckNumber = 8;
}
