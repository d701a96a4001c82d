using System.Net;
using MoshPS.Engine.Ssh.RemoteSessions;

namespace MoshPS.Engine.Tests.Ssh.RemoteSessions;

/// <summary>What hosts of several kinds print, recorded, and what it means.</summary>
public sealed class SessionReportTests
{
    private const string Preamble = """
        user 1000 alice
        now 1795340334
        clock 100
        btime 1795326924
        self 31442 (dash) R 31396 31392 20062 0 -1 4194304 158 379 0 0 0 0 0 0 20 0 1 0 1341018 2658304 451 18446744073709551615
        selfrun 13407826.580140
        """;

    /// <summary>A stock server on Linux whose shell runs on pts/2.</summary>
    private const string Stock = """
        process 31399 (mosh-server) S 1 31392 20062 0 -1 4194368 40 80 0 0 0 0 0 0 20 0 1 0 1340949 19509248 546 18446744073709551615
        arguments 31399 mosh-server new -s -c 256 
        run 31399 13407149.227140
        descriptors 31399
        socket 31399 socket:[3682359]
        udp socket:[3682359] 0100007F:EA61
        child 31400 (bash) S 31399 31400 31400 34818 31400 4194368 56 0 0 0 0 0 0 0 20 0 1 0 1340950 19509248 689 18446744073709551615
        arguments 31400 -bash 
        """;

    [Fact]
    public void A_stock_session_on_Linux_is_described_whole()
    {
        var session = Assert.Single(Read(Preamble, Stock, "login alice    pts/2        2026-11-22 09:38 (192.0.2.7 via mosh [31399])"));
        Assert.Equal(
            new RemoteSession
            {
                ProcessId = 31399,
                UserName = "alice",
                UdpPort = 60001,
                Started = new DateTimeOffset(2026, 11, 22, 9, 38, 53, TimeSpan.Zero),
                State = RemoteSessionState.Attached,
                ClientAddress = IPAddress.Parse("192.0.2.7"),
                Terminal = "pts/2",
                Command = "-bash",
                Implementation = RemoteServerImplementation.Stock,
                StartToken = "t1340949",
            },
            session);
    }

    [Theory]
    [InlineData("alice    pts/2        2026-11-22 09:38 (mosh [31399])", RemoteSessionState.Detached, null)]
    [InlineData("alice    pts/2        2026-11-22 09:38   .         31399 (mosh [31399])", RemoteSessionState.Detached, null)]
    [InlineData("alice    pts/2        2026-11-22 09:38 (2001:db8::7 via mosh [31399])", RemoteSessionState.Attached, "2001:db8::7")]
    [InlineData("alice    pts/2        2026-11-22 09:38 (::ffff:192.0.2.7 via mosh [31399])", RemoteSessionState.Attached, "192.0.2.7")]
    // busybox
    [InlineData("alice           pts/2           00:00   Nov 22 09:38:53  192.0.2.7 via mosh [31399]", RemoteSessionState.Attached, "192.0.2.7")]
    [InlineData("alice           pts/2           00:00   Nov 22 09:38:53  mosh [31399]", RemoteSessionState.Detached, null)]
    // Of another server, or left behind by a killed one that had this process id.
    [InlineData("alice    pts/2        2026-11-22 09:38 (mosh [31398])", RemoteSessionState.Unknown, null)]
    [InlineData("alice    pts/7        2026-11-20 09:38 (192.0.2.7 via mosh [31399])", RemoteSessionState.Unknown, null)]
    [InlineData("alice    pts/2        2026-11-22 09:38 (nonsense via mosh [31399])", RemoteSessionState.Unknown, null)]
    [InlineData("mallory  pts/2        2026-11-22 09:38 (192.0.2.7 via mosh [31399] not)", RemoteSessionState.Unknown, null)]
    public void A_login_record_tells_where_the_client_is(string record, RemoteSessionState state, string? client)
    {
        var session = Assert.Single(Read(Preamble, Stock, "login " + record));
        Assert.Equal(state, session.State);
        Assert.Equal(client, session.ClientAddress?.ToString());
    }

    [Fact]
    public void A_server_that_has_slept_for_long_is_detached_without_any_record()
    {
        string asleep = Preamble.Replace("selfrun 13407826.580140", "selfrun 13437826.580140", StringComparison.Ordinal);
        Assert.Equal(RemoteSessionState.Detached, Assert.Single(Read(asleep, Stock)).State);

        string stopped = Stock.Replace("(mosh-server) S", "(mosh-server) T", StringComparison.Ordinal);
        Assert.Equal(RemoteSessionState.Unknown, Assert.Single(Read(asleep, stopped)).State);
    }

    [Fact]
    public void A_stock_server_that_nobody_has_contacted_is_waiting()
    {
        string waiting = Stock
            .Replace("child 31400 (bash)", "process 31400 (mosh-server)", StringComparison.Ordinal)
            .Replace("arguments 31400 -bash", "arguments 31400 mosh-server new -s", StringComparison.Ordinal)
            + "\ndescriptors 31400";
        var session = Assert.Single(Read(Preamble, waiting, "login alice    pts/2        2026-11-22 09:38 (mosh [31399])"));
        Assert.Equal(31399, session.ProcessId);
        Assert.Equal(RemoteSessionState.Waiting, session.State);
        Assert.Null(session.Command);
        Assert.Equal("pts/2", session.Terminal);
    }

    [Theory]
    [InlineData("moshps: session on UDP port 60001, waiting", RemoteSessionState.Waiting, null)]
    [InlineData("moshps: session on UDP port 60001, detached", RemoteSessionState.Detached, null)]
    [InlineData("moshps: session on UDP port 60001, attached from 192.0.2.7", RemoteSessionState.Attached, "192.0.2.7")]
    [InlineData("moshps: session on UDP port 60001, attached from 2001:db8::7      ", RemoteSessionState.Attached, "2001:db8::7")]
    public void A_session_of_ours_tells_by_its_title(string title, RemoteSessionState state, string? client)
    {
        string ours = Stock.Replace("mosh-server new -s -c 256", title, StringComparison.Ordinal);
        var session = Assert.Single(Read(Preamble, ours, "login alice    pts/2        2026-11-22 09:38 (198.51.100.1 via mosh [31399])"));
        Assert.Equal(RemoteServerImplementation.MoshPS, session.Implementation);
        Assert.Equal(state, session.State);
        Assert.Equal(client, session.ClientAddress?.ToString());
        Assert.Equal(60001, session.UdpPort);
    }

    [Theory]
    [InlineData("/opt/moshps server -p 60001", 1)]
    [InlineData("mosh-server --session -p 60001", 1)]
    [InlineData("mosh-server moshps.dll server --session -p 60001", 1)]
    [InlineData("moshps connect srv", 0)]
    [InlineData("moshps client 192.0.2.7 60001", 0)]
    public void Our_executable_counts_only_when_it_serves(string arguments, int sessions)
    {
        string ours = Stock
            .Replace("(mosh-server)", "(moshps)", StringComparison.Ordinal)
            .Replace("mosh-server new -s -c 256", arguments, StringComparison.Ordinal);
        var found = Read(Preamble, ours);
        Assert.Equal(sessions, found.Count);
        Assert.All(found, session => Assert.Equal(RemoteServerImplementation.MoshPS, session.Implementation));
    }

    [Fact]
    public void A_starter_without_a_UDP_port_is_no_session() =>
        Assert.Empty(Read(Preamble, Stock.Replace("udp socket:[3682359]", "udp socket:[1]", StringComparison.Ordinal)));

    [Fact]
    public void A_process_that_may_not_be_looked_into_keeps_its_place_without_a_port()
    {
        string closed = string.Join('\n', Stock.Split('\n').Where(line => !line.StartsWith("descriptors", StringComparison.Ordinal)));
        var session = Assert.Single(Read(Preamble, closed, "owner 31399 dr-xr-xr-x 9 bob bob 0 Nov 22 09:38 /proc/31399"));
        Assert.Null(session.UdpPort);
        Assert.Equal("bob", session.UserName);
    }

    [Fact]
    public void The_start_is_right_in_a_container_that_sees_its_own_boot_time()
    {
        string container = Preamble.Replace("btime 1795326924", "btime 1795340000", StringComparison.Ordinal);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 9, 38, 53, TimeSpan.Zero), Assert.Single(Read(container, Stock)).Started!.Value, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void The_start_is_right_where_clock_and_boot_time_are_missing()
    {
        string bare = string.Join('\n', Preamble.Split('\n').Where(line => !line.StartsWith("btime", StringComparison.Ordinal))).Replace("clock 100", "clock ", StringComparison.Ordinal);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 9, 38, 53, TimeSpan.Zero), Assert.Single(Read(bare, Stock)).Started!.Value, TimeSpan.FromSeconds(1));
    }

    /// <summary>The form of macOS; lsof tells the ports.</summary>
    private const string Darwin = """
        user 501 alice
        now 1795340334
        started 611 1 501 ?? Sun Nov 22 09:38:53 2026     mosh-server new -s -c 256 -l LANG=en_US.UTF-8
        started 612 611 501 ttys004  Sun Nov 22 09:38:54 2026     -zsh
        started 700 1 501 ??       Sat Nov 21 08:00:00 2026     moshps: session on UDP port 60002, attached from 192.0.2.9
        started 701 700 501 ttys005  Sat Nov 21 08:00:00 2026     vim notes.txt
        started 800 1 502 ??       Sat Nov 21 08:00:00 2026     mosh-server new -s
        started 900 650 501 ttys001  Sun Nov 22 09:40:00 2026     grep mosh-server
        lsof p611
        lsof f4
        lsof n192.0.2.1:60001
        lsof p700
        lsof f7
        lsof n*:60002
        lsof p800
        lsof f4
        lsof n[2001:db8::1]:60003
        login alice    ttys004  Nov 22 09:38 (192.0.2.7 via mosh [611])
        """;

    [Fact]
    public void Sessions_of_macOS_are_read_from_ps_and_lsof()
    {
        var sessions = Read(Darwin);
        Assert.Equal([700, 611], sessions.Select(session => session.ProcessId));
        Assert.Equal([60002, 60001], sessions.Select(session => session.UdpPort));
        Assert.Equal(["ttys005", "ttys004"], sessions.Select(session => session.Terminal));
        Assert.Equal(["vim notes.txt", "-zsh"], sessions.Select(session => session.Command));
        Assert.Equal(["192.0.2.9", "192.0.2.7"], sessions.Select(session => session.ClientAddress?.ToString()));
        Assert.All(sessions, session => Assert.Equal("alice", session.UserName));
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 9, 38, 53, TimeSpan.Zero), sessions[1].Started);
        Assert.Equal("lSun_Nov_22_09:38:53_2026", sessions[1].StartToken);
    }

    [Fact]
    public void Sessions_of_all_accounts_are_shown_when_asked_for()
    {
        var sessions = SessionReport.Read(Lines(Darwin), allUsers: true);
        var other = Assert.Single(sessions, session => session.ProcessId == 800);
        Assert.Equal("502", other.UserName);
        Assert.Equal(60003, other.UdpPort);
    }

    [Theory]
    [InlineData("sockstat alice    mosh-serve 611   4  udp4   192.0.2.1:60001       *:*")]
    [InlineData("sockstat alice    mosh-server 611   4  udp    192.0.2.1.60001       *.*")]
    [InlineData("fstat alice    mosh-server  611    4* internet dgram udp 192.0.2.1:60001")]
    public void Ports_come_from_what_the_system_has(string line)
    {
        string text = string.Join('\n', Darwin.Split('\n').Where(other => !other.StartsWith("lsof", StringComparison.Ordinal)));
        var session = Assert.Single(Read(text, line));
        Assert.Equal((611, 60001), (session.ProcessId, session.UdpPort));
    }

    [Fact]
    public void Without_any_list_of_ports_titles_and_options_tell_them()
    {
        string text = string.Join('\n', Darwin.Split('\n').Where(other => !other.StartsWith("lsof", StringComparison.Ordinal)))
            .Replace("new -s -c 256", "new -s -c 256 -p 60017", StringComparison.Ordinal);
        Assert.Equal([60002, 60017], Read(text).Select(session => session.UdpPort));
    }

    [Fact]
    public void Sessions_are_read_from_a_ps_that_tells_only_elapsed_times()
    {
        var session = Assert.Single(Read("user 101 alice\nnow 1795340334\nelapsed 611 1 alice    ?        1-02:03:04 /usr/bin/mosh-server new\nelapsed 612 611 alice    pts/3 1-02:03:04 -ksh"));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 7, 35, 50, TimeSpan.Zero), session.Started);
        Assert.Equal(("pts/3", "-ksh"), (session.Terminal, session.Command));
        Assert.Null(session.StartToken);
    }

    [Fact]
    public void Sessions_are_read_from_the_ps_of_busybox()
    {
        string text = """
            user 0 root
            now 1795340334
            plain 611 1 root     ?      mosh-server new -i 127.0.0.1 -p 60901
            plain 612 611 root     136,2  mosh-server new -i 127.0.0.1 -p 60901
            plain 700 1 root     ?      mosh-server new
            plain 701 700 root     136,3  -sh
            plain 800 1 daemon   ?      mosh-server new
            plain 900 650 root     136,0  vi mosh-server.c
            """;
        var sessions = Read(text);
        Assert.Equal([(611, 60901, RemoteSessionState.Waiting, "pts/2"), (700, null, RemoteSessionState.Unknown, "pts/3")],
            sessions.Select(session => (session.ProcessId, session.UdpPort, session.State, session.Terminal)));
        Assert.Equal("-sh", sessions[1].Command);
        Assert.All(sessions, session => Assert.Null(session.Started));
    }

    [Theory]
    [InlineData("bare 611 root       3:02 mosh-server new", 0)]
    [InlineData("bare 611 root      1234 S    mosh-server new -s", 1)]
    [InlineData("bare 611 root      1234 S <  mosh-server new -s", 1)]
    [InlineData("bare 611 root     mosh-server new -s", 1)]
    [InlineData("bare 611 root           SW   mosh-server new -s", 1)]
    [InlineData("bare 611 root         0 Z    mosh-server new -s", 0)]
    [InlineData("bare 611 root      1234 S    vi mosh-server", 0)]
    [InlineData("bare 611 daemon    1234 S    mosh-server new", 0)]
    public void Sessions_are_read_from_a_ps_without_options(string line, int sessions) =>
        Assert.Equal(sessions, Read("user 0 root\nnow 1795340334", line).Count);

    [Fact]
    public void A_cut_user_name_is_recognised()
    {
        Assert.Single(Read("user 1000 alexandria\nplain 611 1 alexand+ ? mosh-server new"));
        Assert.Empty(Read("user 1000 alexandria\nplain 611 1 alexander+ ? mosh-server new"));
    }

    [Fact]
    public void What_a_program_calls_itself_cannot_command_the_terminal()
    {
        var session = Assert.Single(Read(Preamble, Stock.Replace("31400 -bash", "31400 \e]0;title\a\e[31mred\b", StringComparison.Ordinal)));
        Assert.Equal("red", session.Command);
    }

    [Fact]
    public void Nonsense_of_every_kind_is_survived()
    {
        string[] lines = [.. Lines(Preamble), .. Lines(Stock), .. Lines(Darwin), "login x (mosh [99999999999])", "owner", "arguments 31399", "socket 1", "udp x", "run 31399 1e999", "now 99999999999999999999"];
        var random = new Random(20261122);
        for (int round = 0; round < 3000; round++)
        {
            string[] mutated = [.. lines];
            for (int i = 0; i < 4; i++)
            {
                int line = random.Next(mutated.Length);
                string text = mutated[line];
                int at = random.Next(text.Length + 1);
                mutated[line] = random.Next(4) switch
                {
                    0 => text[..at],
                    1 => text.Insert(at, random.Next(3) switch { 0 => "9999999999", 1 => " ", _ => ((char)random.Next(1, 300)).ToString() }),
                    2 => text.Remove(0, at),
                    _ => lines[random.Next(lines.Length)],
                };
            }

            _ = SessionReport.Read(mutated, allUsers: random.Next(2) == 0);
        }
    }

    private static IReadOnlyList<RemoteSession> Read(params string[] texts) => SessionReport.Read([.. texts.SelectMany(Lines)], allUsers: false);

    private static string[] Lines(string text) => text.Split('\n');
}
