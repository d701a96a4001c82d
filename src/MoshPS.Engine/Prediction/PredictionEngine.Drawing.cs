using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Prediction;

/// <content>Drawing predictions over the server's screen (spec 3 §5.2).</content>
internal sealed partial class PredictionEngine
{
    /// <summary>Draws what can be trusted, after <see cref="Cull"/>.</summary>
    /// <param name="frame">A copy of the server's screen.</param>
    public void Draw(Screen frame)
    {
        if (!IsShowing || frame.Columns != _columns || frame.Rows != _rows.Length)
        {
            return;
        }

        // The server's cursor is where a suggestion begins.
        (int row, int column) suggestion = IsSuggestionAt(frame, frame.CursorRow, frame.CursorColumn)
            ? (frame.CursorRow, frame.CursorColumn)
            : (-1, 0);
        for (int i = 0; i < _cursors.Count; i++)
        {
            CursorPrediction cursor = _cursors[i];
            if (!IsTentative(cursor.Epoch) && !IsSuperseded(i))
            {
                frame.CursorRow = cursor.Row;
                frame.CursorColumn = cursor.Column;
            }
        }

        for (int row = 0; row < _rows.Length; row++)
        {
            if (_rows[row] is { HasActive: true } predictions)
            {
                DrawRow(predictions.Cells, row, frame, row == suggestion.row ? suggestion.column : _columns);
            }
        }
    }

    /// <summary>
    /// Whether the cursor was moved further in a way that is not trusted, and the server knows of all that is: then its
    /// cursor is the newer one.
    /// </summary>
    private bool IsSuperseded(int index) =>
        _options.DropsSupersededCursors && index < _cursors.Count - 1 && _cursors[index].Expiry <= _feedback.Acknowledged;

    private void DrawRow(Span<CellPrediction> predictions, int row, Screen frame, int suggestion)
    {
        Span<Cell> cells = default;
        bool isRuledOut = false;
        Cell left = default;
        for (int column = 0; column < predictions.Length; column++)
        {
            ref CellPrediction prediction = ref predictions[column];
            Cell actual = frame[row, column];
            Cell shown = actual;
            if (prediction.IsActive && !IsTentative(prediction.Epoch))
            {
                shown = Show(prediction, actual, column == predictions.Length - 1);
                prediction.WasShown = true;

                // A suggestion goes where something else is typed, and where what it completes is taken back.
                isRuledOut |= CellContent.Of(shown) != CellContent.Of(actual) && (column >= suggestion || CellContent.IsBlank(shown));
            }
            else if (isRuledOut && column >= suggestion)
            {
                shown = Cell.Erased(actual.Rendition);
            }

            if (left.IsWide && CellContent.IsBlank(shown))
            {
                // The other half of a wide character: anything else there would break it.
                shown = Cell.Erased(left.Rendition);
            }

            left = shown;
            if (shown != actual)
            {
                cells = cells.IsEmpty ? frame.GetWritableCells(row) : cells;
                cells[column] = shown;
            }
        }
    }

    private Cell Show(in CellPrediction prediction, Cell actual, bool isLastColumn)
    {
        if (prediction.IsUnknown)
        {
            return IsUnderlining && !isLastColumn && !CellContent.IsBlank(actual) ? Underlined(actual) : actual;
        }

        if (actual == prediction.Replacement)
        {
            return actual;
        }

        return IsUnderlining && !(CellContent.IsBlank(prediction.Replacement) && CellContent.IsBlank(actual))
            ? Underlined(prediction.Replacement)
            : prediction.Replacement;
    }

    private static Cell Underlined(Cell cell) =>
        cell.WithRendition(cell.Rendition.With(CharacterAttributes.Underline));
}
