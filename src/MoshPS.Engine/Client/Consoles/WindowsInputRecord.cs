using System.Runtime.InteropServices;

namespace MoshPS.Engine.Client.Consoles;

/// <summary>What a <see cref="WindowsInputRecord"/> tells (<c>EventType</c>), as far as a terminal cares.</summary>
internal enum WindowsInputKind : ushort
{
    Key = 0x0001,
    WindowBufferSize = 0x0004,
}

/// <summary><c>INPUT_RECORD</c>, with the part of its union that belongs to a key.</summary>
[StructLayout(LayoutKind.Sequential, Size = 20)]
internal struct WindowsInputRecord
{
    /// <summary>Decides what the rest means.</summary>
    public WindowsInputKind Kind;
    private readonly ushort _padding;

    /// <summary>Not zero when the key goes down.</summary>
    public int KeyDown;

    /// <summary>How often the key was pressed: holding it down may be one record.</summary>
    public ushort RepeatCount;

    /// <summary>The key, independent of the layout.</summary>
    public ushort VirtualKey;

    /// <summary>The key's place on the keyboard.</summary>
    public ushort ScanCode;

    /// <summary>One UTF-16 unit, or 0 when the key gives no character.</summary>
    public char Character;

    /// <summary>The modifiers held.</summary>
    public uint ControlKeys;
}
