using System.Text;

namespace MoshPS.Engine.Client.Consoles;

/// <summary>
/// Turns the key records of a Windows console into the bytes that a terminal would send. With virtual terminal
/// input on, the console has made sequences of the special keys already: each record carries one UTF-16 unit.
/// </summary>
internal sealed class WindowsKeyDecoder
{
    private const ushort AltKey = 0x12; // VK_MENU: its release ends a character typed by its number

    // Ctrl+Space and Ctrl+@ give a NUL, which in a record also means "no character".
    private const ushort SpaceKey = 0x20;
    private const ushort TwoKey = 0x32;
    private const uint EitherControlKey = 0x000C; // LEFT_CTRL_PRESSED, RIGHT_CTRL_PRESSED

    /// <summary>Most bytes that one UTF-16 unit can add: a replacement for a lone surrogate, then three of its own.</summary>
    public const int MostBytesPerUnit = 6;

    private char _highSurrogate;

    /// <summary>
    /// Appends what a key record sends and returns the number of bytes.
    /// </summary>
    /// <param name="record">A record of the kind <see cref="WindowsInputKind.Key"/>.</param>
    /// <param name="output">
    /// Room for <see cref="MostBytesPerUnit"/> bytes for each repetition; repetitions beyond the room are dropped.
    /// </param>
    public int Decode(in WindowsInputRecord record, Span<byte> output)
    {
        bool typedByNumber = record is { KeyDown: 0, VirtualKey: AltKey } && record.Character != 0;
        if (record.KeyDown == 0 && !typedByNumber)
        {
            return 0;
        }

        bool isNul = record.Character == 0
            && record.VirtualKey is SpaceKey or TwoKey
            && (record.ControlKeys & EitherControlKey) != 0;
        if (record.Character == 0 && !isNul)
        {
            return 0;
        }

        int length = 0;
        int repetitions = Math.Max((int)record.RepeatCount, 1);
        for (int i = 0; i < repetitions && output.Length - length >= MostBytesPerUnit; i++)
        {
            length += DecodeUnit(record.Character, output[length..]);
        }

        return length;
    }

    private int DecodeUnit(char unit, Span<byte> output)
    {
        int length = 0;
        if (_highSurrogate != 0)
        {
            char high = _highSurrogate;
            _highSurrogate = (char)0;
            if (char.IsLowSurrogate(unit))
            {
                return new Rune(high, unit).EncodeToUtf8(output);
            }

            length = Rune.ReplacementChar.EncodeToUtf8(output);
        }

        if (char.IsHighSurrogate(unit))
        {
            _highSurrogate = unit;
            return length;
        }

        Rune rune = char.IsLowSurrogate(unit) ? Rune.ReplacementChar : new Rune(unit);
        return length + rune.EncodeToUtf8(output[length..]);
    }
}
