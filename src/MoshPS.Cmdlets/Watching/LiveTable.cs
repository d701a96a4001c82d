using System.Management.Automation.Host;
using System.Text;
using MoshPS.Engine.Client.Health;

namespace MoshPS.Watching;

/// <summary>
/// Lines on the host's terminal that are drawn again in their place, each time in one write, so that nothing flickers.
/// The last ones stay when it is disposed.
/// </summary>
/// <param name="ui">The host, on a terminal that understands control sequences.</param>
internal sealed class LiveTable(PSHostUserInterface ui) : IDisposable
{
    private const string HideCursor = "\e[?25l";
    private const string ShowCursor = "\e[?25h";
    private const string ClearRestOfLine = "\e[K";
    private const string ClearBelow = "\e[J";

    // https://no-color.org
    private readonly bool _hasColors = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
    private IReadOnlyList<HealthLine> _drawn = [];

    /// <summary>
    /// The room for lines. The last column stays free, since some terminals wrap there at once; so does a row, for the
    /// cursor.
    /// </summary>
    public (int Width, int Height) GetRoom()
    {
        Size window = ui.RawUI.WindowSize;
        return (Math.Max(1, window.Width - 1), Math.Max(2, window.Height - 1));
    }

    /// <summary>Draws lines in place of those before.</summary>
    public void Draw(IReadOnlyList<HealthLine> lines)
    {
        var text = new StringBuilder(HideCursor);
        if (_drawn.Count > 0)
        {
            text.Append('\r');
            int up = CountDrawnRows();
            if (up > 0)
            {
                text.Append($"\e[{up}A");
            }
        }

        foreach (HealthLine line in lines)
        {
            text.Append(Style(line)).Append(ClearRestOfLine).Append('\n');
        }

        // The cursor rests below the table: what else is written, such as ^C, does not go into it.
        text.Append(ClearBelow);
        ui.Write(text.ToString());
        _drawn = lines;
    }

    /// <summary>Leaves the table where it is, and the cursor below.</summary>
    public void Dispose() => ui.Write($"\r{ClearBelow}{ShowCursor}");

    /// <summary>The rows that the lines take now: a window that became narrower has wrapped them.</summary>
    private int CountDrawnRows()
    {
        int width = Math.Max(1, ui.RawUI.WindowSize.Width);
        return _drawn.Sum(line => Math.Max(1, (line.Width + width - 1) / width));
    }

    private string Style(HealthLine line) => !_hasColors ? line.Text : line.Kind switch
    {
        HealthLineKind.Header => $"\e[32;1m{line.Text}\e[0m",
        HealthLineKind.Warning => $"\e[33m{line.Text}\e[0m",
        HealthLineKind.Faint => $"\e[2m{line.Text}\e[0m",
        _ => line.Text,
    };
}
