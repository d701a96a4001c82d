using MoshPS.Engine.Terminal;

namespace MoshPS.Benchmarks;

/// <summary>The parser and the screen behind it, and the frames between two screens.</summary>
internal sealed class TerminalSection : IBenchmarkSection
{
    private const int OutputLength = 64 * 1024;
    private const int Columns = 80;
    private const int Rows = 24;
    private const double PlainGoal = 150;
    private const double ColouredGoal = 75;

    /// <inheritdoc/>
    public string Name => "terminal";

    /// <inheritdoc/>
    public string FileName => MeasuredFile.EngineName;

    /// <inheritdoc/>
    public void Run(BenchmarkTable table)
    {
        RunOutput(table, "plain text", TerminalOutput.PlainText(OutputLength), PlainGoal);
        RunOutput(table, "SGR-heavy", TerminalOutput.Coloured(OutputLength), ColouredGoal);
        RunOutput(table, "cursor-heavy", TerminalOutput.CursorMoves(OutputLength), null);
        RunOutput(table, "Unicode", TerminalOutput.Unicode(OutputLength), null);

        RunFrame(table, "80×24, one word changed", 80, 24, "\e[12;30Hchanged"u8);
        RunFrame(table, "80×24, scrolled by a line", 80, 24, "\e[24;1H\r\nthe new last line of the screen"u8);
        RunFrame(table, "80×24, all changed", 80, 24, TerminalOutput.Coloured(4000));
        RunFrame(table, "200×60, one word changed", 200, 60, "\e[12;30Hchanged"u8);
        RunFrame(table, "200×60, all changed", 200, 60, TerminalOutput.Coloured(20_000));
    }

    private static void RunOutput(BenchmarkTable table, string kind, byte[] output, double? goal)
    {
        Emulator emulator = new(Columns, Rows);
        Action write = () =>
        {
            emulator.Write(output);
            emulator.ClearReplies();
        };
        double nanoseconds = Measurement.NanosecondsPerCall(write);
        table.Add($"parser and screen, {kind}", output.Length * 1000 / nanoseconds, "MB/s", moreIsBetter: true, goal);
        table.Add(
            $"allocated per 64 KiB, {kind}",
            Measurement.BytesAllocatedPerCall(write), "B", moreIsBetter: false, goal: 0);
    }

    private static void RunFrame(BenchmarkTable table, string kind, int columns, int rows, ReadOnlySpan<byte> change)
    {
        Emulator emulator = new(columns, rows);
        emulator.Write(TerminalOutput.PlainText(columns * rows));
        Screen last = emulator.Screen.Snapshot();
        emulator.Write(change);
        Screen next = emulator.Screen.Snapshot();
        FrameWriter writer = new();
        int length = 0;
        Action write = () => length = writer.Write(last, next, initialised: true, TerminalCapabilities.Wire).Length;
        double nanoseconds = Measurement.NanosecondsPerCall(write);
        table.Add($"frame of {length} B: {kind}", nanoseconds / 1000, "µs", moreIsBetter: false);
        table.Add(
            $"allocated for it", Measurement.BytesAllocatedPerCall(write), "B", moreIsBetter: false, goal: 0);
    }
}
