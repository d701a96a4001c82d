using System.Globalization;
using MoshPS.Cli.CommandLine;
using MoshPS.Engine.Client;

namespace MoshPS.Cli.Commands;

/// <summary>A terminal's size as an option's value, such as <c>120x40</c>.</summary>
internal static class TerminalSize
{
    /// <exception cref="UsageException">It is not a size.</exception>
    public static (int Columns, int Rows) Parse(string text)
    {
        string[] parts = text.Split('x');
        if (parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int columns)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int rows)
            && columns is >= 1 and <= MoshClientOptions.LargestDimension
            && rows is >= 1 and <= MoshClientOptions.LargestDimension)
        {
            return (columns, rows);
        }

        throw new UsageException($"A size is COLUMNSxROWS, each from 1 to {MoshClientOptions.LargestDimension}, not '{text}'.");
    }
}
