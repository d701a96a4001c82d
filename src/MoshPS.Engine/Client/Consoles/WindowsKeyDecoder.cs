using System.Collections.Frozen;
using System.Text;

namespace MoshPS.Engine.Client.Consoles;

/// <summary>
/// Turns the key records of a Windows console into the bytes that a terminal would send. With virtual terminal
/// input on, the console has made sequences of the special keys already: each record carries one UTF-16 unit. A
/// console that cannot do that (wine's, for one) gives special keys as such.
/// </summary>
internal sealed class WindowsKeyDecoder
{
    private const ushort AltKey = 0x12; // VK_MENU: its release ends a character typed by its number

    // Ctrl+Space and Ctrl+@ give a NUL, which in a record also means "no character".
    private const ushort SpaceKey = 0x20;
    private const ushort TwoKey = 0x32;
    private const uint EitherAltKey = 0x0003; // RIGHT_ALT_PRESSED, LEFT_ALT_PRESSED
    private const uint EitherControlKey = 0x000C; // RIGHT_CTRL_PRESSED, LEFT_CTRL_PRESSED
    private const uint ShiftKey = 0x0010; // SHIFT_PRESSED

    /// <summary>
    /// Most bytes that one key can add: a sequence such as that of Ctrl+Alt+Shift+F12. A UTF-16 unit adds six at
    /// most, a replacement for a lone surrogate and three of its own.
    /// </summary>
    public const int MostBytesPerKey = 8;

    // VK_PRIOR to VK_DOWN, VK_INSERT, VK_DELETE, VK_F1 to VK_F12.
    private static readonly FrozenDictionary<ushort, string> SpecialKeys = new Dictionary<ushort, string>
    {
        [0x21] = "PageUp",
        [0x22] = "PageDown",
        [0x23] = "End",
        [0x24] = "Home",
        [0x25] = "Left",
        [0x26] = "Up",
        [0x27] = "Right",
        [0x28] = "Down",
        [0x2D] = "Insert",
        [0x2E] = "Delete",
        [0x70] = "F1",
        [0x71] = "F2",
        [0x72] = "F3",
        [0x73] = "F4",
        [0x74] = "F5",
        [0x75] = "F6",
        [0x76] = "F7",
        [0x77] = "F8",
        [0x78] = "F9",
        [0x79] = "F10",
        [0x7A] = "F11",
        [0x7B] = "F12",
    }.ToFrozenDictionary();

    private char _highSurrogate;

    /// <summary>
    /// Appends what a key record sends and returns the number of bytes.
    /// </summary>
    /// <param name="record">A record of the kind <see cref="WindowsInputKind.Key"/>.</param>
    /// <param name="output">
    /// Room for <see cref="MostBytesPerKey"/> bytes for each repetition; repetitions beyond the room are dropped.
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
        ReadOnlySpan<byte> sequence = default;
        if (record.Character == 0 && !isNul)
        {
            sequence = FindSequence(record.VirtualKey, record.ControlKeys);
            if (sequence.IsEmpty)
            {
                return 0;
            }
        }

        int length = 0;
        int repetitions = Math.Max((int)record.RepeatCount, 1);
        for (int i = 0; i < repetitions && output.Length - length >= MostBytesPerKey; i++)
        {
            if (sequence.IsEmpty)
            {
                length += DecodeUnit(record.Character, output[length..]);
            }
            else
            {
                sequence.CopyTo(output[length..]);
                length += sequence.Length;
            }
        }

        return length;
    }

    private static ReadOnlySpan<byte> FindSequence(ushort virtualKey, uint controlKeys)
    {
        if (!SpecialKeys.TryGetValue(virtualKey, out string? name))
        {
            return default;
        }

        string alt = (controlKeys & EitherAltKey) != 0 ? "Alt+" : "";
        string control = (controlKeys & EitherControlKey) != 0 ? "Ctrl+" : "";
        string shift = (controlKeys & ShiftKey) != 0 ? "Shift+" : "";
        return KeyNames.TryGetBytes(alt + control + shift + name, out ReadOnlyMemory<byte> bytes, out _) ? bytes.Span : default;
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
