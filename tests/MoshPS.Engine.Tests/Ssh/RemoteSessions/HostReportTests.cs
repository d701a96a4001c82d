using MoshPS.Engine.Ssh.RemoteSessions;

namespace MoshPS.Engine.Tests.Ssh.RemoteSessions;

public sealed class HostReportTests
{
    [Fact]
    public void Only_marked_lines_count_until_the_end()
    {
        var report = new HostReport();
        Assert.True(report.Accept("Welcome to srv!"));
        Assert.False(report.Accept(""));
        Assert.False(report.Accept("MOSHPS user 0 root"));
        Assert.True(report.Accept("it says MOSHPS end"));
        Assert.False(report.IsComplete);
        Assert.False(report.Accept("MOSHPS end"));
        Assert.True(report.IsComplete);
        Assert.False(report.Accept("MOSHPS too late"));
        Assert.Equal(["user 0 root"], report.Lines);
        Assert.Equal(["Welcome to srv!", "it says MOSHPS end"], report.OtherLines.Lines);
    }

    [Fact]
    public void Other_lines_are_made_printable_and_only_the_last_are_kept()
    {
        var report = new HostReport();
        for (int i = 0; i < 100; i++)
        {
            report.Accept($"\e[31mline {i}\a");
        }

        Assert.Equal(["line 95", "line 96", "line 97", "line 98", "line 99"], report.OtherLines.Lines);
    }

    [Fact]
    public void What_became_of_sessions_is_read_by_process()
    {
        var outcomes = new Dictionary<int, RemoteSessionStop>();
        StopReport.Read(["stopped 1", "gone 2", "refused 3", "alive 4", "alive x", "nonsense 5", "", "stopped"], outcomes);
        Assert.Equal(
            [(1, RemoteSessionStop.Stopped), (2, RemoteSessionStop.AlreadyOver), (3, RemoteSessionStop.Refused), (4, RemoteSessionStop.StillRunning)],
            outcomes.Select(outcome => (outcome.Key, outcome.Value)));
    }

    [Fact]
    public void Scripts_are_of_plain_characters()
    {
        foreach (string script in new[] { SessionListScript.Build(false), SessionListScript.Build(true), SessionStopScript.Build() })
        {
            Assert.All(script, character => Assert.True(character is '\n' or (>= ' ' and <= '~'), script));
            Assert.DoesNotContain('@', script);
        }
    }
}
