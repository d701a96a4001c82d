using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace MoshPS.Engine.Client;

/// <summary>
/// Names of keys and what they send: the sequences of xterm in application cursor mode, which is the mode that a
/// mosh client is always in (spec 2 §11; the server translates for programs that want the other).
/// </summary>
public static class KeyNames
{
    private const byte EscapeByte = 0x1B;
    private const byte DeleteByte = 0x7F;

    // xterm's modifier parameter is 1 plus the sum of these.
    private const int Shift = 1;
    private const int Alt = 2;
    private const int Control = 4;

    private static readonly FrozenDictionary<string, int> Modifiers = new Dictionary<string, int>
    {
        ["Shift"] = Shift,
        ["Alt"] = Alt,
        ["Meta"] = Alt,
        ["Ctrl"] = Control,
        ["Control"] = Control,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    // Keys that send one character.
    private static readonly FrozenDictionary<string, char> CharacterKeys = new Dictionary<string, char>
    {
        ["Enter"] = '\r',
        ["Return"] = '\r',
        ["Tab"] = '\t',
        ["Escape"] = '\e',
        ["Esc"] = '\e',
        ["Backspace"] = (char)DeleteByte,
        ["Space"] = ' ',
        ["Plus"] = '+',
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    // Keys of the form SS3 letter, which become CSI 1;modifier letter.
    private static readonly FrozenDictionary<string, char> LetterKeys = new Dictionary<string, char>
    {
        ["Up"] = 'A',
        ["Down"] = 'B',
        ["Right"] = 'C',
        ["Left"] = 'D',
        ["Home"] = 'H',
        ["End"] = 'F',
        ["F1"] = 'P',
        ["F2"] = 'Q',
        ["F3"] = 'R',
        ["F4"] = 'S',
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    // Keys of the form CSI number ~, which become CSI number;modifier ~.
    private static readonly FrozenDictionary<string, int> NumberKeys = new Dictionary<string, int>
    {
        ["Insert"] = 2,
        ["Ins"] = 2,
        ["Delete"] = 3,
        ["Del"] = 3,
        ["PageUp"] = 5,
        ["PgUp"] = 5,
        ["PageDown"] = 6,
        ["PgDn"] = 6,
        ["F5"] = 15,
        ["F6"] = 17,
        ["F7"] = 18,
        ["F8"] = 19,
        ["F9"] = 20,
        ["F10"] = 21,
        ["F11"] = 23,
        ["F12"] = 24,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names, without modifiers, for completion and messages.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "Enter", "Tab", "Escape", "Space", "Backspace", "Insert", "Delete",
        "Up", "Down", "Left", "Right", "Home", "End", "PageUp", "PageDown",
        "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12",
    ];

    /// <summary>
    /// Finds what a key sends: a name such as <c>Enter</c>, <c>Up</c> or <c>F5</c>, a single character, or either
    /// with modifiers, such as <c>Ctrl+C</c>, <c>Alt+X</c>, <c>Shift+Tab</c> or <c>Ctrl+Left</c>. The case of
    /// names does not matter; letters with modifiers are taken in lower case unless Shift is one of them.
    /// </summary>
    /// <param name="name">The key's name.</param>
    /// <param name="bytes">What it sends, when it is known.</param>
    /// <param name="error">What is wrong, with the names that exist; otherwise null.</param>
    public static bool TryGetBytes(string name, out ReadOnlyMemory<byte> bytes, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        int modifiers = 0;
        string key = name.Trim();

        // The key itself may be '+', so a modifier ends at a '+' that is not the last character.
        for (int plus = key.IndexOf('+', StringComparison.Ordinal);
            plus > 0 && plus < key.Length - 1;
            plus = key.IndexOf('+', StringComparison.Ordinal))
        {
            if (!Modifiers.TryGetValue(key[..plus], out int modifier))
            {
                break;
            }

            modifiers |= modifier;
            key = key[(plus + 1)..];
        }

        byte[]? sequence = Encode(key, modifiers);
        bytes = sequence;
        error = sequence is null
            ? $"There is no key named \"{name}\". Keys are single characters and {string.Join(", ", All)}; modifiers are Ctrl+, Alt+ and Shift+."
            : null;
        return sequence is not null;
    }

    private static byte[]? Encode(string key, int modifiers)
    {
        if (LetterKeys.TryGetValue(key, out char letter))
        {
            return Ascii(modifiers == 0 ? $"\eO{letter}" : string.Create(CultureInfo.InvariantCulture, $"\e[1;{1 + modifiers}{letter}"));
        }

        if (NumberKeys.TryGetValue(key, out int number))
        {
            return Ascii(modifiers == 0
                ? string.Create(CultureInfo.InvariantCulture, $"\e[{number}~")
                : string.Create(CultureInfo.InvariantCulture, $"\e[{number};{1 + modifiers}~"));
        }

        if (CharacterKeys.TryGetValue(key, out char character))
        {
            return character == '\t' && (modifiers & Shift) != 0
                ? WithAlt(Ascii("\e[Z"), modifiers)
                : EncodeCharacter(new Rune(character), modifiers & ~Shift);
        }

        return key.Length > 0 && Rune.TryGetRuneAt(key, 0, out Rune rune) && rune.Utf16SequenceLength == key.Length
            ? EncodeCharacter(rune, modifiers)
            : null;
    }

    private static byte[]? EncodeCharacter(Rune character, int modifiers)
    {
        if (modifiers != 0 && Rune.IsLetter(character))
        {
            character = (modifiers & Shift) != 0 ? Rune.ToUpperInvariant(character) : Rune.ToLowerInvariant(character);
        }

        if ((modifiers & Control) == 0)
        {
            return WithAlt(Encoding.UTF8.GetBytes(character.ToString()), modifiers);
        }

        return ControlCode(character) is { } code ? WithAlt([code], modifiers) : null;
    }

    /// <summary>The control character that a key gives together with Ctrl, as on xterm; null when it gives none.</summary>
    private static byte? ControlCode(Rune key) => key.Value switch
    {
        >= 'a' and <= 'z' => (byte)(key.Value - 0x60),
        >= '@' and <= '_' => (byte)(key.Value - 0x40),
        ' ' => 0,
        '?' => DeleteByte,
        '\r' or '\t' or '\e' => (byte)key.Value,
        DeleteByte => 0x08,
        _ => null,
    };

    private static byte[] WithAlt(byte[] sequence, int modifiers) =>
        (modifiers & Alt) != 0 ? [EscapeByte, .. sequence] : sequence;

    private static byte[] Ascii(string sequence) => Encoding.ASCII.GetBytes(sequence);
}
