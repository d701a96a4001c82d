namespace MoshPS.Engine.Sync;

/// <summary>A run of typed bytes, or a new window size.</summary>
public readonly ref struct UserInputEvent
{
    internal UserInputEvent(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    internal UserInputEvent(int columns, int rows)
    {
        Columns = columns;
        Rows = rows;
    }

    /// <summary>Whether this is a new window size and not bytes.</summary>
    public bool IsResize => Columns != 0;

    /// <summary>The bytes typed, at least one, or none for a resize. Valid until the stream changes.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The new width in columns, or 0 for bytes.</summary>
    public int Columns { get; }

    /// <summary>The new height in rows, or 0 for bytes.</summary>
    public int Rows { get; }
}
