using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Prediction;

/// <summary>
/// What earlier predictions have taught about the ends of lines: after which prompts typing is echoed, whether it goes on
/// in the next row at the right margin, and at which column an editor breaks lines itself.
/// </summary>
/// <param name="options">Which of these to learn.</param>
internal sealed class LearnedLines(PredictionOptions options)
{
    private const int Nowhere = -1;

    private readonly KnownPrompts _prompts = new();

    // Where the newest line was begun, and after which prompt.
    private (int Row, int Column) _start = (Nowhere, Nowhere);
    private ulong _prompt;

    private int _wrappedTo = Nowhere;
    private bool _wrapsAreKnown;
    private int _margin = Nowhere;

    /// <summary>Whether what does not fit into a row can be trusted to go to the next.</summary>
    public bool TrustsWraps => options.RemembersWraps && _wrapsAreKnown;

    /// <summary>The first character after Enter is typed.</summary>
    /// <returns>Whether it can be trusted to be echoed.</returns>
    public bool StartLine(Screen screen, int row, int column)
    {
        _start = (row, column);
        _prompt = options.RemembersPrompts ? KnownPrompts.Identify(screen, row, column) : 0;
        return _prompts.Knows(_prompt);
    }

    /// <summary>Typing is expected to go on in a row, for want of room in the one before.</summary>
    public void Wrapped(int row) => _wrappedTo = row;

    /// <summary>Whether a character typed in a column may be taken to the next row by the program.</summary>
    public bool IsMargin(int column) => options.LearnsMargin && column == _margin;

    /// <summary>A prediction came true, which proves that typing is echoed.</summary>
    public void Confirmed(int row, int column, Screen screen)
    {
        // The screen may have scrolled: only if it is still that prompt, it was the one that echoed.
        if ((row, column) == _start && KnownPrompts.Identify(screen, row, column) == _prompt)
        {
            _prompts.Learn(_prompt);
        }

        _wrapsAreKnown |= row == _wrappedTo && column == 0;
        _margin = column == _margin ? Nowhere : _margin;
    }

    /// <summary>A prediction that could be seen was wrong.</summary>
    public void Refuted(int row, int column, Screen screen)
    {
        if ((row, column) == _start)
        {
            _prompts.Forget(_prompt);
        }

        // The program has begun the next row with it, or with the word that it is part of.
        if (screen.CursorRow == row + 1 && screen.CursorColumn < column && CellContent.IsBlank(screen[row, column]))
        {
            _margin = column;
        }

        _wrapsAreKnown = false;
    }

    /// <summary>The screen has another size.</summary>
    public void Resized()
    {
        _start = (Nowhere, Nowhere);
        _wrappedTo = Nowhere;
        _margin = Nowhere;
    }
}
