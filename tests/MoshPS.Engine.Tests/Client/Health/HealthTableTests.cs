using MoshPS.Engine.Client;
using MoshPS.Engine.Client.Health;
using MoshPS.Engine.Prediction;

namespace MoshPS.Engine.Tests.Client.Health;

public sealed class HealthTableTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly int[] RoundTrips = [9, 11, 23, 25, 60];

    [Fact]
    public void A_session_is_a_line_under_the_titles()
    {
        IReadOnlyList<HealthLine> lines = HealthTable.Draw([Row("web", "web01.example.org")], Second, 80, 24);
        Assert.Equal(
            [
                "Name HostName          State           RTT RTT over 20 s        Loss Silent Hits",
                "web  web01.example.org Connected     23 ms                ▁▂▃▃▄   2%    1 s  84%",
            ],
            lines.Select(line => line.Text));
        Assert.Equal([HealthLineKind.Header, HealthLineKind.Normal], lines.Select(line => line.Kind));
    }

    [Fact]
    public void The_state_gives_a_line_its_kind()
    {
        HealthRow[] rows = [.. Enum.GetValues<MoshClientState>().Select(state => Row("n", "h", state))];
        Assert.Equal(
            [
                (MoshClientState.Connecting, HealthLineKind.Warning),
                (MoshClientState.Connected, HealthLineKind.Normal),
                (MoshClientState.OutOfContact, HealthLineKind.Warning),
                (MoshClientState.Closing, HealthLineKind.Faint),
                (MoshClientState.Closed, HealthLineKind.Faint),
            ],
            rows.Zip(HealthTable.Draw(rows, Second, 80, 24).Skip(1), (row, line) => (row.Sample.State, line.Kind)));
    }

    [Fact]
    public void What_is_not_known_yet_stays_blank()
    {
        HealthRow fresh = new("new", "h", new HealthSample { Time = default, State = MoshClientState.Connecting }, []);
        Assert.Equal("new  h        Connecting", HealthTable.Draw([fresh], Second, 100, 24)[1].Text);
    }

    [Fact]
    public void No_line_is_wider_than_the_window_nor_are_there_more_than_fit()
    {
        HealthRow[] rows =
        [
            Row("a-very-long-name-that-nobody-would-give", "a-host-with-a-name.in.a.deep.domain.example.org"),
            Row("東京東京東京東京東京", "日本"),
            Row("e\u0301\u200Bvil\e[31m\n\tname", "h", MoshClientState.OutOfContact),
        ];
        for (int width = 1; width <= 200; width++)
        {
            for (int height = 1; height <= 6; height++)
            {
                IReadOnlyList<HealthLine> lines = HealthTable.Draw(rows, Second, width, height);
                Assert.InRange(lines.Count, 2, Math.Max(2, height));
                Assert.All(lines, line => Assert.InRange(ColumnText.WidthOf(line.Text), 0, width));
                Assert.All(lines, line => Assert.DoesNotContain(line.Text, char.IsControl));
            }
        }
    }

    [Fact]
    public void A_narrow_window_keeps_what_matters_most()
    {
        HealthRow[] rows = [Row("web", "web01.example.org", MoshClientState.OutOfContact)];
        Assert.Equal("Name State           RTT Loss Silent", HealthTable.Draw(rows, Second, 40, 24)[0].Text);
        Assert.Equal("Name State           RTT", HealthTable.Draw(rows, Second, 25, 24)[0].Text);
        Assert.Equal("Name    RTT", HealthTable.Draw(rows, Second, 12, 24)[0].Text);
    }

    [Fact]
    public void Sessions_that_do_not_fit_are_counted()
    {
        HealthRow[] rows = [.. Enumerable.Range(1, 10).Select(i => Row($"s{i}", "h"))];
        IReadOnlyList<HealthLine> lines = HealthTable.Draw(rows, Second, 80, 5);
        Assert.Equal(["Name", "s1", "s2", "s3", "and 7 more"], lines.Select(line => line.Text.StartsWith("and", StringComparison.Ordinal) ? line.Text : line.Text.Split(' ')[0]));
    }

    [Fact]
    public void A_wide_window_shows_a_longer_past()
    {
        string title = HealthTable.Draw([Row("n", "h")], TimeSpan.FromSeconds(5), 120, 24)[0].Text;
        Assert.Contains("RTT over 5:45", title, StringComparison.Ordinal);
    }

    private static HealthRow Row(string name, string host, MoshClientState state = MoshClientState.Connected) => new(
        name,
        host,
        new HealthSample
        {
            Time = default,
            State = state,
            RoundTripTime = TimeSpan.FromMilliseconds(23),
            LossEstimate = 0.02,
            SinceLastContact = TimeSpan.FromSeconds(1.5),
            PredictionHitRate = 0.84,
            PredictionState = PredictionState.Shown,
        },
        [.. RoundTrips.Select(time => (TimeSpan?)TimeSpan.FromMilliseconds(time))]);
}
