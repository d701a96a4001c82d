using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Terminal;

/// <summary>Screens as the cases of <c>terminal-cases.json</c> describe them.</summary>
internal static class ScreenDescription
{
    /// <summary>The text of all rows.</summary>
    public static string[] RowTexts(Screen screen) =>
        [.. Enumerable.Range(0, screen.Rows).Select(screen.GetRowText)];

    /// <summary>Runs of cells whose rendition is not the default one.</summary>
    public static List<TerminalCase.Run> Runs(Screen screen)
    {
        var runs = new List<TerminalCase.Run>();
        for (int row = 0; row < screen.Rows; row++)
        {
            for (int column = 0; column < screen.Columns; column++)
            {
                string sgr = Sgr(screen[row, column].Rendition);
                if (sgr.Length == 0)
                {
                    continue;
                }

                if (runs.Count > 0 && runs[^1] is var last
                    && last.Row == row && last.Col + last.Len == column && last.Sgr == sgr)
                {
                    runs[^1] = last with { Len = last.Len + 1 };
                }
                else
                {
                    runs.Add(new TerminalCase.Run(row, column, 1, sgr));
                }
            }
        }

        return runs;
    }

    /// <summary>The rows whose line goes on in the next row.</summary>
    public static int[] WrappedRows(Screen screen) =>
        [.. Enumerable.Range(0, screen.Rows).Where(row => screen[row, screen.Columns - 1].IsWrapped)];

    /// <summary>The draw state that cases record.</summary>
    public static TerminalCase.DrawState State(Screen screen) => new()
    {
        Pen = Sgr(screen.Pen),
        PendingWrap = screen.IsWrapPending,
        RegionTop = screen.ScrollTop,
        RegionBottom = screen.ScrollBottom == screen.Rows - 1 ? null : screen.ScrollBottom,
        Origin = screen.IsOriginModeOn,
        Autowrap = screen.IsAutowrapOn,
        CursorVisible = screen.IsCursorVisible,
        ReverseVideo = screen.IsReverseVideo,
        BracketedPaste = screen.IsBracketedPasteOn,
        ApplicationCursorKeys = screen.AreApplicationCursorKeysOn,
        MouseReporting = (int)screen.MouseReporting,
        MouseEncoding = (int)screen.MouseEncoding,
        MouseFocus = screen.IsMouseFocusOn,
        MouseAlternateScroll = screen.IsAlternateScrollOn,
        Title = screen.WindowTitle,
        Icon = screen.IconName,
        Clipboard = screen.Clipboard,
        Bells = (int)screen.BellCount,
    };

    /// <summary>SGR codes in the order of spec 2 §9, without the leading 0.</summary>
    public static string Sgr(Rendition rendition)
    {
        var codes = new List<string>();
        AddIf(CharacterAttributes.Bold, "1");
        AddIf(CharacterAttributes.Italic, "3");
        AddIf(CharacterAttributes.Underline, "4");
        AddIf(CharacterAttributes.Blink, "5");
        AddIf(CharacterAttributes.Inverse, "7");
        AddIf(CharacterAttributes.Invisible, "8");
        AddColor(rendition.Foreground, 30);
        AddColor(rendition.Background, 40);
        return string.Join(';', codes);

        void AddIf(CharacterAttributes attribute, string code)
        {
            if (rendition.Attributes.HasFlag(attribute))
            {
                codes.Add(code);
            }
        }

        void AddColor(Color color, int code)
        {
            switch (color.Kind)
            {
                case ColorKind.Palette when color.PaletteIndex < 8:
                    codes.Add($"{code + color.PaletteIndex}");
                    break;
                case ColorKind.Palette:
                    codes.Add($"{code + 8};5;{color.PaletteIndex}");
                    break;
                case ColorKind.Rgb:
                    codes.Add($"{code + 8};2;{color.Red};{color.Green};{color.Blue}");
                    break;
            }
        }
    }

    /// <summary>Everything of a screen that a peer could tell, and more, as text that a failing test can show.</summary>
    public static string Describe(Screen screen)
    {
        var text = new StringBuilder();
        text.Append(screen.GetText());
        text.AppendLine($"cursor {screen.CursorRow},{screen.CursorColumn} of {screen.Rows}x{screen.Columns}");
        text.AppendLine(State(screen).ToString());
        text.AppendLine("wrapped " + string.Join(',', WrappedRows(screen)));
        text.AppendJoin(Environment.NewLine, Runs(screen));
        return text.ToString();
    }
}
