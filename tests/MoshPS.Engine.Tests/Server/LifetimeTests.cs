using MoshPS.Engine.Server;
using MoshPS.Engine.Tests.Simulation;

namespace MoshPS.Engine.Tests.Server;

/// <summary>When a session ends, and when it does not (spec 3 §2.8).</summary>
public sealed class LifetimeTests
{
    private const long Hour = 3_600_000;

    [Fact]
    public void Without_a_client_the_server_leaves_after_a_minute()
    {
        using SimulatedServer server = new();
        server.Run(59_900);
        Assert.False(server.IsEnded);
        server.Run(200);
        Assert.True(server.IsEnded);
        Assert.Equal(MoshServerEndReason.NoConnection, server.Host.Reason);
        Assert.Equal(["No connection within 60 seconds."], server.Log);
        Assert.False(server.Program.IsStarted);
    }

    [Fact]
    public void Junk_is_no_first_contact()
    {
        using SimulatedServer server = new();
        for (int i = 0; i < 60; i++)
        {
            server.Inject([1, 2, 3, .. new byte[60]]);
            server.Run(1_001);
        }

        Assert.True(server.IsEnded);
        Assert.Equal(0, server.DatagramsSent);
    }

    [Fact]
    public void A_client_that_is_away_for_a_week_finds_its_session()
    {
        using SimulatedServer server = new(new FakeProgram { Echoes = true });
        server.Connect();
        server.IsClientRunning = false;
        server.Run(100_000);
        long sent = server.DatagramsSent;
        server.Program.Print("news");
        server.Run(7 * 24 * Hour);

        // Nothing is sent to somebody who has not been heard for 40 seconds.
        Assert.Equal(sent, server.DatagramsSent);
        Assert.Contains("Server now detached from client.", server.Log);
        server.IsClientRunning = true;
        server.Run(1_000);
        Assert.False(server.IsEnded);
        Assert.Equal("news", SimulatedServer.TextOf(server.ClientScreen));
        server.Type("x");
        server.Run(300);
        Assert.Equal("newsx", SimulatedServer.TextOf(server.ClientScreen));
    }

    [Fact]
    public void Attaching_roaming_and_detaching_are_logged_and_recorded()
    {
        using SimulatedServer server = new();
        server.Connect();
        Assert.Equal(["Server now attached to client at 192.0.2.1:5000"], server.Log);
        Assert.Equal(["attached from 192.0.2.1"], server.Record);
        server.Roam();
        server.Run(5_000);
        Assert.Equal("Server now attached to client at 192.0.2.2:5000", server.Log[^1]);
        server.IsClientRunning = false;
        server.Run(25_000);
        Assert.Equal(["attached from 192.0.2.1", "attached from 192.0.2.2"], server.Record);
        server.Run(8_000);
        Assert.Equal("detached", server.Record[^1]);
        Assert.Equal(2, server.Log.Count);
        server.Run(15_000);
        Assert.Equal("Server now detached from client.", server.Log[^1]);
        server.IsClientRunning = true;
        server.Run(4_000);
        Assert.Equal("Server now attached to client at 192.0.2.2:5000", server.Log[^1]);
        Assert.Equal("attached from 192.0.2.2", server.Record[^1]);
        Assert.Equal(4, server.Log.Count);
        Assert.Equal(4, server.Record.Count);
    }

    [Fact]
    public void A_network_timeout_ends_a_session_whose_client_is_gone()
    {
        using SimulatedServer server = new(null, new MoshServerOptions { NetworkTimeout = TimeSpan.FromSeconds(100) });
        server.Connect();
        server.Run(300_000);
        Assert.False(server.IsEnded);
        server.IsClientRunning = false;
        server.Run(95_000);
        Assert.False(server.IsEnded);
        server.Run(6_000);
        Assert.True(server.IsEnded);
        Assert.Equal("Network idle for 100 seconds.", server.Log[^1]);
        Assert.Equal(MoshServerEndReason.NetworkIdle, server.Host.Reason);
    }

    [Fact]
    public void A_network_timeout_counts_from_the_start_before_first_contact()
    {
        using SimulatedServer server = new(null, new MoshServerOptions { NetworkTimeout = TimeSpan.FromSeconds(5) });
        server.Run(5_100);
        Assert.True(server.IsEnded);
        Assert.Equal(["Network idle for 5 seconds."], server.Log);
    }

    [Fact]
    public void A_client_that_answers_late_is_told_of_the_network_timeout()
    {
        using SimulatedServer server = new(null, new MoshServerOptions { NetworkTimeout = TimeSpan.FromSeconds(10) });
        server.Connect();
        server.Conditions = PathConditions.Blackout;
        server.Run(9_800);
        server.Conditions = PathConditions.Healthy with { Loss = 0.5 };
        server.Run(5_000);
        Assert.True(server.IsEnded);
        Assert.True(server.Client.PeerHasShutDown || server.Log.Count == 2);
    }

    [Fact]
    public void A_stopped_server_does_not_take_its_own_silence_for_the_clients()
    {
        using SimulatedServer server = new(null, new MoshServerOptions { NetworkTimeout = TimeSpan.FromSeconds(60) });
        server.Connect();
        server.IsServerStopped = true;
        server.Run(Hour);
        server.IsServerStopped = false;
        server.Run(1_000);
        Assert.False(server.IsEnded);
        server.Type("still here");
        server.Run(500);
        Assert.Equal("still here", server.Program.Received.ToString());
    }

    [Fact]
    public void A_stopped_server_does_not_miss_its_first_client()
    {
        using SimulatedServer server = new();
        server.IsServerStopped = true;
        server.Connect();
        server.Run(2 * Hour);
        server.IsServerStopped = false;
        server.Run(1_000);
        Assert.False(server.IsEnded);
        Assert.True(server.Program.IsStarted);
    }

    [Fact]
    public void The_clean_up_signal_ends_a_session_at_once_unless_it_has_a_timeout()
    {
        using SimulatedServer server = new();
        server.Connect();
        server.Host.CleanUpRequested(server.Now);
        server.Run(500);
        Assert.True(server.Client.PeerHasShutDown);
        Assert.True(server.IsEnded);
        Assert.Equal("Network idle for 0 seconds when SIGUSR1 received", server.Log[^1]);
    }

    [Fact]
    public void The_clean_up_signal_spares_a_session_whose_client_was_heard_lately()
    {
        using SimulatedServer server = new(null, new MoshServerOptions { SignalTimeout = TimeSpan.FromSeconds(60) });
        server.Connect();
        server.Host.CleanUpRequested(server.Now);
        server.Run(1_000);
        Assert.False(server.IsEnded);
        server.IsClientRunning = false;
        server.Run(58_000);
        server.Host.CleanUpRequested(server.Now);
        Assert.False(server.IsEnded);
        server.Run(8_000);
        server.Host.CleanUpRequested(server.Now);
        Assert.True(server.IsEnded);
        Assert.Matches("^Network idle for 6[3-9] seconds when SIGUSR1 received$", server.Log[^1]);
    }

    [Fact]
    public void A_stop_signal_tells_the_client_and_ends()
    {
        using SimulatedServer server = new();
        server.Connect();
        server.Program.Print("the last words");
        server.Run(100);
        server.Host.StopRequested(server.Now);
        Assert.False(server.IsEnded);
        server.Run(300);
        Assert.True(server.IsEnded);
        Assert.True(server.Client.PeerHasShutDown);
        Assert.Equal("the last words", SimulatedServer.TextOf(server.ClientScreen));
        Assert.Equal(MoshServerEndReason.Stopped, server.Host.Reason);
    }

    [Fact]
    public void A_stop_signal_ends_at_once_when_there_is_nobody_to_tell()
    {
        using SimulatedServer before = new();
        before.Host.StopRequested(before.Now);
        Assert.True(before.IsEnded);

        using SimulatedServer after = new();
        after.Connect();
        after.IsClientRunning = false;
        after.Run(50_000);
        after.Host.StopRequested(after.Now);
        Assert.True(after.IsEnded);
    }

    [Fact]
    public void A_second_stop_signal_ends_at_once()
    {
        using SimulatedServer server = new();
        server.Connect();
        server.IsClientRunning = false;
        server.Host.StopRequested(server.Now);
        server.Run(2_000);
        Assert.False(server.IsEnded);
        server.Host.StopRequested(server.Now);
        Assert.True(server.IsEnded);
    }

    [Fact]
    public void A_stop_signal_gives_a_silent_client_ten_seconds()
    {
        using SimulatedServer server = new();
        server.Connect();
        server.IsClientRunning = false;
        server.Host.StopRequested(server.Now);
        server.Run(9_900);
        Assert.False(server.IsEnded);
        server.Run(200);
        Assert.True(server.IsEnded);
    }

    [Fact]
    public void The_programs_end_is_the_sessions_with_all_that_it_printed()
    {
        using SimulatedServer server = new();
        server.Connect();
        server.Program.Print(string.Concat(Enumerable.Range(1, 50_000).Select(i => $"{i}\r\n")) + "the end");
        server.Program.HasExited = true;
        server.Run(1_000);
        Assert.True(server.IsEnded);
        Assert.True(server.Program.IsClosed);
        Assert.True(server.Client.PeerHasShutDown);
        Assert.EndsWith("49999\n50000\nthe end", SimulatedServer.TextOf(server.ClientScreen), StringComparison.Ordinal);
        Assert.Equal(MoshServerEndReason.ProgramEnded, server.Host.Reason);
    }

    [Fact]
    public void What_the_program_leaves_running_on_its_terminal_does_not_keep_the_session()
    {
        using SimulatedServer server = new();
        server.Connect();
        server.Program.Print(string.Concat(Enumerable.Range(1, 10_000).Select(i => $"{i}\r\n")));
        server.Run(1);
        server.Program.HasLeft = true;
        server.Host.ChildEnded();
        server.Run(500);
        Assert.True(server.IsEnded);
        Assert.EndsWith("9999\n10000", SimulatedServer.TextOf(server.ClientScreen), StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_screen_waits_for_a_client_that_is_away()
    {
        using SimulatedServer server = new();
        server.Connect();
        server.IsClientRunning = false;
        server.Run(100_000);
        server.Program.Print("all tests passed");
        server.Program.HasExited = true;
        server.Run(20 * Hour);
        Assert.False(server.IsEnded);
        Assert.True(server.Program.IsClosed);
        server.IsClientRunning = true;
        server.Run(2_000);
        Assert.Equal("all tests passed", SimulatedServer.TextOf(server.ClientScreen));
        Assert.True(server.Client.PeerHasShutDown);
        Assert.True(server.IsEnded);
    }

    [Fact]
    public void The_last_screen_waits_a_day_and_no_longer()
    {
        using SimulatedServer server = new();
        server.Connect();
        server.IsClientRunning = false;
        server.Run(60_000);
        server.Program.HasExited = true;
        server.Run((24 * Hour) - 5_000);
        Assert.False(server.IsEnded);
        server.Run(10_000);
        Assert.True(server.IsEnded);
    }

    [Fact]
    public void The_last_screen_waits_no_longer_than_the_network_timeout()
    {
        using SimulatedServer server = new(null, new MoshServerOptions { NetworkTimeout = TimeSpan.FromSeconds(600) });
        server.Connect();
        server.IsClientRunning = false;
        server.Run(60_000);
        server.Program.HasExited = true;
        server.Run(530_000);
        Assert.False(server.IsEnded);
        server.Run(20_000);
        Assert.True(server.IsEnded);
    }

    [Fact]
    public void A_stop_signal_ends_the_waiting_with_the_last_screen()
    {
        using SimulatedServer server = new();
        server.Connect();
        server.IsClientRunning = false;
        server.Run(60_000);
        server.Program.HasExited = true;
        server.Run(Hour);
        Assert.False(server.IsEnded);
        server.Host.StopRequested(server.Now);
        Assert.True(server.IsEnded);
    }

    [Fact]
    public void A_client_that_was_there_and_whose_only_goodbye_was_lost_is_not_waited_for()
    {
        using SimulatedServer server = new();
        server.Connect();
        server.Program.HasExited = true;
        server.Run(5);
        server.IsClientRunning = false;
        server.Run(ServerLifetime.SilenceAfterEnd - 5_000);
        Assert.False(server.IsEnded);
        server.Run(6_000);
        Assert.True(server.IsEnded);
    }

    [Fact]
    public void A_client_that_came_back_and_left_with_the_last_screen_is_not_waited_for_either()
    {
        using SimulatedServer server = new();
        server.Connect();
        server.IsClientRunning = false;
        server.Run(60_000);
        server.Program.HasExited = true;
        server.Run(Hour);
        server.Conditions = PathConditions.Healthy with { Loss = 0.9 };
        server.IsClientRunning = true;
        while (!server.Client.PeerHasShutDown)
        {
            server.Run(1);
        }

        server.IsClientRunning = false;
        server.Run(ServerLifetime.SilenceAfterEnd + 1_000);
        Assert.True(server.IsEnded);
    }

    [Fact]
    public void A_client_that_repeats_its_goodbye_late_is_answered()
    {
        using SimulatedServer server = new();
        server.Connect();
        server.Client.BeginShutdown(server.Now);
        do
        {
            server.Run(1);

            // The first is on its way; the answer is lost, and the client's machine has no time for it.
            server.Conditions = PathConditions.Blackout;
        }
        while (!server.Program.IsClosed);
        Assert.False(server.Client.ShutdownAcknowledged);
        server.IsClientRunning = false;
        server.Run(1_500);
        server.Conditions = PathConditions.Healthy;
        server.IsClientRunning = true;
        server.Run(500);
        Assert.True(server.Client.ShutdownAcknowledged);
    }

    [Fact]
    public void The_clients_end_is_the_sessions()
    {
        using SimulatedServer server = new();
        server.Connect();
        server.Client.BeginShutdown(server.Now);
        server.Run(1_000);
        Assert.True(server.Client.ShutdownAcknowledged);
        Assert.True(server.Program.IsClosed);
        server.Run(2_000);
        Assert.True(server.IsEnded);
        Assert.Equal(MoshServerEndReason.ClientEnded, server.Host.Reason);
    }

    [Fact]
    public void A_program_that_cannot_be_started_is_told_of_for_three_seconds()
    {
        using SimulatedServer server = new(
            new FakeProgram { StartError = "nosuch: No such file or directory" });
        server.Connect();
        server.Run(1_500);
        Assert.Equal("mosh-server: execvp: nosuch: No such file or directory", SimulatedServer.TextOf(server.ClientScreen));
        Assert.False(server.Client.PeerHasShutDown);
        server.Run(2_000);
        Assert.True(server.IsEnded);
        Assert.True(server.Client.PeerHasShutDown);
        Assert.Equal("mosh-server: execvp: nosuch: No such file or directory", SimulatedServer.TextOf(server.ClientScreen));
    }

    [Fact]
    public void A_defect_ends_the_session_with_a_message_on_the_clients_screen()
    {
        using SimulatedServer server = new();
        server.Connect();
        server.Program.Print("$ ");
        server.Run(100);
        server.Host.EndWithDefect(new InvalidOperationException("this cannot be"), server.Now);
        server.Run(1_000);
        Assert.True(server.IsEnded);
        Assert.Equal(MoshServerEndReason.Failed, server.Host.Reason);
        Assert.Equal("$\nmosh-server: internal error: InvalidOperationException: this cannot be", SimulatedServer.TextOf(server.ClientScreen));
        Assert.Contains("this cannot be", server.Log[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void An_idle_session_takes_few_turns()
    {
        using SimulatedServer server = new();
        server.Connect();
        int turns = server.Turns;
        server.Run(300_000);

        // One each way every three seconds, an acknowledgement each, and the record's deadline.
        Assert.InRange(server.Turns - turns, 100, 700);
    }
}
