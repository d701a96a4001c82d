using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Prediction;

/// <content>Judging predictions by the server's screen (spec 3 §5.3).</content>
internal sealed partial class PredictionEngine
{
    // How often predictions that wait are looked at, in milliseconds.
    private const long CheckInterval = 50;

    // The send interval, in milliseconds, from which the link counts as slow, and up to which it counts as quick again.
    private const int SlowFrom = 30;
    private const int QuickUpTo = 20;

    // The same for underlining.
    private const int UnderlineFrom = 80;
    private const int PlainUpTo = 50;

    // A confirmation that takes longer, in milliseconds, is a glitch; a long one is a big glitch.
    private const long GlitchAfter = 250;
    private const long BigGlitchAfter = 5_000;

    // How many quick confirmations, at least so far apart, make up for a glitch.
    private const int GlitchRepairs = 10;
    private const int BigGlitchRepairs = 20;
    private const long RepairInterval = 150;

    private bool _isLinkSlow;
    private int _glitches;
    private long _lastRepair = long.MinValue / 2;
    private (int Row, int Column)? _restingCursor;
    private bool _wasRefuted;

    /// <summary>Drops the predictions that the server's newest screen confirms or refutes.</summary>
    /// <param name="now">The time.</param>
    /// <param name="screen">The server's newest screen, without anything laid over it.</param>
    public void Cull(long now, Screen screen)
    {
        if (_options.Mode == PredictionMode.Never)
        {
            return;
        }

        if (_columns != screen.Columns || _rows.Length != screen.Rows)
        {
            _columns = screen.Columns;
            _rows = new RowPredictions?[screen.Rows];
            _lines.Resized();
            Reset();
        }

        WatchLink();
        _keys.Answer(_feedback.EchoAcknowledged);
        if (CullCells(now, screen) && CullCursors(screen))
        {
            WatchCursor(screen);
        }

        if (_wasRefuted)
        {
            _wasRefuted = false;
            if (_options.PredictsAgain)
            {
                PredictAgain(screen);
            }
        }
    }

    private void WatchLink()
    {
        if (_feedback.SendInterval > SlowFrom)
        {
            _isLinkSlow = true;
        }
        else if (_feedback.SendInterval <= QuickUpTo && !HasPredictions)
        {
            _isLinkSlow = false;
        }

        if (_feedback.SendInterval > UnderlineFrom)
        {
            IsUnderlining = true;
        }
        else if (_feedback.SendInterval <= PlainUpTo)
        {
            IsUnderlining = false;
        }

        IsUnderlining |= _glitches > GlitchRepairs;
    }

    /// <summary>Returns false when everything was dropped.</summary>
    private bool CullCells(long now, Screen screen)
    {
        for (int row = 0; row < _rows.Length; row++)
        {
            if (_rows[row] is not { HasActive: true } predictions)
            {
                continue;
            }

            bool anyLeft = false;
            for (int column = 0; column < _columns; column++)
            {
                if (!CullCell(ref predictions.Cells[column], row, column, now, screen))
                {
                    return false;
                }

                anyLeft |= predictions.Cells[column].IsActive;
            }

            predictions.HasActive = anyLeft;
        }

        return true;
    }

    private bool CullCell(ref CellPrediction cell, int row, int column, long now, Screen screen)
    {
        Cell actual = screen[row, column];
        switch (cell.Judge(actual, _feedback.EchoAcknowledged))
        {
            case Validity.Correct:
                Credit(cell, row, column, now, screen);
                AdoptRendition(row, column, actual.Rendition);
                cell.Deactivate();
                break;
            case Validity.CorrectWithoutCredit:
                cell.Deactivate();
                break;
            case Validity.Pending:
                NoteGlitch(now - cell.Time);
                break;
            case Validity.Wrong when IsExperimental:
                _wrong += cell.WasShown ? 1 : 0;
                cell.Deactivate();
                break;
            case Validity.Wrong when IsTentative(cell.Epoch):
                KillEpoch(cell.Epoch, screen);
                break;
            case Validity.Wrong:
                _wrong += cell.WasShown ? 1 : 0;
                _wasRefuted = true;
                _lines.Refuted(row, column, screen);
                Forget();
                return false;
        }

        return true;
    }

    private void Credit(in CellPrediction cell, int row, int column, long now, Screen screen)
    {
        _lines.Confirmed(row, column, screen);
        _confirmed++;
        _confirmedEpoch = Math.Max(_confirmedEpoch, cell.Epoch);
        if (now - cell.Time < GlitchAfter && _glitches > 0 && now - _lastRepair >= RepairInterval)
        {
            _glitches--;
            _lastRepair = now;
        }
    }

    /// <summary>The colours of what is still to be confirmed to the right are likely to be those of what came.</summary>
    private void AdoptRendition(int row, int column, Rendition rendition)
    {
        foreach (ref CellPrediction cell in Row(row).Cells[column..])
        {
            cell.Replacement = cell.Replacement.WithRendition(rendition);
        }
    }

    private void NoteGlitch(long age)
    {
        if (age >= BigGlitchAfter)
        {
            _glitches = BigGlitchRepairs;
        }
        else if (age >= GlitchAfter)
        {
            _glitches = Math.Max(_glitches, GlitchRepairs);
        }
    }

    /// <summary>Drops what was predicted on a wrong assumption, none of which has been shown.</summary>
    private void KillEpoch(long epoch, Screen screen)
    {
        _wasRefuted = true;
        _cursors.RemoveAll(cursor => cursor.Epoch >= epoch);
        _cursors.Add(new CursorPrediction(screen.CursorRow, screen.CursorColumn, _feedback.LastSent + 1, _epoch));
        foreach (RowPredictions? row in _rows)
        {
            if (row is { HasActive: true })
            {
                foreach (ref CellPrediction cell in row.Cells)
                {
                    if (cell.IsActive && cell.Epoch >= epoch)
                    {
                        cell.Deactivate();
                    }
                }
            }
        }

        BecomeTentative();
    }

    /// <summary>Returns false when everything was dropped.</summary>
    private bool CullCursors(Screen screen)
    {
        if (_cursors is [.., var last] && JudgeCursor(last, screen) == Validity.Wrong)
        {
            if (!IsExperimental)
            {
                _wasRefuted = true;
                Forget();
                return false;
            }

            _cursors.Clear();
        }

        for (int i = _cursors.Count - 1; i >= 0; i--)
        {
            if (JudgeCursor(_cursors[i], screen) != Validity.Pending)
            {
                _cursors.RemoveAt(i);
            }
        }

        return true;
    }

    private Validity JudgeCursor(in CursorPrediction cursor, Screen screen)
    {
        if (_feedback.EchoAcknowledged < cursor.Expiry)
        {
            return Validity.Pending;
        }

        return cursor.Row == screen.CursorRow && cursor.Column == screen.CursorColumn
            ? Validity.CorrectWithoutCredit
            : Validity.Wrong;
    }

    /// <summary>
    /// A cursor that has moved without a key is a new situation, such as a prompt for a password that follows an echoed
    /// answer: whether typing is still echoed is to be seen again.
    /// </summary>
    private void WatchCursor(Screen screen)
    {
        if (_cursors.Count > 0)
        {
            _restingCursor = null;
            return;
        }

        (int Row, int Column) actual = (screen.CursorRow, screen.CursorColumn);
        if (_options.HidesSecrets && _restingCursor is { } resting && resting != actual)
        {
            BecomeTentative();
        }

        _restingCursor = actual;
    }
}
