using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace MoshPS.Benchmarks.Typing;

/// <summary>
/// A table of each key for who wants to know why: written where the environment variable
/// <c>MOSHPS_TYPING_DETAILS</c> names a folder.
/// </summary>
internal static class TypingDetails
{
    /// <summary>Writes the table.</summary>
    /// <param name="name">The file's name, without an ending.</param>
    /// <param name="trace">What was typed.</param>
    /// <param name="echoes">When it was seen.</param>
    /// <param name="mistakes">What was shown by mistake.</param>
    public static void Write(string name, TypingTrace trace, EchoFinder echoes, IReadOnlyList<Contradiction> mistakes)
    {
        if (Environment.GetEnvironmentVariable("MOSHPS_TYPING_DETAILS") is not { Length: > 0 } folder)
        {
            return;
        }

        long start = echoes[0].Typed;
        List<(long Time, string Line)> lines = [];
        for (int i = 0; i < echoes.Count; i++)
        {
            (long typed, long? seen, KeyEffect? effect) = echoes[i];
            string latency = effect is null ? "shows nowhere" : seen is { } time ? string.Create(CultureInfo.InvariantCulture, $"{Milliseconds(time - typed):0.00}") : "not seen";
            lines.Add((typed, $"{i}\t{Printable(trace.Keys[i].Bytes)}\t{latency}"));
        }

        lines.AddRange(mistakes.Select(mistake => (
            mistake.Since,
            string.Create(
                CultureInfo.InvariantCulture,
                $"wrong\t'{mistake.Character}' in row {mistake.Place / trace.Columns}, column {mistake.Place % trace.Columns}\tfor {Milliseconds(mistake.Duration):0.0}"))));
        File.WriteAllLines(
            Path.Combine(folder, name + ".tsv"),
            lines.OrderBy(line => line.Time).Select(line => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds(line.Time - start):0.0}\t{line.Line}")));
    }

    private static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;

    private static string Printable(byte[] bytes) =>
        string.Concat(Encoding.UTF8.GetString(bytes).Select(unit => char.IsControl(unit) ? $"\\x{(int)unit:x2}" : unit.ToString()));
}
