using System.Buffers.Text;

namespace MoshPS.Engine.Terminal;

/// <content>Functions (spec 2 §6), resets and motion.</content>
public sealed partial class Emulator
{
    private void Dispatch(VtFunction function, ReadOnlySpan<int> parameters)
    {
        if (DispatchKeepingPendingWrap(function, parameters))
        {
            return;
        }

        Screen screen = _screen;
        int row = screen.CursorRow;
        int column = screen.CursorColumn;
        bool wasWrapPending = screen.IsWrapPending;
        if (_role == EmulatorRole.WireFacing && function == VtFunction.StringTerminator)
        {
            return;
        }

        // Unknown functions do this too.
        screen.IsWrapPending = false;
        switch (function)
        {
            case VtFunction.Bell:
                screen.BellCount++;
                break;
            case VtFunction.Backspace:
                if (_role == EmulatorRole.HostFacing || !wasWrapPending)
                {
                    MoveTo(row, column - 1);
                }

                break;
            case VtFunction.CarriageReturn:
                MoveTo(row, 0);
                break;
            case VtFunction.LineFeed or VtFunction.VerticalTab or VtFunction.FormFeed or VtFunction.Index:
                MoveDownOrScroll();
                break;
            case VtFunction.NextLine:
                MoveTo(row, 0);
                MoveDownOrScroll();
                break;
            case VtFunction.ReverseIndex:
                MoveUpOrScroll();
                break;
            case VtFunction.HorizontalTabSet:
                screen.SetTabStop(column, isSet: true);
                break;
            case VtFunction.SaveCursor:
                screen.SavedCursor =
                    new SavedCursor(row, column, screen.Pen, screen.IsAutowrapOn, screen.IsOriginModeOn);
                break;
            case VtFunction.RestoreCursor:
                RestoreCursor(screen.SavedCursor);
                break;
            case VtFunction.HardReset:
                screen.ResetHard();
                break;
            case VtFunction.SoftReset:
                screen.ResetSoft();
                break;
            case VtFunction.ScreenAlignmentTest:
                screen.FillAllCells(screen.ErasedCell.WithContent('E'));
                break;
            case VtFunction.CursorUp:
                MoveTo(row - Count(parameters), column);
                break;
            case VtFunction.CursorDown:
                MoveTo(row + Count(parameters), column);
                break;
            case VtFunction.CursorForward:
                MoveTo(row, column + Count(parameters));
                break;
            case VtFunction.CursorBackward:
                MoveTo(row, column - Count(parameters));
                break;
            case VtFunction.CursorPosition or VtFunction.HorizontalAndVerticalPosition:
                MoveTo(AddressedRow(parameters), Count(parameters, 1) - 1);
                break;
            case VtFunction.LinePositionAbsolute:
                MoveTo(AddressedRow(parameters), column);
                break;
            case VtFunction.CursorHorizontalAbsolute or VtFunction.HorizontalPositionAbsolute:
                MoveTo(row, Count(parameters) - 1);
                break;
            case VtFunction.EraseInDisplay:
                EraseInDisplay(parameters[0]);
                break;
            case VtFunction.EraseInLine:
                EraseInLine(parameters[0]);
                break;
            case VtFunction.EraseCharacters:
                Erase(row, column, Math.Min(Count(parameters), screen.Columns - column));
                break;
            case VtFunction.InsertCharacters:
                Insert(row, column, Math.Min(Count(parameters), screen.Columns - column));
                break;
            case VtFunction.DeleteCharacters:
                Delete(row, column, Math.Min(Count(parameters), screen.Columns - column));
                break;
            case VtFunction.InsertLines:
                InsertLines(Count(parameters));
                break;
            case VtFunction.DeleteLines:
                DeleteLines(Count(parameters));
                break;
            case VtFunction.ScrollUp:
                screen.ScrollUp(screen.ScrollTop, screen.ScrollBottom, Math.Min(Count(parameters), RegionHeight));
                break;
            case VtFunction.ScrollDown:
                screen.ScrollDown(screen.ScrollTop, screen.ScrollBottom, Math.Min(Count(parameters), RegionHeight));
                break;
            case VtFunction.SetScrollRegion:
                SetScrollRegion(parameters);
                break;
            case VtFunction.SetCursorStyle:
                if (parameters[0] <= (int)CursorShape.Bar)
                {
                    screen.CursorShape = (CursorShape)parameters[0];
                }

                break;
            case VtFunction.SetMode:
                SetModes(parameters, isOn: true);
                break;
            case VtFunction.ResetMode:
                SetModes(parameters, isOn: false);
                break;
            case VtFunction.DeviceStatusReport:
                ReportStatus(parameters[0]);
                break;
            case VtFunction.PrimaryDeviceAttributes:
                // A VT220.
                Reply("\e[?62c"u8);
                break;
            case VtFunction.SecondaryDeviceAttributes:
                Reply("\e[>1;10;0c"u8);
                break;
            default:
                break;
        }
    }

    /// <summary>The functions that leave a pending wrap alone, the frequent ones among them.</summary>
    private bool DispatchKeepingPendingWrap(VtFunction function, ReadOnlySpan<int> parameters)
    {
        Screen screen = _screen;
        switch (function)
        {
            case VtFunction.SelectGraphicRendition:
                screen.Pen = GraphicRendition.Select(screen.Pen, parameters);
                return true;
            case VtFunction.HorizontalTab:
                MoveTo(screen.CursorRow, screen.FindNextTabStop(screen.CursorColumn, 1));
                return true;
            case VtFunction.CursorForwardTabulation:
                MoveTo(screen.CursorRow, screen.FindNextTabStop(screen.CursorColumn, Count(parameters)));
                return true;
            case VtFunction.CursorBackwardTabulation:
                MoveTo(screen.CursorRow, screen.FindPreviousTabStop(screen.CursorColumn, Count(parameters)));
                return true;
            case VtFunction.TabulationClear:
                ClearTabStops(parameters[0]);
                return true;
            case VtFunction.SetPrivateMode:
                SetPrivateModes(parameters, isOn: true);
                return true;
            case VtFunction.ResetPrivateMode:
                SetPrivateModes(parameters, isOn: false);
                return true;
            default:
                return false;
        }
    }

    /// <summary>A parameter that counts: at least 1, which is also meant when it is missing or 0.</summary>
    private static int Count(ReadOnlySpan<int> parameters, int index = 0) =>
        index < parameters.Length ? Math.Max(parameters[index], 1) : 1;

    private int RegionHeight => _screen.ScrollBottom - _screen.ScrollTop + 1;

    /// <summary>The row of an absolute motion, which in origin mode counts from the top margin.</summary>
    private int AddressedRow(ReadOnlySpan<int> parameters) =>
        Count(parameters) - 1 + (_screen.IsOriginModeOn ? _screen.ScrollTop : 0);

    /// <summary>
    /// An explicit motion, clamped: a mark now joins the cell under the cursor. Clearing a pending wrap is left to
    /// the caller.
    /// </summary>
    private void MoveTo(int row, int column)
    {
        Screen screen = _screen;
        screen.CursorRow = ClampRow(row);
        screen.CursorColumn = Math.Clamp(column, 0, screen.Columns - 1);
        screen.CombiningRow = screen.CursorRow;
        screen.CombiningColumn = screen.CursorColumn;
    }

    private int ClampRow(int row) => _screen.IsOriginModeOn
        ? Math.Clamp(row, _screen.ScrollTop, _screen.ScrollBottom)
        : Math.Clamp(row, 0, _screen.Rows - 1);

    private void Home()
    {
        MoveTo(_screen.IsOriginModeOn ? _screen.ScrollTop : 0, 0);
        _screen.IsWrapPending = false;
    }

    /// <summary>IND: down, or at the bottom margin the region scrolls up.</summary>
    private void MoveDownOrScroll()
    {
        Screen screen = _screen;
        if (screen.CursorRow == screen.ScrollBottom)
        {
            screen.ScrollUp(screen.ScrollTop, screen.ScrollBottom, 1);
            MoveTo(screen.CursorRow, screen.CursorColumn);
        }
        else
        {
            MoveTo(screen.CursorRow + 1, screen.CursorColumn);
        }
    }

    /// <summary>RI: up, or at the top margin the region scrolls down.</summary>
    private void MoveUpOrScroll()
    {
        Screen screen = _screen;
        if (screen.CursorRow == screen.ScrollTop)
        {
            screen.ScrollDown(screen.ScrollTop, screen.ScrollBottom, 1);

            // In a region of one row, stock scrolls and moves.
            int moved = RegionHeight == 1 ? 1 : 0;
            MoveTo(screen.CursorRow - moved, screen.CursorColumn);
        }
        else
        {
            MoveTo(screen.CursorRow - 1, screen.CursorColumn);
        }
    }

    private void RestoreCursor(SavedCursor saved)
    {
        _screen.Pen = saved.Pen;
        _screen.IsAutowrapOn = saved.IsAutowrapOn;
        _screen.IsOriginModeOn = saved.IsOriginModeOn;
        MoveTo(saved.Row, saved.Column);
    }

    private void SetScrollRegion(ReadOnlySpan<int> parameters)
    {
        Screen screen = _screen;
        int top = Count(parameters);
        int bottom = parameters.Length > 1 && parameters[1] > 0 ? parameters[1] : screen.Rows;
        if (bottom > top && top <= screen.Rows)
        {
            screen.ScrollTop = top - 1;
            screen.ScrollBottom = Math.Min(bottom, screen.Rows) - 1;
            Home();
        }
    }

    private void InsertLines(int count)
    {
        Screen screen = _screen;
        int row = screen.CursorRow;
        if (row >= screen.ScrollTop && row <= screen.ScrollBottom)
        {
            screen.ScrollDown(row, screen.ScrollBottom, Math.Min(count, screen.ScrollBottom - row + 1));
        }

        MoveTo(row, 0);
    }

    private void DeleteLines(int count)
    {
        Screen screen = _screen;
        int row = screen.CursorRow;
        if (row >= screen.ScrollTop && row <= screen.ScrollBottom)
        {
            screen.ScrollUp(row, screen.ScrollBottom, Math.Min(count, screen.ScrollBottom - row + 1));
        }

        MoveTo(row, 0);
    }

    private void ClearTabStops(int which)
    {
        Screen screen = _screen;
        if (which == 0)
        {
            screen.SetTabStop(screen.CursorColumn, isSet: false);
        }
        else if (which == 3)
        {
            screen.ClearTabStops();
        }
    }

    private void ReportStatus(int which)
    {
        if (which == 5)
        {
            Reply("\e[0n"u8);
        }
        else if (which == 6)
        {
            ReportCursorPosition();
        }
    }

    /// <summary>Absolute, even in origin mode.</summary>
    private void ReportCursorPosition()
    {
        Span<byte> reply = stackalloc byte[32];
        "\e["u8.CopyTo(reply);
        int length = 2;
        _ = Utf8Formatter.TryFormat(_screen.CursorRow + 1, reply[length..], out int digits);
        length += digits;
        reply[length++] = (byte)';';
        _ = Utf8Formatter.TryFormat(_screen.CursorColumn + 1, reply[length..], out digits);
        length += digits;
        reply[length++] = (byte)'R';
        Reply(reply[..length]);
    }
}
