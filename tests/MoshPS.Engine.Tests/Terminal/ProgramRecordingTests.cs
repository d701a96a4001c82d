using System.Globalization;
using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Terminal;

/// <summary>Recorded output of real programs gives the screen that tmux made of it (ProgramRecordings/README.md).</summary>
public sealed class ProgramRecordingTests
{
    private const string Prefix = "MoshPS.Engine.Tests.Terminal.ProgramRecordings.";
    private const string OutputSuffix = ".output.bin";

    public static TheoryData<string> Names => [.. typeof(ProgramRecordingTests).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(OutputSuffix, StringComparison.Ordinal))
        .Select(name => name[Prefix.Length..^OutputSuffix.Length])];

    [Fact]
    public void There_are_six_recordings_at_least() => Assert.True(Names.Count >= 6);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_recording_gives_the_screen_that_tmux_shows(string name)
    {
        ProgramRecording recording = ProgramRecording.Load(name);
        Emulator emulator = new(recording.Columns, recording.Rows);
        emulator.Write(recording.Output);
        AssertShows(recording, emulator.Screen);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_recording_cut_into_frames_gives_the_same_screen_on_the_other_side(string name)
    {
        ProgramRecording recording = ProgramRecording.Load(name);
        foreach (int pieceLength in new[] { 1, 7, 100, 1000 })
        {
            Emulator program = new(recording.Columns, recording.Rows);
            Emulator client = new(recording.Columns, recording.Rows, EmulatorRole.WireFacing);
            Emulator terminal = new(recording.Columns, recording.Rows);
            FrameWriter writer = new();
            TerminalCapabilities capabilities = new()
            {
                CanEraseCharacters = true,
                ErasesWithBackground = true,
                HasTitles = true,
            };
            terminal.Write(writer.Write(client.Screen, client.Screen, false, capabilities));
            Screen last = program.Screen.Snapshot();
            for (int start = 0; start < recording.Output.Length; start += pieceLength)
            {
                int length = Math.Min(pieceLength, recording.Output.Length - start);
                program.Write(recording.Output.AsSpan(start, length));
                Screen next = program.Screen.Snapshot();
                Screen lastShown = client.Screen.Snapshot();
                client.Write(writer.Write(last, next, initialised: true, TerminalCapabilities.Wire));
                terminal.Write(writer.Write(lastShown, client.Screen, initialised: true, capabilities));
                last = next;
            }

            Assert.True(ScreenAppearance.AreAlike(program.Screen, client.Screen), $"pieces of {pieceLength}");
            AssertShows(recording, client.Screen);
            AssertShows(recording, terminal.Screen);
        }
    }

    private static void AssertShows(ProgramRecording recording, Screen screen)
    {
        Assert.Equal(ScreenDescription.RowTexts(recording.Screen), ScreenDescription.RowTexts(screen));
        for (int row = 0; row < recording.Rows; row++)
        {
            for (int column = 0; column < recording.Columns; column++)
            {
                if (screen[row, column].Content is not (0 or ' '))
                {
                    Assert.True(
                        recording.Screen[row, column].Rendition == screen[row, column].Rendition,
                        $"{row},{column}: {screen[row, column].Rendition}, tmux {recording.Screen[row, column].Rendition}");
                }
            }
        }

        // tmux reports a pending wrap as the column behind the last.
        Assert.Equal(
            (recording.CursorRow, Math.Min(recording.CursorColumn, recording.Columns - 1)),
            (screen.CursorRow, screen.CursorColumn));
    }

    private sealed record ProgramRecording(
        int Columns, int Rows, int CursorRow, int CursorColumn, byte[] Output, Screen Screen)
    {
        public static ProgramRecording Load(string name)
        {
            string[] lines = Encoding.UTF8.GetString(Read(name + ".screen")).Split('\n');
            int[] numbers = [.. lines[0].Split(' ').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
            Emulator emulator = new(numbers[0], numbers[1]);
            for (int row = 0; row < numbers[1]; row++)
            {
                emulator.Write(Encoding.UTF8.GetBytes($"\e[{row + 1}H{lines[row + 1]}"));
            }

            return new ProgramRecording(
                numbers[0], numbers[1], numbers[2], numbers[3], Read(name + OutputSuffix), emulator.Screen);
        }

        private static byte[] Read(string file)
        {
            using Stream stream = typeof(ProgramRecording).Assembly.GetManifestResourceStream(Prefix + file)!;
            using MemoryStream copy = new();
            stream.CopyTo(copy);
            return copy.ToArray();
        }
    }
}
