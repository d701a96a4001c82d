using MoshPS.Engine.Terminal;

namespace MoshPS.Benchmarks.Typing;

/// <summary>What a screen shows at a moment: characters and the cursor, without colours.</summary>
internal sealed class ShownScreen
{
    /// <summary>Where characters that do not fit one UTF-16 unit are folded to: the private use area.</summary>
    private const int FoldedFirst = 0xE000;

    private const int FoldedCount = 0x1900;

    /// <summary>So many characters a person does not look at.</summary>
    private const int Unimportant = 16;

    private readonly char[] _characters;

    private ShownScreen(char[] characters, int columns, int cursorRow, int cursorColumn)
    {
        _characters = characters;
        Columns = columns;
        Cursor = (cursorRow * columns) + cursorColumn;
    }

    /// <summary>Width in cells.</summary>
    public int Columns { get; }

    /// <summary>How many cells there are.</summary>
    public int Length => _characters.Length;

    /// <summary>The place of the cursor: its row times <see cref="Columns"/> plus its column.</summary>
    public int Cursor { get; }

    /// <summary>The character at a place; a space where there is none.</summary>
    public char this[int place] => _characters[place];

    /// <summary>The characters of a row.</summary>
    public ReadOnlySpan<char> Row(int row) => _characters.AsSpan(row * Columns, Columns);

    /// <summary>Copies what a screen shows.</summary>
    public static ShownScreen Of(Screen screen)
    {
        char[] characters = new char[screen.Rows * screen.Columns];
        int place = 0;
        for (int row = 0; row < screen.Rows; row++)
        {
            ReadOnlySpan<Cell> cells = screen.GetCells(row);
            for (int column = 0; column < cells.Length; column++)
            {
                Cell cell = cells[column];
                characters[place++] =
                    cell.IsEmpty ? ' '
                    : !cell.IsCluster && cell.Content < FoldedFirst ? (char)cell.Content
                    : Fold(screen.GetCellText(row, column));
            }
        }

        return new ShownScreen(characters, screen.Columns, screen.CursorRow, screen.CursorColumn);
    }

    /// <summary>Whether both show the same.</summary>
    public bool IsLike(ShownScreen other) =>
        Cursor == other.Cursor && _characters.AsSpan().SequenceEqual(other._characters);

    /// <summary>
    /// Whether a person would take one for the other: with the same cursor, and few characters different, as where a
    /// program tells the time.
    /// </summary>
    public bool Resembles(ShownScreen other)
    {
        int different = 0;
        for (int place = 0; place < Length && different <= Unimportant; place++)
        {
            different += this[place] == other[place] ? 0 : 1;
        }

        return Cursor == other.Cursor && different <= Unimportant;
    }

    /// <summary>Whether both have the same characters, wherever the cursor is.</summary>
    public bool HasTextOf(ShownScreen other) => _characters.AsSpan().SequenceEqual(other._characters);

    /// <summary>The screen as lines.</summary>
    public override string ToString() =>
        string.Join('\n', Enumerable.Range(0, Length / Columns).Select(row => Row(row).ToString().TrimEnd(' '))).TrimEnd('\n');

    private static char Fold(string text) =>
        (char)(FoldedFirst + (text.Aggregate(0u, (hash, unit) => (hash * 31) + unit) % FoldedCount));
}
