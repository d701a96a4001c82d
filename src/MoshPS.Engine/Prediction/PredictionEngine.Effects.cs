using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Prediction;

/// <content>What keys do to cells and to the cursor (spec 3 §5.4).</content>
internal sealed partial class PredictionEngine
{
    // So many blanks in a row do not occur within a line that is typed.
    private const int Gap = 4;

    private readonly LearnedLines _lines;

    private void TypeCharacter(Screen screen, int codePoint, bool followsEnter)
    {
        int width = CharacterWidth.Of(codePoint);
        if (width is not (1 or 2) || (width == 2 && !_options.PredictsWideCharacters) || width >= _columns)
        {
            EnsureCursor(screen);
            BecomeTentative();
            return;
        }

        if (!_isPredictingAgain)
        {
            _typed++;
        }

        bool startsFromScreen = _cursors.Count == 0;
        (int row, int column) = startsFromScreen ? (screen.CursorRow, screen.CursorColumn) : (_cursors[^1].Row, _cursors[^1].Column);
        if (_options.HidesSecrets && SecretPrompt.IsBefore(screen, row, column))
        {
            BecomeTentative();
            return;
        }

        if (_lines.IsMargin(column) || (_options.HidesSecrets && !startsFromScreen && HasMovedOn(screen)))
        {
            BecomeTentative();
        }

        EnsureCursor(screen);
        if (startsFromScreen && followsEnter && _lines.StartLine(screen, row, column) && !IsExperimental)
        {
            _confirmedEpoch = Math.Max(_confirmedEpoch, _epoch);
        }

        bool trustsWrap = _lines.TrustsWraps && row < _rows.Length - 1;
        if (column + width > _columns)
        {
            // It goes to the next row whole.
            BecomeTentative();
            NewLine(screen);
            (row, column) = (_cursors[^1].Row, _cursors[^1].Column);
        }
        else if (column + width == _columns && !trustsWrap)
        {
            BecomeTentative();
        }

        if (IsShowing && !IsTentative(_epoch) && !_isPredictingAgain)
        {
            _shown++;
        }

        Insert(screen, row, column, width, (uint)codePoint);
        if (column + width < _columns)
        {
            MoveCursor(row, column + width);
        }
        else
        {
            MoveCursor(row, _columns - 1);
            if (!trustsWrap)
            {
                BecomeTentative();
            }

            NewLine(screen);
            _lines.Wrapped(_cursors[^1].Row);
        }
    }

    /// <summary>
    /// Whether the server has received all keys before and has its cursor elsewhere than these alone would put it: the
    /// program asks for something new, perhaps for a secret. That it has echoed those keys, which is told later than its
    /// screen, does not mean that it echoes this one.
    /// </summary>
    private bool HasMovedOn(Screen screen) =>
        _cursors[^1].Expiry <= _feedback.Acknowledged
        && (screen.CursorRow != _cursors[^1].Row || screen.CursorColumn > _cursors[^1].Column);

    private void Insert(Screen screen, int row, int column, int width, uint codePoint)
    {
        if (!_options.Overwrites && !IsSuggestionAt(screen, row, column) && !IsFillerAt(screen, row, column))
        {
            for (int i = Math.Min(_columns, FindGap(screen, row, column) + width) - 1; i >= column + width; i--)
            {
                ref CellPrediction cell = ref Arm(screen, row, i);
                if (i >= _columns - width)
                {
                    cell.IsUnknown = true;
                }
                else
                {
                    Expect(ref cell, screen, row, i - width);
                }
            }
        }

        Rendition rendition = RenditionFor(screen, row, column);
        Arm(screen, row, column).Replacement = new Cell(codePoint, rendition, isWide: width == 2);
        if (width == 2)
        {
            Arm(screen, row, column + 1).Replacement = Cell.Erased(rendition);
        }
    }

    private void TypeBackspace(Screen screen)
    {
        EnsureCursor(screen);
        (int row, int column) = (_cursors[^1].Row, _cursors[^1].Column);
        if (column == 0)
        {
            return;
        }

        int width = _options.PredictsWideCharacters && column >= 2 && Shown(screen, row, column - 2).IsWide ? 2 : 1;
        column -= width;
        MoveCursor(row, column);
        if (_options.Overwrites || IsSuggestionAt(screen, row, column + width))
        {
            for (int i = column; i < column + width; i++)
            {
                // What was typed over a suggestion uncovers it again.
                ref CellPrediction cell = ref Arm(screen, row, i);
                cell.Replacement = new Cell(' ', screen[row, i].Rendition);
                cell.IsUnknown = _options.KeepsSuggestions && InlineSuggestion.IsAt(screen, row, i);
            }

            return;
        }

        int end = FindGap(screen, row, column + width);
        for (int i = column; i < end; i++)
        {
            // Two more than need be, as in stock: the last column may not have been written to.
            bool isUnknown = i + width >= _columns - 1;
            ref CellPrediction cell = ref Arm(screen, row, i);
            if (isUnknown)
            {
                cell.IsUnknown = true;
            }
            else
            {
                Expect(ref cell, screen, row, i + width);
            }
        }
    }

    private void TypeCursorKey(Screen screen, int direction)
    {
        EnsureCursor(screen);
        (int row, int column) = (_cursors[^1].Row, _cursors[^1].Column);
        if (direction > 0 && IsSuggestionAt(screen, row, column))
        {
            // The key that accepts a suggestion, or its next word.
            BecomeTentative();
            return;
        }

        int width = 1;
        if (_options.PredictsWideCharacters)
        {
            int start = direction > 0 ? column : column - 2;
            width = start >= 0 && Shown(screen, row, start).IsWide ? 2 : 1;
        }

        column += direction * width;
        if (column >= 0 && column < _columns)
        {
            MoveCursor(row, column);
        }
    }

    private void NewLine(Screen screen)
    {
        EnsureCursor(screen);
        int row = _cursors[^1].Row;
        if (row < _rows.Length - 1)
        {
            MoveCursor(row + 1, 0);
            return;
        }

        // The screen will scroll: only the new row is drawn ahead, for what is typed there.
        MoveCursor(row, 0);
        RowPredictions predictions = Row(row);
        predictions.HasActive = true;
        foreach (ref CellPrediction cell in predictions.Cells)
        {
            cell.ExpectBlank(_expiry, _epoch, _time);
        }
    }

    /// <summary>
    /// Where the text that a change at a position moves ends: at a gap, since what is beyond it (a prompt at the right
    /// margin, another column) is likely to stay; else at the margin.
    /// </summary>
    private int FindGap(Screen screen, int row, int column)
    {
        if (!_options.StopsAtGaps)
        {
            return _columns;
        }

        int blanks = 0;
        for (int i = column; i < _columns; i++)
        {
            CellPrediction prediction = Row(row).Cells[i];
            bool isBlank = !(prediction is { IsActive: true, IsUnknown: true }) && CellContent.IsBlank(Shown(screen, row, i));
            blanks = isBlank ? blanks + 1 : 0;
            if (blanks == Gap)
            {
                return i + 1 - Gap;
            }
        }

        return _columns;
    }

    /// <summary>Begins a prediction of a cell, which remembers what is there now.</summary>
    private ref CellPrediction Arm(Screen screen, int row, int column)
    {
        RowPredictions predictions = Row(row);
        predictions.HasActive = true;
        ref CellPrediction cell = ref predictions.Cells[column];
        cell.Arm(_expiry, _epoch, _time);
        cell.AddOriginal(screen[row, column]);
        return ref cell;
    }

    /// <summary>Expects a cell to show what another one of the row does now.</summary>
    private void Expect(ref CellPrediction cell, Screen screen, int row, int source)
    {
        CellPrediction neighbour = Row(row).Cells[source];
        if (neighbour.IsActive && neighbour.IsUnknown)
        {
            cell.IsUnknown = true;
            return;
        }

        Cell content = neighbour.IsActive ? neighbour.Replacement : screen[row, source];

        // Clusters and links stand in tables of the screen, which may be another one when this is drawn.
        cell.IsUnknown = content.IsCluster;
        cell.Replacement = content.WithHyperlinkId(0).WithWrapped(false);
    }

    /// <summary>What a cell shows, predictions included; an empty cell where that is unknown.</summary>
    private Cell Shown(Screen screen, int row, int column)
    {
        CellPrediction prediction = Row(row).Cells[column];
        return !prediction.IsActive ? screen[row, column] : prediction.IsUnknown ? default : prediction.Replacement;
    }

    /// <summary>A character is likely to look like the one before it.</summary>
    private Rendition RenditionFor(Screen screen, int row, int column)
    {
        if (column == 0)
        {
            return screen.Pen;
        }

        CellPrediction left = Row(row).Cells[column - 1];
        return left is { IsActive: true, IsUnknown: false } ? left.Replacement.Rendition : screen[row, column - 1].Rendition;
    }

    /// <summary>Whether a suggestion follows at a position, perhaps after characters that were taken back.</summary>
    private bool IsSuggestionAt(Screen screen, int row, int column)
    {
        if (!_options.KeepsSuggestions)
        {
            return false;
        }

        if (row == screen.CursorRow)
        {
            ReadOnlySpan<CellPrediction> cells = Row(row).Cells;
            while (column < screen.CursorColumn && cells[column].IsActive && CellContent.IsBlank(cells[column].Replacement))
            {
                column++;
            }
        }

        return InlineSuggestion.IsAt(screen, row, column);
    }

    private bool IsFillerAt(Screen screen, int row, int column) =>
        _options.KnowsFillers && column == 0 && FillerRow.Is(screen.GetCells(row));

    /// <summary>Makes sure that there is a predicted cursor of the present epoch.</summary>
    private void EnsureCursor(Screen screen)
    {
        // Where the cursor goes from here is the key's doing, also if nobody looks before the answer comes.
        _restingCursor = null;
        if (_cursors.Count == 0)
        {
            _cursors.Add(new CursorPrediction(screen.CursorRow, screen.CursorColumn, _expiry, _epoch));
        }
        else if (_cursors[^1].Epoch != _epoch)
        {
            _cursors.Add(_cursors[^1] with { Expiry = _expiry, Epoch = _epoch });
        }
    }

    private void MoveCursor(int row, int column) =>
        _cursors[^1] = _cursors[^1] with { Row = row, Column = column, Expiry = _expiry };
}
