using System.Buffers;

namespace MoshPS.Engine.Terminal;

/// <summary>
/// Writes what turns one screen into another: the terminal output that a server sends to its client, and that a
/// client draws on the user's terminal (spec 2 §8, §9). Applied by an emulator to the old screen, a frame gives the
/// new one as <see cref="ScreenAppearance"/> compares them.
/// </summary>
/// <remarks>
/// Reused for all frames of a session it allocates nothing once its buffers have grown. Not safe for use by several
/// threads.
/// </remarks>
internal sealed partial class FrameWriter
{
    private readonly FrameOutput _output = new();
    private bool[] _inPlace = [];
    private int[] _votes = [];
    private int[] _weights = [];
    private int[] _sources = [];
    private Cell[] _blankRow = [];
    private Screen _last = null!;
    private Screen _next = null!;
    private TerminalCapabilities _capabilities;
    private int _limit;

    /// <summary>Whether the last frame was cut off at its limit: some rows are not yet as they should be.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Appends the frame that turns <paramref name="last"/> into <paramref name="next"/>.</summary>
    /// <param name="last">
    /// What the terminal shows, if <paramref name="initialised"/>. A terminal that is to be resized has been.
    /// </param>
    /// <param name="next">What it is to show.</param>
    /// <param name="initialised">
    /// Whether anything is known of the terminal. If not, everything is drawn and every mode is set.
    /// </param>
    /// <param name="capabilities">What the terminal understands.</param>
    /// <param name="output">Where the frame goes.</param>
    public void Write(
        Screen last, Screen next, bool initialised, TerminalCapabilities capabilities, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(Write(last, next, initialised, capabilities));
    }

    /// <summary>Makes the frame and returns it; it is valid until the next one is made.</summary>
    /// <param name="last">What the terminal shows.</param>
    /// <param name="next">What it is to show.</param>
    /// <param name="initialised">Whether anything is known of the terminal.</param>
    /// <param name="capabilities">What the terminal understands.</param>
    /// <param name="limit">
    /// After so many bytes no more cells are written: what is behind them stays as it is on the terminal, and the frame
    /// <see cref="IsCut"/>. It ends properly nevertheless.
    /// </param>
    public ReadOnlySpan<byte> Write(
        Screen last, Screen next, bool initialised, TerminalCapabilities capabilities, int limit = int.MaxValue)
    {
        _last = last;
        _next = next;
        _capabilities = capabilities;
        _limit = limit;
        IsCut = false;
        bool isRepaint = !initialised || last.Columns != next.Columns || last.Rows != next.Rows;
        _output.Begin(next.Columns, next.Rows, isWatched: !capabilities.IsWire);
        if (initialised)
        {
            _output.Assume(
                last.CursorRow,
                last.CursorColumn,
                last.Pen,
                capabilities.IsWire ? last.Hyperlinks.Get(last.HyperlinkId) : null,
                last.IsCursorVisible);
        }

        WriteAnnouncements(initialised);
        Prepare(next, isRepaint);
        if (isRepaint)
        {
            StartBlank();
            if (!initialised)
            {
                _output.SetCursorVisible(false);
            }
        }
        else if (HasDifferentRows())
        {
            ShiftOrStartBlank();
        }

        WriteRows();
        WriteCursorAndModes(initialised);
        _last = null!;
        _next = null!;
        return _output.Written;
    }

    /// <summary>Makes the buffers large enough and finds out which rows are in their place already.</summary>
    private void Prepare(Screen next, bool isRepaint)
    {
        if (_sources.Length < next.Rows)
        {
            _inPlace = new bool[next.Rows];
            _votes = new int[next.Rows];
            _weights = new int[next.Rows];
            _sources = new int[next.Rows];
        }

        if (_blankRow.Length < next.Columns)
        {
            _blankRow = new Cell[next.Columns];
        }

        if (isRepaint)
        {
            return;
        }

        for (int row = 0; row < next.Rows; row++)
        {
            _sources[row] = row;
            _inPlace[row] = ScreenAppearance.AreRowsAlike(_last, row, next, row);
        }
    }

    private bool HasDifferentRows() => _inPlace.AsSpan(0, _next.Rows).Contains(false);
}
