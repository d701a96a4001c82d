using MoshPS.Engine;
using MoshPS.Engine.Terminal;

namespace MoshPS;

/// <summary>What a session showed at one moment. Rows and columns count from 0.</summary>
public sealed class MoshScreen
{
    internal MoshScreen(MoshSession session, Screen screen, bool withColors)
    {
        SessionId = session.Id;
        SessionName = session.Name;
        HostName = session.HostName;
        Columns = screen.Columns;
        Rows = screen.Rows;
        CursorRow = screen.CursorRow;
        CursorColumn = screen.CursorColumn;
        IsCursorVisible = screen.IsCursorVisible;
        Title = HostText.Clean(screen.WindowTitle);
        BellCount = screen.BellCount;
        var lines = new string[screen.Rows];
        for (int row = 0; row < lines.Length; row++)
        {
            lines[row] = withColors ? StyledText.GetRow(screen, row) : screen.GetRowText(row);
        }

        Lines = lines;
    }

    /// <summary>Number of the session.</summary>
    public int SessionId { get; }

    /// <summary>Name of the session.</summary>
    public string SessionName { get; }

    /// <summary>The session's host.</summary>
    public string HostName { get; }

    /// <summary>Width.</summary>
    public int Columns { get; }

    /// <summary>Height: the number of <see cref="Lines"/>.</summary>
    public int Rows { get; }

    /// <summary>Row of the cursor, from 0.</summary>
    public int CursorRow { get; }

    /// <summary>Column of the cursor, from 0.</summary>
    public int CursorColumn { get; }

    /// <summary>Whether the cursor is shown.</summary>
    public bool IsCursorVisible { get; }

    /// <summary>The window title; empty when none was set.</summary>
    public string Title { get; }

    /// <summary>How often the bell has rung in the session.</summary>
    public long BellCount { get; }

    /// <summary>The rows from the top, without trailing blanks; an empty row is an empty text.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>All lines as one text, without the empty ones at the end.</summary>
    public string Text
    {
        get
        {
            int end = Lines.Count;
            while (end > 0 && Lines[end - 1].Length == 0)
            {
                end--;
            }

            return string.Join('\n', Lines.Take(end));
        }
    }

    /// <summary>As <see cref="Text"/>.</summary>
    public override string ToString() => Text;
}
