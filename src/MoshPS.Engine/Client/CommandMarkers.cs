using System.Globalization;
using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Client;

/// <summary>
/// Two marks that a shell prints around a command's output, so that the output can be told from everything else on
/// the screen. In the command line itself each mark stands in two pieces, so its echo never looks like a mark.
/// </summary>
internal sealed class CommandMarkers
{
    private const int PieceLength = 8;

    private readonly string _firstPiece;
    private readonly string _secondPiece;
    private readonly string _begin;
    private readonly string _end;

    /// <param name="token">Sixteen hexadecimal digits, different for each command.</param>
    public CommandMarkers(string token)
    {
        _firstPiece = token[..PieceLength];
        _secondPiece = token[PieceLength..];
        _begin = token + "<";
        _end = token + ">";
    }

    /// <summary>
    /// The line to type at the prompt of bash, zsh or another POSIX shell. The blank in front keeps it out of the
    /// history where HISTCONTROL says so; <c>eval</c> keeps the end mark from becoming part of the command.
    /// </summary>
    public string Wrap(string commandLine)
    {
        string command = commandLine.Any(char.IsControl)
            ? $"\"$(printf %b {Quote(EscapeControls(commandLine))})\""
            : Quote(commandLine);
        return $" printf '%s%s\\n' {_firstPiece} '{_secondPiece}<'; eval {command}; printf '%s%s%d\\n' {_firstPiece} '{_secondPiece}>' $?";
    }

    /// <summary>Whether the command has begun, as far as the screen still shows.</summary>
    public bool HasBegun(Screen screen) =>
        ScreenText.GetLines(screen).Exists(line => line.EndsWith(_begin, StringComparison.Ordinal));

    /// <summary>Finds the output on a screen, once the end mark is there.</summary>
    /// <param name="screen">The screen.</param>
    /// <param name="output">The output's lines.</param>
    /// <param name="exitCode">The status after the end mark.</param>
    /// <param name="isCut">Whether the mark before the output is not on the screen any more.</param>
    public bool TryFindOutput(Screen screen, out List<string> output, out int exitCode, out bool isCut)
    {
        output = [];
        exitCode = 0;
        List<string> lines = ScreenText.GetLines(screen);
        int last = lines.FindLastIndex(line => TrySplit(line, out _, out _));
        int first = last < 0 ? -1 : lines.FindLastIndex(last, line => line.EndsWith(_begin, StringComparison.Ordinal));
        isCut = first < 0;
        if (last < 0)
        {
            return false;
        }

        output.AddRange(lines[(first + 1)..last]);
        TrySplit(lines[last], out string unfinished, out exitCode);
        if (unfinished.Length > 0)
        {
            // The output does not end with a line feed.
            output.Add(unfinished);
        }

        return true;
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>
    /// The text for <c>printf %b</c>: a control character typed at a prompt would be a command to the line editor.
    /// </summary>
    private static string EscapeControls(string text)
    {
        StringBuilder escaped = new(text.Length + 16);
        foreach (char character in text)
        {
            if (character == '\\')
            {
                escaped.Append("\\\\");
            }
            else if (char.IsAscii(character) && char.IsControl(character))
            {
                escaped.Append("\\0").Append(Convert.ToString(character, 8).PadLeft(3, '0'));
            }
            else
            {
                escaped.Append(character);
            }
        }

        return escaped.ToString();
    }

    private bool TrySplit(string line, out string before, out int exitCode)
    {
        int mark = line.LastIndexOf(_end, StringComparison.Ordinal);
        before = mark < 0 ? "" : line[..mark];
        exitCode = 0;
        return mark >= 0 && int.TryParse(line.AsSpan(mark + _end.Length), NumberStyles.None, CultureInfo.InvariantCulture, out exitCode);
    }
}
