using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MoshPS.Engine;
using MoshPS.Engine.Client;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Terminal;

namespace MoshPS.Interop.Tests.Client;

public sealed class SessionTests
{
    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task What_is_typed_reaches_the_shell_and_its_output_the_screen()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        Assert.Equal(MoshClientState.Connected, session.Client.State);
        session.Type("echo $((6 * 7)); stty size\r");
        await session.WaitForAsync("^42\n24 80\nready>");
        Screen screen = session.Client.GetScreen();
        Assert.Equal((80, 24), (screen.Columns, screen.Rows));
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task Keys_have_the_form_that_the_program_asked_for()
    {
        await using LiveSession session = await LiveSession.StartAsync();

        // The server translates the cursor keys; readline takes Up for the previous line.
        session.Type("echo first\r");
        await session.WaitForAsync("^first\nready>");
        Assert.True(KeyNames.TryGetBytes("Up", out ReadOnlyMemory<byte> up, out _));
        session.Client.Send(up.Span);
        session.Type("-again\r");
        await session.WaitForAsync("^first-again\nready>");
        session.Type("cat -v\r");
        await session.Client.WaitForQuietAsync(TimeSpan.FromMilliseconds(500));
        Assert.True(KeyNames.TryGetBytes("Ctrl+Left", out ReadOnlyMemory<byte> left, out _));
        session.Client.Send(up.Span);
        session.Client.Send(left.Span);
        session.Type("\r");
        await session.WaitForAsync(@"^\^\[\[A\^\[\[1;5D$");
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task A_new_size_reaches_the_shell_and_comes_back_with_the_screen()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        session.Client.Resize(133, 41);
        Assert.Equal((133, 41), (session.Client.Columns, session.Client.Rows));
        session.Type("stty size\r");
        await session.WaitForAsync("^41 133$");
        Screen screen = session.Client.GetScreen();
        Assert.Equal((133, 41), (screen.Columns, screen.Rows));
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task The_shell_starts_with_the_clients_size()
    {
        await using LiveSession session = await LiveSession.StartAsync(
            ["sh", "-c", "stty size; PS1='ready> ' exec bash --norc --noprofile"],
            options => options with { Columns = 97, Rows = 17 });
        Assert.Contains("17 97", session.Client.GetScreen().GetText(), StringComparison.Ordinal);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task The_end_of_the_remote_command_ends_the_session_cleanly()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        session.Type("exit 3\r");
        MoshClientEnd end = await session.Client.Completion.WaitAsync(LiveSession.Limit);
        Assert.Equal(MoshClientEndReason.RemoteExit, end.Reason);
        Assert.True(end.IsClean);
        Assert.True(end.WasConnected);
        Assert.Null(end.Error);
        Assert.Equal(MoshClientState.Closed, session.Client.State);
        Assert.True(await session.Server.WaitForEndAsync(LiveSession.Limit));
        Assert.Contains("exit 3", session.Client.GetScreen().GetText(), StringComparison.Ordinal);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task Shutting_down_ends_the_server_and_all_it_runs()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        session.Type("sleep 1000\r");
        MoshClientEnd end = await session.Client.ShutdownAsync().WaitAsync(LiveSession.Limit);
        Assert.Equal(MoshClientEndReason.ShutDown, end.Reason);
        Assert.True(end.IsClean);
        Assert.True(await session.Server.WaitForEndAsync(LiveSession.Limit));

        // What is sent or asked for afterwards has no effect, and does not throw.
        session.Type("x");
        session.Client.Resize(10, 10);
        Assert.Equal(end, await session.Client.ShutdownAsync());
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task Aborting_leaves_the_server_running()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        session.Client.Abort();
        MoshClientEnd end = await session.Client.Completion.WaitAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(MoshClientEndReason.Aborted, end.Reason);
        Assert.False(end.IsClean);
        Assert.False(await session.Server.WaitForEndAsync(TimeSpan.FromMilliseconds(500)));
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task A_server_that_was_killed_is_out_of_contact_and_its_end_unconfirmed()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        session.Server.Dispose();
        MoshClientState state = await session.Client.WaitForStateAsync(MoshClientState.OutOfContact).WaitAsync(TimeSpan.FromSeconds(12));
        Assert.Equal(MoshClientState.OutOfContact, state);
        Assert.InRange(session.Client.GetStatistics().SinceLastContact!.Value.TotalSeconds, 6.4, 12);

        long start = Stopwatch.GetTimestamp();
        MoshClientEnd end = await session.Client.ShutdownAsync().WaitAsync(LiveSession.Limit);
        Assert.Equal(MoshClientEndReason.ShutDownUnconfirmed, end.Reason);
        Assert.False(end.IsClean);
        Assert.Equal("ShutdownUnconfirmed", end.Error!.ErrorId);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0.3, 11);
    }

    [Fact]
    public async Task Where_nobody_answers_the_session_says_what_to_check()
    {
        // A bound socket that never answers: the port is open, and silent.
        using Socket silent = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using MoshClient client = MoshClient.Start(new MoshClientOptions
        {
            Server = (IPEndPoint)silent.LocalEndPoint!,
            Key = SessionKey.FromBytes(new byte[16]),
            ConnectTimeout = TimeSpan.FromSeconds(1),
        });
        Assert.Equal(MoshClientState.Connecting, client.State);
        MoshSessionException error = await Assert.ThrowsAsync<MoshSessionException>(
            () => client.WaitForConnectionAsync().WaitAsync(TimeSpan.FromSeconds(3)));
        Assert.Equal("UdpBlocked", error.ErrorId);
        Assert.Contains($"{client.Server.Port}", error.Message, StringComparison.Ordinal);
        Assert.Contains("firewall", error.RecommendedAction, StringComparison.Ordinal);

        MoshClientEnd end = await client.Completion.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(MoshClientEndReason.ConnectionTimedOut, end.Reason);
        Assert.False(end.WasConnected);
        Assert.Equal("UdpBlocked", end.Error!.ErrorId);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task With_the_wrong_key_nothing_is_accepted()
    {
        using MoshServer server = await MoshServer.StartAsync("bash", "--norc");
        await using MoshClient client = MoshClient.Start(LiveSession.OptionsFor(server) with
        {
            Key = SessionKey.FromBytes(new byte[16]),
            ConnectTimeout = TimeSpan.FromSeconds(1),
        });
        MoshSessionException error = await Assert.ThrowsAsync<MoshSessionException>(
            () => client.WaitForConnectionAsync().WaitAsync(TimeSpan.FromSeconds(3)));
        Assert.Equal("UdpBlocked", error.ErrorId);
    }

    [Fact]
    public async Task Junk_is_counted_and_dropped()
    {
        using Socket server = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using MoshClient client = MoshClient.Start(new MoshClientOptions
        {
            Server = (IPEndPoint)server.LocalEndPoint!,
            Key = SessionKey.FromBytes(new byte[16]),
        });
        byte[] first = new byte[2048];
        SocketReceiveFromResult received = await server.ReceiveFromAsync(first, new IPEndPoint(IPAddress.Any, 0)).WaitAsync(LiveSession.Limit);
        Random random = new(1);
        for (int i = 0; i < 30; i++)
        {
            byte[] junk = new byte[i * 100];
            random.NextBytes(junk);
            await server.SendToAsync(junk, received.RemoteEndPoint);
        }

        // Its own datagram, sent back, is not from the server either.
        await server.SendToAsync(first.AsMemory(0, received.ReceivedBytes), received.RemoteEndPoint);
        for (int i = 0; client.GetStatistics().InvalidDatagrams < 31; i++)
        {
            Assert.True(i < 200, $"{client.GetStatistics()}");
            await Task.Delay(25);
        }

        Assert.Equal(0, client.GetStatistics().DatagramsReceived);
        Assert.Equal(MoshClientState.Connecting, client.State);
    }

    [RequiresFact("mosh-server", "bash", "linux", "ipv6-loopback")]
    public async Task A_session_runs_over_ipv6()
    {
        using MoshServer server = await MoshServer.StartAsync(new MoshServerSettings { Command = ["bash", "--norc"], Address = IPAddress.IPv6Loopback });
        await using MoshClient client = MoshClient.Start(LiveSession.OptionsFor(server));
        await client.WaitForConnectionAsync().WaitAsync(LiveSession.Limit);
        CommandResult result = await CommandRunner.RunAsync(client, "echo six", LiveSession.Limit);
        Assert.Equal(["six"], result.Output);
        Assert.True((await client.ShutdownAsync().WaitAsync(LiveSession.Limit)).IsClean);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task An_ipv4_address_in_ipv6_form_is_reached_over_ipv4()
    {
        await using LiveSession session = await LiveSession.StartAsync(
            adjust: options => options with { Server = new IPEndPoint(options.Server.Address.MapToIPv6(), options.Server.Port) });
        Assert.Equal(AddressFamily.InterNetwork, session.Client.Server.AddressFamily);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task Statistics_tell_what_happened()
    {
        DateTimeOffset before = DateTimeOffset.UtcNow;
        await using LiveSession session = await LiveSession.StartAsync();
        CommandResult result = await CommandRunner.RunAsync(session.Client, "seq 100", LiveSession.Limit);
        Assert.Equal("100", result.Output[^1]);
        MoshClientStatistics statistics = session.Client.GetStatistics();
        Assert.InRange(statistics.Started, before, DateTimeOffset.UtcNow);
        Assert.InRange(statistics.LastContact!.Value, statistics.Started, DateTimeOffset.UtcNow);
        Assert.InRange(statistics.RoundTripTime!.Value.TotalMilliseconds, 0, 500);
        Assert.NotNull(statistics.RoundTripVariation);
        Assert.Equal(0, statistics.LossEstimate);
        Assert.True(statistics.DatagramsSent >= 2);
        Assert.True(statistics.DatagramsReceived >= 2);
        Assert.True(statistics.BytesSent > 100);
        Assert.True(statistics.BytesReceived > 200);
        Assert.Equal(0, statistics.InvalidDatagrams);
        Assert.Equal(0, statistics.SendErrors);
        Assert.Null(statistics.SendError);
        Assert.InRange(statistics.AcknowledgedStateNumber, 1UL, statistics.LocalStateNumber);
        Assert.True(statistics.RemoteStateNumber > 0);
        Assert.Equal(0, statistics.PortHops);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task A_megabyte_of_input_arrives_whole()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        session.Type("stty -echo; sha256sum\r");
        await session.WaitForAsync("sha256sum$");
        await session.Client.WaitForQuietAsync(TimeSpan.FromMilliseconds(300));
        string line = new string('x', 99) + "\r";
        for (int i = 0; i < 12_000; i++)
        {
            session.Type(line);
        }

        session.Type("\x04");
        byte[] expected = System.Security.Cryptography.SHA256.HashData(
            System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 99) + "\n", 12_000))));
        await session.WaitForAsync(Convert.ToHexStringLower(expected), TimeSpan.FromSeconds(60));
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task Waiting_for_quiet_outlasts_the_output()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        session.Type("for i in 1 2 3 4 5; do echo tick $i; sleep 0.2; done; echo all\\ done\r");
        await session.Client.WaitForQuietAsync(TimeSpan.FromMilliseconds(700)).WaitAsync(LiveSession.Limit);
        Assert.Contains("all done", session.Client.GetScreen().GetText(), StringComparison.Ordinal);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task Waiting_ends_with_the_session_and_when_cancelled()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        using CancellationTokenSource cancelled = new();
        Task<ScreenMatch> first = session.Client.WaitForPatternAsync(new("never"), cancelled.Token);
        Task<ScreenMatch> second = session.Client.WaitForPatternAsync(new("never"));
        Task quiet = session.Client.WaitForQuietAsync(TimeSpan.FromHours(1));
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(LiveSession.Limit));
        session.Type("exit\r");
        MoshSessionException error = await Assert.ThrowsAsync<MoshSessionException>(() => second.WaitAsync(LiveSession.Limit));
        Assert.Equal("SessionEnded", error.ErrorId);
        error = await Assert.ThrowsAsync<MoshSessionException>(() => quiet.WaitAsync(LiveSession.Limit));
        Assert.Equal("SessionEnded", error.ErrorId);
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task Changes_are_announced_one_call_at_a_time()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        int calls = 0;
        int inside = 0;
        bool overlapped = false;
        session.Client.Changed += (_, _) =>
        {
            overlapped |= Interlocked.Increment(ref inside) > 1;
            Interlocked.Increment(ref calls);
            Thread.Sleep(20);
            Interlocked.Decrement(ref inside);
        };
        session.Type("for i in $(seq 30); do echo $i; sleep 0.02; done; echo end\\ of it\r");
        await session.WaitForAsync("end of it");
        await session.Client.ShutdownAsync().WaitAsync(LiveSession.Limit);
        Assert.True(calls > 1);
        Assert.False(overlapped);
    }
}
