using System.Text;
using MoshPS.Engine.Client;
using MoshPS.Engine.Client.Overlays;
using MoshPS.Engine.Prediction;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Tests.Terminal;

namespace MoshPS.Engine.Tests.Client.Overlays;

/// <summary>Overlays over the smallest screens, and what is pasted.</summary>
public sealed class OverlayCornerTests
{
    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("\e[200~abc\e[201~", "")]
    [InlineData("\e[20|0~abc|\e[20|1~|C", "C")]
    [InlineData("\e[200~|a|b|c|\e[201~|C", "C")]
    [InlineData("\e[200~abc\e[201~|d", "d")]
    public void A_paste_between_marks_is_not_predicted_however_short(string reads, string shown)
    {
        FrameComposer composer = Composer(PredictionMode.Experimental);
        Screen server = new(20, 3);
        foreach (string read in reads.Split('|'))
        {
            composer.Type(View(server, 0), Encoding.UTF8.GetBytes(read));
        }

        Assert.Equal(shown, Compose(composer, server, 0).GetText().Trim());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 4)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    public void The_smallest_screens_take_every_overlay(int columns, int rows)
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            FrameComposer composer = Composer(random.GetItems([PredictionMode.Always, PredictionMode.Experimental], 1)[0]);
            Emulator server = new(columns, rows);
            server.Write("\e]0;title\a"u8);
            FrameWriter writer = new();
            Screen shown = new(columns, rows);
            for (int step = 0; step < 20; step++)
            {
                long now = step * random.Next(5_000);
                server.Write(TerminalInput.Sensible(random, 3));
                if (random.Next(3) == 0)
                {
                    // Also down from where predictions were made.
                    server.Resize(random.Next(1, 4), random.Next(1, 4));
                }

                composer.ShowHelp(random.Next(2) == 0);
                composer.Type(View(server.Screen, now), TerminalInput.Sensible(random, 3));
                composer.Type(View(server.Screen, now), Encoding.UTF8.GetBytes(random.GetItems(["x", "文", "\x7F", "\r", "\e[C", "\e[D", "e\u0301"], 1)[0]));
                if (random.Next(10) == 0)
                {
                    composer.ShowExit("文字 Exiting...");
                }

                Screen frame = Compose(composer, server.Screen, now);
                Assert.Equal((server.Screen.Columns, server.Screen.Rows), (frame.Columns, frame.Rows));
                _ = writer.Write(shown, frame, true, default);
                shown = frame;
            }
        }
    }

    [Fact]
    public void The_bar_of_one_column_is_its_first_character()
    {
        FrameComposer composer = Composer(PredictionMode.Never);
        composer.ShowExit("Exiting...");
        Assert.Equal("m", Compose(composer, new Screen(1, 1), 0).GetText().Trim());
    }

    [Fact]
    public void After_hours_of_being_stopped_nothing_is_late_until_the_server_has_had_its_time()
    {
        const long Hours = 3 * 3_600_000;
        FrameComposer composer = Composer(PredictionMode.Never);
        Screen server = new(80, 2);
        ClientView before = View(server, 1_000);
        composer.Compose(before, isLast: false);
        composer.Continued(Hours);
        Assert.Equal("", TextOf(Hours));
        Assert.Equal("", TextOf(Hours + NotificationBar.ContactLateAfter));
        Assert.Equal(Hours + NotificationBar.ContactLateAfter + 1, composer.NextDeadline);
        Assert.StartsWith("mosh: Last contact 3:00:05 ago.", TextOf(composer.NextDeadline), StringComparison.Ordinal);

        // What was late before the process was stopped is late afterwards.
        composer.Continued(2 * Hours);
        Assert.StartsWith("mosh: Last contact 5:59:59 ago.", TextOf(2 * Hours), StringComparison.Ordinal);

        string TextOf(long now)
        {
            ClientView view = before with { Now = now, Screen = server.Snapshot() };
            composer.Compose(view, isLast: false);
            return view.Screen.GetText().Trim();
        }
    }

    private static FrameComposer Composer(PredictionMode mode) =>
        new(new AttachOptions { Prediction = new PredictionOptions { Mode = mode } }, new PredictionCounters(), 60001, canSuspend: true);

    private static Screen Compose(FrameComposer composer, Screen server, long now)
    {
        ClientView view = View(server, now);
        composer.Compose(view, isLast: false);
        return view.Screen;
    }

    private static ClientView View(Screen server, long now) =>
        new(now, server.Snapshot(), new PredictionFeedback(0, 0, 0, 250), MoshClientState.Connected, true, false, now, now, 0, null, 0);
}
