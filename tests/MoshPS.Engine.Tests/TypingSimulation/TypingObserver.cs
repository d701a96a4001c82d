using MoshPS.Engine.Prediction;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.TypingSimulation;

/// <summary>
/// Judges what the user sees. The measure of all frames is the trace: the program's screen after each of its keys.
/// <para>
/// A key counts if it changes what the user looks at: the cursor, or a cell between where it was before and where it is
/// after. <b>It is shown</b> with the first frame in which the cursor is where the program put it because of that key and
/// those cells have the text that they have there; or, if the server has gone past that screen, with the first frame
/// made of a screen that has the key's effect. Keys are shown in their order: as long as one is not, none after it is,
/// whatever the screen may look like by chance.
/// </para>
/// <para>
/// <b>A prediction is wrong</b> if a frame shows a text in a cell that neither the server's screen, on which the frame is
/// based, has there nor any screen that the program had from then until it dealt with the newest key typed. It is
/// counted against that newest key, once for all cells. The same holds for the place of the cursor.
/// </para>
/// </summary>
internal sealed class TypingObserver(ReplayedTrace trace)
{
    private readonly Dictionary<(int Row, int Column, uint Content), long> _wrong = [];
    private readonly List<(int Row, int Column, uint Content)> _gone = [];
    private readonly HashSet<(int Row, int Column, uint Content)> _seen = [];
    private readonly long[] _typedAt = new long[trace.Keys.Count];
    private int _typed;
    private int _next;

    public SimulatedTypingResult Result { get; } = new();

    /// <summary>The next key of the trace is typed.</summary>
    public void Typed(long now) => _typedAt[_typed++] = now;

    /// <summary>The user sees a frame.</summary>
    /// <param name="now">The time.</param>
    /// <param name="frame">What is shown.</param>
    /// <param name="server">The server's screen that it was made of.</param>
    /// <param name="processed">How many keys the program had dealt with at that screen.</param>
    public void Look(long now, Screen frame, Screen server, int processed)
    {
        FindWrongCells(now, frame, server, processed);
        CountShown(now, processed, isPredicted: false);
        for (int key = _typed - 1; key >= _next; key--)
        {
            if (Counts(key) && Shows(frame, server, key))
            {
                CountShown(now, key + 1, isPredicted: true);
            }
        }
    }

    /// <summary>The user leaves.</summary>
    public void Finish(long now)
    {
        _seen.Clear();
        EndWrongCells(now);
    }

    private static (int Row, int Column) CursorOf(Screen screen) => (screen.CursorRow, screen.CursorColumn);

    private bool Counts(int key)
    {
        Screen before = trace.ScreenAfter(key - 1);
        Screen after = trace.ScreenAfter(key);
        return CursorOf(before) != CursorOf(after) || !HaveSameFocus(before, after, key);
    }

    private void CountShown(long now, int end, bool isPredicted)
    {
        for (; _next < end; _next++)
        {
            if (Counts(_next))
            {
                Result.Keys.Add(new KeyResult(_next, (int)(now - _typedAt[_next]), isPredicted));
            }
        }
    }

    /// <summary>Whether a frame shows a key, and with it all before it that were not shown yet.</summary>
    private bool Shows(Screen frame, Screen server, int key)
    {
        Screen after = trace.ScreenAfter(key);
        bool isAnyBefore = false;
        bool isPredicted = CursorOf(frame) != CursorOf(server);
        if (CursorOf(frame) != CursorOf(after))
        {
            return false;
        }

        for (int i = _next; i <= key; i++)
        {
            if (!HaveSameFocus(frame, after, i))
            {
                return false;
            }

            isPredicted |= !HaveSameFocus(frame, server, i);
            isAnyBefore |= i < key && Counts(i);
        }

        return isPredicted || !isAnyBefore;
    }

    /// <summary>Compares the cells from the cursor's place before a key to its place after.</summary>
    private bool HaveSameFocus(Screen left, Screen right, int key)
    {
        (int row, int column) = CursorOf(trace.ScreenAfter(key - 1));
        (int newRow, int newColumn) = CursorOf(trace.ScreenAfter(key));
        return row == newRow
            ? HaveSameText(left, right, row, Math.Min(column, newColumn), Math.Max(column, newColumn))
            : HaveSameText(left, right, row, column, trace.Columns - 1) && HaveSameText(left, right, newRow, 0, newColumn);
    }

    private static bool HaveSameText(Screen left, Screen right, int row, int first, int last)
    {
        for (int column = first; column <= last; column++)
        {
            if (CellContent.Of(left[row, column]) != CellContent.Of(right[row, column]))
            {
                return false;
            }
        }

        return true;
    }

    private void FindWrongCells(long now, Screen frame, Screen server, int processed)
    {
        _seen.Clear();
        for (int row = 0; row < frame.Rows; row++)
        {
            ReadOnlySpan<Cell> shown = frame.GetCells(row);
            ReadOnlySpan<Cell> based = server.GetCells(row);
            for (int column = 0; column < shown.Length && shown != based; column++)
            {
                uint content = CellContent.Of(shown[column]);
                if (content != CellContent.Of(based[column]) && !HadProgram(processed, screen => CellContent.Of(screen[row, column]) == content))
                {
                    _seen.Add((row, column, content));
                }
            }
        }

        foreach ((int Row, int Column, uint Content) cell in _seen)
        {
            if (_wrong.TryAdd(cell, now))
            {
                Result.WrongKeys.Add(_typed - 1);
            }
        }

        EndWrongCells(now);
        if (CursorOf(frame) != CursorOf(server) && !HadProgram(processed, screen => CursorOf(screen) == CursorOf(frame)))
        {
            Result.WrongCursorKeys.Add(_typed - 1);
        }
    }

    private void EndWrongCells(long now)
    {
        _gone.AddRange(_wrong.Keys.Where(cell => !_seen.Contains(cell)));
        foreach ((int Row, int Column, uint Content) cell in _gone)
        {
            _wrong.Remove(cell, out long since);
            Result.WrongTimes.Add((int)(now - since));
        }

        _gone.Clear();
    }

    /// <summary>Whether it is true of any screen of the program from the server's newest on, up to the newest key.</summary>
    private bool HadProgram(int processed, Func<Screen, bool> condition)
    {
        for (int key = processed - 1; key < _typed; key++)
        {
            if (condition(trace.ScreenAfter(key)))
            {
                return true;
            }
        }

        return false;
    }
}
