using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace MoshPS.Engine.Terminal;

/// <summary>
/// The bytes of a frame as they grow, and what the receiving terminal is known to be like after them: where its
/// cursor stands, its pen, its hyperlink, whether its cursor shows. Emits the vocabulary of spec 2 §1 only.
/// </summary>
internal sealed class FrameOutput
{
    private const int InitialCapacity = 4096;

    /// <summary>A frame may make the buffer as large as it likes, but it is not kept beyond this many bytes.</summary>
    private const int LargestKeptCapacity = 1 << 20;

    /// <summary>Room that is made for one sequence or one character at a time; none is longer.</summary>
    private const int SequenceRoom = 128;

    private byte[] _bytes = new byte[InitialCapacity];
    private int _length;
    private bool _isWatched;
    private bool _isHyperlinkKnown;
    private int _rows;
    private int _columns;

    /// <summary>The cursor's row; −1 when the position is unknown.</summary>
    public int Row { get; private set; }

    /// <summary>The cursor's column; the number of columns when the next character would wrap.</summary>
    public int Column { get; private set; }

    /// <summary>The receiver's pen; null when unknown.</summary>
    public Rendition? Pen { get; private set; }

    /// <summary>The receiver's hyperlink as <c>parameters;address</c>; null for none or unknown.</summary>
    public string? Hyperlink { get; private set; }

    /// <summary>Whether characters that are written now become part of no hyperlink.</summary>
    public bool IsOutsideHyperlink => _isHyperlinkKnown && Hyperlink is null;

    /// <summary>Whether the receiver's cursor shows; null when unknown.</summary>
    public bool? IsCursorVisible { get; private set; }

    /// <summary>Whether the last column was just written, so that the next character wraps first.</summary>
    public bool IsWrapPending => Column == _columns;

    /// <summary>How many bytes there are so far.</summary>
    public int Length => _length;

    /// <summary>The bytes so far.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Starts a frame.</summary>
    /// <param name="columns">Width of the screen.</param>
    /// <param name="rows">Height of the screen.</param>
    /// <param name="isWatched">
    /// Whether this goes to a real terminal: somebody watches, who should not see the cursor jump about; and a line
    /// feed may, depending on the console's mode, return the carriage as well.
    /// </param>
    public void Begin(int columns, int rows, bool isWatched)
    {
        if (_bytes.Length > LargestKeptCapacity)
        {
            _bytes = new byte[InitialCapacity];
        }

        _length = 0;
        _columns = columns;
        _rows = rows;
        _isWatched = isWatched;
        ForgetPosition();
        Pen = null;
        Hyperlink = null;
        _isHyperlinkKnown = isWatched;
        IsCursorVisible = null;
    }

    /// <summary>Takes over what the receiver is known to be like before the frame.</summary>
    public void Assume(int row, int column, Rendition pen, string? hyperlink, bool isCursorVisible)
    {
        Row = row;
        Column = column;
        Pen = pen;
        Hyperlink = hyperlink;
        _isHyperlinkKnown = true;
        IsCursorVisible = isCursorVisible;
    }

    public void ForgetPosition()
    {
        Row = -1;
        Column = -1;
    }

    /// <summary>Appends bytes that move and change nothing of what is tracked.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        EnsureRoom(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>Appends text as UTF-8; it moves and changes nothing of what is tracked.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        EnsureRoom(Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
    }

    /// <summary><c>\e[r\e[0m\e[H\e[2J</c>: full margins, default pen, a blank screen, cursor home.</summary>
    public void ClearScreen()
    {
        Append("\e[r\e[0m\e[H\e[2J"u8);
        Row = 0;
        Column = 0;
        Pen = Rendition.Default;
    }

    /// <summary>Shows or hides the cursor, where it is not so already.</summary>
    public void SetCursorVisible(bool isVisible)
    {
        if (IsCursorVisible != isVisible)
        {
            Append(isVisible ? "\e[?25h"u8 : "\e[?25l"u8);
            IsCursorVisible = isVisible;
        }
    }

    /// <summary>Sets or resets a DEC private mode.</summary>
    public void SetPrivateMode(int mode, bool isOn)
    {
        EnsureRoom(SequenceRoom);
        Put("\e[?"u8);
        PutNumber(mode);
        PutByte(isOn ? (byte)'h' : (byte)'l');
    }

    /// <summary>DECSCUSR: changes the cursor's form.</summary>
    public void SetCursorShape(CursorShape shape)
    {
        EnsureRoom(SequenceRoom);
        Put("\e["u8);
        PutNumber((int)shape);
        Put(" q"u8);
    }

    /// <summary>Changes the pen, where it is another.</summary>
    public void SetPen(Rendition pen)
    {
        if (Pen == pen)
        {
            return;
        }

        EnsureRoom(SequenceRoom);
        _length += GraphicRenditionWriter.Write(pen, _bytes.AsSpan(_length));
        Pen = pen;
    }

    /// <summary>Changes the hyperlink of the characters to come, where it is another.</summary>
    /// <param name="hyperlink"><c>parameters;address</c>, or null for none.</param>
    public void SetHyperlink(string? hyperlink)
    {
        if (_isHyperlinkKnown && string.Equals(Hyperlink, hyperlink, StringComparison.Ordinal))
        {
            return;
        }

        // Ended by BEL and not by ESC \, which stock's emulator counts as a function that cancels a pending wrap.
        Append("\e]8;"u8);
        Append(hyperlink ?? ";");
        Append("\a"u8);
        Hyperlink = hyperlink;
        _isHyperlinkKnown = true;
    }

    /// <summary>Writes one character, with its marks, at the cursor.</summary>
    public void Print(ReadOnlySpan<int> codePoints, int width)
    {
        EnsureRoom(SequenceRoom);
        foreach (int codePoint in codePoints)
        {
            if (codePoint < 0x80)
            {
                PutByte((byte)codePoint);
            }
            else
            {
                _length += new Rune(codePoint).EncodeToUtf8(_bytes.AsSpan(_length));
            }
        }

        Advance(width);
    }

    /// <summary>Writes one character of width 1 at the cursor.</summary>
    public void Print(byte ascii)
    {
        EnsureRoom(1);
        PutByte(ascii);
        Advance(1);
    }

    /// <summary>Writes spaces at the cursor.</summary>
    public void PrintSpaces(int count)
    {
        EnsureRoom(count);
        _bytes.AsSpan(_length, count).Fill((byte)' ');
        _length += count;
        Advance(count);
    }

    /// <summary>Erases cells from the cursor on, with the pen's background.</summary>
    public void EraseCharacters(int count)
    {
        EnsureRoom(SequenceRoom);
        Put("\e["u8);
        PutNumber(count);
        PutByte((byte)'X');
    }

    /// <summary>Erases from the cursor to the end of the row, with the pen's background.</summary>
    public void EraseToEndOfRow() => Append("\e[K"u8);

    /// <summary>
    /// Scrolls the first <paramref name="bottom"/> rows up, by line feeds at the last of them. The pen has the
    /// background that the rows get which come in.
    /// </summary>
    public void ScrollUp(int bottom, int count)
    {
        bool isRegion = bottom < _rows;
        if (isRegion)
        {
            HideCursor();
            EnsureRoom(SequenceRoom);
            Put("\e[1;"u8);
            PutNumber(bottom);
            PutByte((byte)'r');
            ForgetPosition();
        }

        // The column does not matter, unless line feeds may change it.
        MoveTo(bottom - 1, Row >= 0 && !IsWrapPending && !_isWatched ? Column : 0);

        EnsureRoom(count);
        _bytes.AsSpan(_length, count).Fill((byte)'\n');
        _length += count;
        if (isRegion)
        {
            Append("\e[r"u8);
            ForgetPosition();
        }
    }

    /// <summary>Moves the cursor, in the shortest way that is certain.</summary>
    public void MoveTo(int row, int column)
    {
        if (Row == row && Column == column)
        {
            return;
        }

        HideCursor();
        EnsureRoom(SequenceRoom);
        if (RelativeMoveLength(row, column) <= AbsoluteMoveLength(row, column))
        {
            PutRelativeMove(row, column);
        }
        else if (row == 0 && column == 0)
        {
            Put("\e[H"u8);
        }
        else
        {
            Put("\e["u8);
            PutNumber(row + 1);
            PutByte((byte)';');
            PutNumber(column + 1);
            PutByte((byte)'H');
        }

        Row = row;
        Column = column;
    }

    /// <summary>How many bytes <see cref="MoveTo"/> takes.</summary>
    public int MoveLength(int row, int column) => Row == row && Column == column
        ? 0
        : Math.Min(RelativeMoveLength(row, column), AbsoluteMoveLength(row, column));

    /// <summary>Appends the frame to <paramref name="output"/>.</summary>
    public void CopyTo(IBufferWriter<byte> output) => output.Write(Written);

    private static int AbsoluteMoveLength(int row, int column) =>
        row == 0 && column == 0 ? 3 : 4 + DigitCount(row + 1) + DigitCount(column + 1);

    private static int DigitCount(int number)
    {
        int count = 1;
        while (number >= 10)
        {
            number /= 10;
            count++;
        }

        return count;
    }

    /// <summary>
    /// Length of a move by CR, LF and BS, or <see cref="int.MaxValue"/> when there is none. A backspace is never used
    /// where a wrap may be pending, since emulators disagree about what it does then.
    /// </summary>
    private int RelativeMoveLength(int row, int column)
    {
        if (Row < 0 || row < Row)
        {
            return int.MaxValue;
        }

        int down = row - Row;
        if (column == 0 && Column != 0)
        {
            return 1 + down;
        }

        if (_isWatched && down > 0 && column > 0)
        {
            return int.MaxValue;
        }

        return column <= Column && !IsWrapPending ? Column - column + down : int.MaxValue;
    }

    private void PutRelativeMove(int row, int column)
    {
        if (column == 0 && Column != 0)
        {
            PutByte((byte)'\r');
            Column = 0;
        }

        for (; Column > column; Column--)
        {
            PutByte((byte)'\b');
        }

        for (; Row < row; Row++)
        {
            PutByte((byte)'\n');
        }
    }

    private void HideCursor()
    {
        if (_isWatched)
        {
            SetCursorVisible(false);
        }
    }

    private void Advance(int width)
    {
        if (IsWrapPending)
        {
            Row++;
            Column = 0;
        }

        Column = Math.Min(Column + width, _columns);
    }

    private void PutByte(byte value) => _bytes[_length++] = value;

    private void Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    private void PutNumber(int number)
    {
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out int written);
        _length += written;
    }

    private void EnsureRoom(int count)
    {
        if (_bytes.Length - _length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        }
    }
}
