using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Interop.Tests.Sessions;

/// <summary>Compares what two screens show, cell by cell, and tells the differences so that a reader finds them.</summary>
internal static class ScreenComparison
{
    private const int MostRuns = 30;

    /// <summary>The differences in words, or null when there are none.</summary>
    /// <param name="expected">The reference.</param>
    /// <param name="actual">What is judged.</param>
    /// <param name="ignores">Rows and columns whose content does not matter; null: all of it does.</param>
    public static string? Describe(Screen expected, Screen actual, Func<int, int, bool>? ignores = null)
    {
        StringBuilder report = new();
        Compare("size", $"{expected.Columns}x{expected.Rows}", $"{actual.Columns}x{actual.Rows}");
        if (report.Length > 0)
        {
            return report.ToString();
        }

        if (ignores?.Invoke(expected.CursorRow, expected.CursorColumn) != true)
        {
            Compare("cursor (row, column)", (expected.CursorRow, expected.CursorColumn), (actual.CursorRow, actual.CursorColumn));
        }

        Compare("cursor is visible", expected.IsCursorVisible, actual.IsCursorVisible);
        Compare("mouse reporting", expected.MouseReporting, actual.MouseReporting);
        Compare("mouse encoding", expected.MouseEncoding, actual.MouseEncoding);
        Compare("reverse video", expected.IsReverseVideo, actual.IsReverseVideo);
        Compare("bracketed paste", expected.IsBracketedPasteOn, actual.IsBracketedPasteOn);
        Compare("focus reports", expected.IsMouseFocusOn, actual.IsMouseFocusOn);
        Compare("title", expected.WindowTitle, actual.WindowTitle);
        Compare("clipboard", expected.Clipboard, actual.Clipboard);

        // Bells that sound at once are one bell, and what is at once depends on the frames.
        Compare("has rung the bell", expected.BellCount > 0, actual.BellCount > 0);
        int runs = 0;
        for (int row = 0; row < expected.Rows; row++)
        {
            for (int column = 0; column < expected.Columns; column++)
            {
                int end = column;
                while (end < expected.Columns && ignores?.Invoke(row, end) != true && !IsSame(expected, actual, row, end))
                {
                    end++;
                }

                if (end > column && runs++ < MostRuns)
                {
                    report.AppendLine($"row {row}, columns {column} to {end - 1}:");
                    report.AppendLine($"  expected {DescribeRun(expected, row, column, end)}");
                    report.AppendLine($"  actual   {DescribeRun(actual, row, column, end)}");
                }

                column = Math.Max(column, end);
            }
        }

        if (runs > MostRuns)
        {
            report.AppendLine($"… and {runs - MostRuns} more runs of cells");
        }

        return report.Length > 0 ? report.ToString() : null;

        void Compare<T>(string what, T wanted, T got)
        {
            if (!Equals(wanted, got))
            {
                report.AppendLine($"{what}: expected {wanted}, actual {got}");
            }
        }
    }

    /// <summary>Whether two cells look alike. The cell behind a wide character does not show.</summary>
    private static bool IsSame(Screen expected, Screen actual, int row, int column)
    {
        bool isCovered = IsCovered(expected, row, column);
        return isCovered == IsCovered(actual, row, column)
            && (isCovered
                || (expected[row, column].Rendition == actual[row, column].Rendition
                    && expected[row, column].IsWide == actual[row, column].IsWide
                    && expected.GetCellText(row, column) == actual.GetCellText(row, column)));
    }

    private static bool IsCovered(Screen screen, int row, int column) =>
        column > 0 && screen[row, column - 1].IsWide && !IsCovered(screen, row, column - 1);

    /// <summary>Text in quotes, each change of rendition in front of it.</summary>
    private static string DescribeRun(Screen screen, int row, int start, int end)
    {
        StringBuilder text = new();
        Rendition? current = null;
        for (int column = start; column < end; column++)
        {
            if (IsCovered(screen, row, column))
            {
                continue;
            }

            Rendition rendition = screen[row, column].Rendition;
            if (rendition != current)
            {
                text.Append(current is null ? "" : "' ").Append('(').Append(rendition).Append(") '");
                current = rendition;
            }

            text.Append(screen.GetCellText(row, column));
        }

        return current is null ? "the right half of a wide character" : text.Append('\'').ToString();
    }
}
