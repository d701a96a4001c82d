using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Client.Recording;

/// <summary>
/// The terminal that was recorded, brought to life by its output. Whatever the output asks for beyond showing something,
/// such as the clipboard or answers to questions, ends here: only screens leave.
/// </summary>
internal sealed partial class RecordedTerminal
{
    // Cells moved or erased at a time; a few milliseconds.
    private const long WorkPerPiece = 1 << 22;

    private Emulator _emulator;
    private Screen? _main;

    public RecordedTerminal(AsciicastHeader header) => _emulator = new Emulator(header.Columns, header.Rows);

    /// <summary>What it shows, to be looked at before the next event only.</summary>
    public Screen Screen => _emulator.Screen;

    /// <summary>Applies an event; those that show nothing have no effect.</summary>
    /// <param name="recorded">The event.</param>
    /// <param name="isOver">Whether nobody wants to see more: asked between pieces of work.</param>
    public void Apply(AsciicastEvent recorded, Func<bool> isOver)
    {
        if (recorded.Kind == AsciicastEventKind.Output)
        {
            Write(recorded.Data, isOver);
        }
        else if (recorded.Kind == AsciicastEventKind.Resize && TryParseSize(recorded.Data, out int columns, out int rows))
        {
            _emulator.Resize(columns, rows);
        }
    }

    private void Write(string output, Func<bool> isOver)
    {
        int start = 0;
        foreach (ValueMatch match in AlternateScreen().EnumerateMatches(output))
        {
            int end = match.Index + match.Length;
            WritePart(output.AsSpan(start, match.Index - start), isOver);
            SwitchScreen(isAlternate: output[end - 1] == 'h');
            start = end;
        }

        WritePart(output.AsSpan(start), isOver);
    }

    private void WritePart(ReadOnlySpan<char> output, Func<bool> isOver)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(output)];
        Encoding.UTF8.GetBytes(output, bytes);
        ReadOnlySpan<byte> rest = bytes;
        while (!rest.IsEmpty && !isOver())
        {
            rest = rest[_emulator.Write(rest, WorkPerPiece)..];
            _emulator.ClearReplies();
        }
    }

    /// <summary>
    /// Other recorders' recordings switch to the alternate screen, which mosh's terminal, and so the emulator, does not
    /// have: there, a program's screen would stay when the program has gone.
    /// </summary>
    private void SwitchScreen(bool isAlternate)
    {
        if (isAlternate && _main is null)
        {
            _main = _emulator.Screen.Snapshot();
            _emulator.Write("\e[m\e[2J"u8);
        }
        else if (!isAlternate && _main is { } main)
        {
            (int columns, int rows) = (_emulator.Screen.Columns, _emulator.Screen.Rows);
            _emulator = new Emulator(main, EmulatorRole.HostFacing);
            _emulator.Resize(columns, rows);
            _main = null;
        }
    }

    private static bool TryParseSize(string text, out int columns, out int rows)
    {
        rows = 0;
        int x = text.IndexOf('x', StringComparison.Ordinal);
        return TryParse(text.AsSpan(0, Math.Max(x, 0)), out columns) && TryParse(text.AsSpan(x + 1), out rows);

        static bool TryParse(ReadOnlySpan<char> number, out int size) =>
            int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out size)
            && size is >= 1 and <= MoshClientOptions.LargestDimension;
    }

    [GeneratedRegex("\e\\[\\?(?:1049|1047|47)[hl]")]
    private static partial Regex AlternateScreen();
}
