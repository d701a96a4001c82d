namespace MoshPS.Engine.Terminal;

/// <content>Modes (spec 2 §6).</content>
public sealed partial class Emulator
{
    private void SetModes(ReadOnlySpan<int> modes, bool isOn)
    {
        // ECMA-48 8.3.106: insertion replacement mode, the only one that has an effect.
        if (modes.Contains(4))
        {
            _screen.IsInsertModeOn = isOn;
        }
    }

    private void SetPrivateModes(ReadOnlySpan<int> modes, bool isOn)
    {
        foreach (int mode in modes)
        {
            SetPrivateMode(mode, isOn);
        }
    }

    private void SetPrivateMode(int mode, bool isOn)
    {
        Screen screen = _screen;
        switch (mode)
        {
            case 1:
                screen.AreApplicationCursorKeysOn = isOn;
                break;
            case 3:
                // DECCOLM: the width stays, but its side effects are had.
                Home();
                screen.EraseAllRows();
                break;
            case 5:
                screen.IsReverseVideo = isOn;
                break;
            case 6:
                // The cursor goes home under the old setting.
                Home();
                screen.IsOriginModeOn = isOn;
                break;
            case 7:
                screen.IsAutowrapOn = isOn;
                break;
            case 9 or (>= 1000 and <= 1003):
                screen.MouseReporting = isOn ? (MouseReporting)mode : MouseReporting.Off;
                break;
            case 25:
                screen.IsCursorVisible = isOn;
                break;
            case 1004:
                screen.IsMouseFocusOn = isOn;
                break;
            case 1005 or 1006 or 1015:
                screen.MouseEncoding = isOn ? (MouseEncoding)mode : MouseEncoding.Bytes;
                break;
            case 1007:
                screen.IsAlternateScrollOn = isOn;
                break;
            case 2004:
                screen.IsBracketedPasteOn = isOn;
                break;
            default:
                break;
        }
    }
}
