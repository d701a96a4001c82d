namespace MoshPS.Engine.Sync.Messages;

/// <summary>What one instruction of a host message asks for (spec 1 §11).</summary>
internal enum HostInstructionKind
{
    /// <summary>Terminal output to feed to the emulator.</summary>
    HostBytes,

    /// <summary>A new screen size.</summary>
    Resize,

    /// <summary>The newest user state whose effect the screen shows.</summary>
    EchoAck,
}

/// <summary>One instruction of a host message: what the server tells the client.</summary>
internal readonly ref struct HostInstruction
{
    private HostInstruction(HostInstructionKind kind, ReadOnlySpan<byte> hostBytes, int columns, int rows, ulong echoAck)
    {
        Kind = kind;
        HostBytes = hostBytes;
        Columns = columns;
        Rows = rows;
        EchoAck = echoAck;
    }

    /// <summary>Which of the other members counts.</summary>
    public HostInstructionKind Kind { get; }

    /// <summary>The terminal output; a part of the message that was read.</summary>
    public ReadOnlySpan<byte> HostBytes { get; }

    /// <summary>The new width, as sent: any 32-bit number.</summary>
    public int Columns { get; }

    /// <summary>The new height, as sent: any 32-bit number.</summary>
    public int Rows { get; }

    /// <summary>The number of a user state.</summary>
    public ulong EchoAck { get; }

    /// <summary>Makes an instruction that carries terminal output.</summary>
    public static HostInstruction ForHostBytes(ReadOnlySpan<byte> hostBytes) =>
        new(HostInstructionKind.HostBytes, hostBytes, 0, 0, 0);

    /// <summary>Makes an instruction that changes the size.</summary>
    public static HostInstruction ForResize(int columns, int rows) =>
        new(HostInstructionKind.Resize, default, columns, rows, 0);

    /// <summary>Makes an instruction that acknowledges input as echoed.</summary>
    public static HostInstruction ForEchoAck(ulong number) =>
        new(HostInstructionKind.EchoAck, default, 0, 0, number);
}
