using System.Diagnostics.CodeAnalysis;

namespace MoshPS.Engine.Client;

/// <summary>
/// The key that begins a command to the client itself, and what follows from it (spec 3 §3.4): the key that
/// sends it literally, and how it is named to the user.
/// </summary>
public sealed record EscapeKey
{
    private const byte DefaultKey = 0x1E;
    private const byte FirstPrintable = 0x20;
    private const byte Delete = 0x7F;

    private EscapeKey(byte? key) => Key = key;

    /// <summary>Ctrl+^, as in stock mosh.</summary>
    public static EscapeKey Default { get; } = new(DefaultKey);

    /// <summary>No escape key: every byte goes to the server.</summary>
    public static EscapeKey Disabled { get; } = new((byte?)null);

    /// <summary>The byte that the key sends; null when there is no escape key.</summary>
    public byte? Key { get; }

    /// <summary>
    /// The byte that, after the escape key, sends the escape key itself: for a control character the letter it
    /// is typed with, else the same key.
    /// </summary>
    public byte? PassKey => Key is { } key ? (key < FirstPrintable ? (byte)(key + 0x40) : key) : null;

    /// <summary>
    /// Whether the key is recognised only at the start of a line: printable keys are, so that they can still be
    /// typed elsewhere.
    /// </summary>
    public bool OnlyAtStartOfLine => Key >= FirstPrintable;

    /// <summary>The key's name for messages, such as <c>Ctrl-^</c> or <c>"x"</c>; empty when there is none.</summary>
    public string Name => Key switch
    {
        null => "",
        < FirstPrintable => $"Ctrl-{(char)PassKey!.Value}",
        Delete => "Ctrl-?",
        { } printable => $"\"{(char)printable}\"",
    };

    /// <summary>
    /// Reads the value of <c>MOSH_ESCAPE_KEY</c>. Null, more than one character, or a character that cannot be
    /// an escape key (not ASCII, or Ctrl+C, Ctrl+D, line feed, Ctrl+L, carriage return) means the default;
    /// the empty text disables the key. Also accepts printable names such as <c>^B</c>.
    /// </summary>
    /// <param name="value">The variable's value, or null when it is not set.</param>
    public static EscapeKey Parse(string? value) => value is not null && TryParse(value, out EscapeKey? key, out _) ? key : Default;

    /// <summary>Reads an escape key that somebody has asked for, in the forms of <see cref="Parse"/>.</summary>
    /// <param name="value">The text; the empty one is for no escape key.</param>
    /// <param name="key">The key.</param>
    /// <param name="error">Why it cannot be the escape key, as a sentence.</param>
    public static bool TryParse(string value, [NotNullWhen(true)] out EscapeKey? key, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(value);
        char? typed = value switch
        {
            [var character] => character,
            ['^', '?'] => (char)Delete,
            ['^', >= '@' and <= '_' and var letter] => (char)(letter - 0x40),
            ['^', >= 'a' and <= 'z' and var letter] => (char)(letter - 0x60),
            _ => null,
        };
        key = value.Length == 0 ? Disabled : FromCharacter(typed);
        error = key is null
            ? $"{(value.Any(char.IsControl) ? "That control character" : $"'{value}'")} cannot be the escape key: it is one ASCII character, or ^ and a letter; not Ctrl+C, D, J, L or M."
            : null;
        return key is not null;
    }

    private static EscapeKey? FromCharacter(char? key) =>
        key is null or >= (char)0x80 or (char)0 or (char)0x03 or (char)0x04 or (char)0x0A or (char)0x0C or (char)0x0D
            ? null
            : new EscapeKey((byte)key);
}
