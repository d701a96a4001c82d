using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Terminal;

/// <summary>Real programs look as they look through stock mosh.</summary>
public sealed class RecordingTests
{
    public static TheoryData<int> Indices => [.. Enumerable.Range(0, Recording.All.Count)];

    [Theory]
    [MemberData(nameof(Indices))]
    public void A_program_looks_as_through_stock_mosh(int index)
    {
        Recording recording = Recording.All[index];
        var emulator = new Emulator(80, 24);

        emulator.Write(recording.Output());

        Screen screen = emulator.Screen;
        Assert.Equal(recording.Rows.Select(Plain), ScreenDescription.RowTexts(screen).Select(Plain));
        Assert.Equal((recording.CursorRow, recording.CursorColumn), (screen.CursorRow, screen.CursorColumn));
        ScreenInvariants.AssertHold(screen, EmulatorRole.HostFacing);
    }

    [Theory]
    [InlineData("vim")]
    [InlineData("less")]
    [InlineData("bash")]
    [InlineData("tmux")]
    public void A_damaged_recording_leaves_a_sound_screen(string name)
    {
        byte[] output = Recording.Output(name);
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            byte[] damaged = TerminalInput.Mutate(random, output);
            var whole = new Emulator(80, 24);
            var inPieces = new Emulator(80, 24);

            whole.Write(damaged);
            for (int start = 0; start < damaged.Length;)
            {
                int length = Math.Min(random.Next(1, 50), damaged.Length - start);
                inPieces.Write(damaged.AsSpan(start, length));
                start += length;
            }

            ScreenInvariants.AssertHold(whole.Screen, EmulatorRole.HostFacing);
            Assert.True(whole.Screen.HasSameContent(inPieces.Screen), $"seed {seed}");
        }
    }

    /// <summary>tmux, which stock was watched with, makes no difference between the two kinds of space.</summary>
    private static string Plain(string row) => row.Replace('\u00A0', ' ');
}
