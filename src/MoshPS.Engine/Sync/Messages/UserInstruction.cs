namespace MoshPS.Engine.Sync.Messages;

/// <summary>What one instruction of a user message carries (spec 1 §11).</summary>
internal enum UserInstructionKind
{
    /// <summary>Bytes that the user typed.</summary>
    Keys,

    /// <summary>The user's window got a new size.</summary>
    Resize,
}

/// <summary>One instruction of a user message: what the client tells the server.</summary>
internal readonly ref struct UserInstruction
{
    private UserInstruction(UserInstructionKind kind, ReadOnlySpan<byte> keys, int columns, int rows)
    {
        Kind = kind;
        Keys = keys;
        Columns = columns;
        Rows = rows;
    }

    /// <summary>Which of the other members counts.</summary>
    public UserInstructionKind Kind { get; }

    /// <summary>The bytes typed; a part of the message that was read.</summary>
    public ReadOnlySpan<byte> Keys { get; }

    /// <summary>The new width, as sent: any 32-bit number.</summary>
    public int Columns { get; }

    /// <summary>The new height, as sent: any 32-bit number.</summary>
    public int Rows { get; }

    /// <summary>Makes an instruction that carries typed bytes.</summary>
    public static UserInstruction ForKeys(ReadOnlySpan<byte> keys) => new(UserInstructionKind.Keys, keys, 0, 0);

    /// <summary>Makes an instruction that changes the size.</summary>
    public static UserInstruction ForResize(int columns, int rows) =>
        new(UserInstructionKind.Resize, default, columns, rows);
}
