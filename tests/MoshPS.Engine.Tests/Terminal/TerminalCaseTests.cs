using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Terminal;

/// <summary>The emulator does what stock mosh was seen to do.</summary>
public sealed class TerminalCaseTests
{
    public static TheoryData<string> Names => [.. TerminalCase.All.Select(c => c.Name)];

    [Fact]
    public void All_119_cases_are_there() => Assert.Equal(119, TerminalCase.All.Count);

    [Theory]
    [MemberData(nameof(Names))]
    public void Case(string name)
    {
        TerminalCase expected = TerminalCase.Named(name);
        var emulator = new Emulator(expected.Width, expected.Height);

        emulator.Write(TerminalCase.Bytes(expected.Input));

        AssertAsExpected(expected, emulator);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Case_byte_by_byte(string name)
    {
        TerminalCase expected = TerminalCase.Named(name);
        var emulator = new Emulator(expected.Width, expected.Height);

        foreach (byte value in TerminalCase.Bytes(expected.Input))
        {
            emulator.Write([value]);
        }

        AssertAsExpected(expected, emulator);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Case_in_random_pieces(string name)
    {
        TerminalCase expected = TerminalCase.Named(name);
        byte[] input = TerminalCase.Bytes(expected.Input);
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var emulator = new Emulator(expected.Width, expected.Height);
            for (int start = 0; start < input.Length;)
            {
                int length = Math.Min(random.Next(1, 8), input.Length - start);
                emulator.Write(input.AsSpan(start, length));
                start += length;
            }

            AssertAsExpected(expected, emulator);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Stocks_frame_gives_the_same_screen(string name)
    {
        TerminalCase expected = TerminalCase.Named(name);
        var emulator = new Emulator(expected.Width, expected.Height, EmulatorRole.WireFacing);

        emulator.Write(TerminalCase.Bytes(expected.Wire));

        Screen screen = emulator.Screen;
        Assert.True(emulator.IsParserIdle);
        Assert.True(emulator.Replies.IsEmpty);
        Assert.Equal(expected.Rows, ScreenDescription.RowTexts(screen));
        Assert.Equal(expected.Attrs, ScreenDescription.Runs(screen));
        Assert.Equal(expected.WrapRows, ScreenDescription.WrappedRows(screen));

        // The one divergence in the file is the backspace at the bottom right, which a wire-facing emulator allows for.
        Assert.Equal((expected.CursorRow, expected.CursorCol), (screen.CursorRow, screen.CursorColumn));
        TerminalCase.DrawState state = ScreenDescription.State(screen);
        Assert.Equal(OnTheWire(expected.State), OnTheWire(state));
    }

    private static void AssertAsExpected(TerminalCase expected, Emulator emulator)
    {
        Screen screen = emulator.Screen;
        Assert.Equal(expected.Rows, ScreenDescription.RowTexts(screen));
        Assert.Equal((expected.CursorRow, expected.CursorCol), (screen.CursorRow, screen.CursorColumn));
        Assert.Equal(expected.Attrs, ScreenDescription.Runs(screen));
        Assert.Equal(expected.WrapRows, ScreenDescription.WrappedRows(screen));
        Assert.Equal(expected.State with { RegionBottom = Bottom(expected) }, ScreenDescription.State(screen));
        Assert.Equal(expected.Reply, Encoding.Latin1.GetString(emulator.Replies));
        Assert.True(emulator.IsParserIdle);
    }

    private static int? Bottom(TerminalCase expected) =>
        expected.State.RegionBottom == expected.Height - 1 ? null : expected.State.RegionBottom;

    /// <summary>Without what no frame carries, and with one bell for several.</summary>
    private static TerminalCase.DrawState OnTheWire(TerminalCase.DrawState state) => state with
    {
        PendingWrap = false,
        RegionTop = 0,
        RegionBottom = null,
        Origin = false,
        Autowrap = true,
        ApplicationCursorKeys = false,
        MouseAlternateScroll = false,
        Bells = Math.Min(state.Bells, 1),
    };
}
