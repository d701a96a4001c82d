using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using MoshPS.Engine;
using MoshPS.Engine.Client;
using MoshPS.Engine.Ssh;
using MoshPS.Engine.Ssh.Local;
using MoshPS.Interop.Tests.Cli;

namespace MoshPS.Interop.Tests.Ssh;

/// <summary>Servers on this machine, without SSH.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LocalBootstrapTests : IDisposable
{
    private readonly ProcessMark _mark = new();

    public void Dispose() => _mark.Dispose();

    [RequiresTheory("mosh-server", "linux")]
    [InlineData("mosh-server", AddressFamilyPreference.Any)]
    [InlineData("moshps server", AddressFamilyPreference.Any)]
    public Task A_session_needs_no_ssh(string server, AddressFamilyPreference family) => RunSessionAsync(server, family);

    [RequiresTheory("mosh-server", "linux", "ipv6-loopback")]
    [InlineData("mosh-server", AddressFamilyPreference.IPv6)]
    [InlineData("moshps server", AddressFamilyPreference.PreferIPv6)]
    public Task A_session_can_use_the_loopback_address_of_IPv6(string server, AddressFamilyPreference family) => RunSessionAsync(server, family);

    [RequiresTheory("mosh-server", "linux")]
    [InlineData("mosh-server")]
    [InlineData("moshps server")]
    public async Task The_server_is_in_a_session_of_its_own_and_the_key_is_in_no_environment_or_argument(string server)
    {
        SshBootstrapResult result = await LocalBootstrap.RunAsync(Options(server), CancellationToken.None);
        string[] status = (await File.ReadAllTextAsync($"/proc/{result.ServerProcessId}/stat")).Split(") ")[^1].Split(' ');
        string[] own = (await File.ReadAllTextAsync("/proc/self/stat")).Split(") ")[^1].Split(' ');

        // Fields 5 and 6: process group and session. Ctrl+C at our terminal must not reach it.
        Assert.NotEqual(own[2], status[2]);
        Assert.NotEqual(own[3], status[3]);
        string[] files = ["environ", "cmdline"];
        foreach (string file in ((int[])[result.ServerProcessId!.Value, Environment.ProcessId]).SelectMany(id => files.Select(name => $"/proc/{id}/{name}")))
        {
            Assert.DoesNotContain(result.Key.ToBase64(), await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        }
    }

    [RequiresFact("mosh-server", "linux")]
    public async Task A_path_with_blanks_is_a_program()
    {
        using TemporaryDirectory directory = new();
        string path = directory["a mosh-server"];
        await File.WriteAllTextAsync(path, $"#!/bin/sh\n{ProcessMark.Name}={_mark.Value} exec mosh-server \"$@\"\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        SshBootstrapResult result = await LocalBootstrap.RunAsync(Options("") with { ServerCommand = path }, CancellationToken.None);
        Assert.Equal(IPAddress.Loopback, result.Server.Address);
    }

    [RequiresTheory("linux")]
    [InlineData("ServerNotFound", "/no/such/mosh-server")]
    [InlineData("ServerNotFound", "no-such-mosh-server")]
    [InlineData("ConnectLineMalformed", "echo MOSH CONNECT 99999999 key;")]
    [InlineData("ServerStartFailed", "echo a reason; exit 3;")]
    [InlineData("ServerStartFailed", "yes;")]
    [InlineData("LocaleUnavailable", "echo mosh-server needs a UTF-8 native locale to run.; exit 1;")]
    [InlineData("BadPortRange", "echo Bad UDP port range; exit 1;")]
    public async Task A_server_that_does_not_start_is_an_error_with_a_stable_id(string id, string command)
    {
        var error = await Assert.ThrowsAsync<MoshBootstrapException>(() =>
            LocalBootstrap.RunAsync(Options("") with { ServerCommand = command }, CancellationToken.None));
        Assert.Equal(id, error.ErrorId);
        Assert.NotEmpty(error.RecommendedAction);
    }

    [RequiresTheory("mosh-server", "linux")]
    [InlineData("mosh-server")]
    [InlineData("moshps server")]
    public async Task A_port_in_use_is_reported(string server)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        int port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        var error = await Assert.ThrowsAsync<MoshBootstrapException>(() =>
            LocalBootstrap.RunAsync(Options(server) with { UdpPorts = new UdpPortRange(port, port) }, CancellationToken.None));
        Assert.Equal("UdpPortUnavailable", error.ErrorId);
    }

    [RequiresFact("linux")]
    public async Task A_silent_command_is_ended_when_the_time_is_up()
    {
        var error = await Assert.ThrowsAsync<MoshBootstrapException>(() => LocalBootstrap.RunAsync(
            Options("") with { ServerCommand = $"env {ProcessMark.Name}={_mark.Value} sleep 600;", Timeout = TimeSpan.FromSeconds(0.5) }, CancellationToken.None));
        Assert.Equal("ServerStartFailed", error.ErrorId);
        Assert.Contains("within 0.5 s", error.Message, StringComparison.Ordinal);
        Assert.True(await _mark.WaitUntilGoneAsync(TimeSpan.FromSeconds(10)));
    }

    [RequiresFact("linux")]
    public async Task Cancelling_ends_the_command()
    {
        using CancellationTokenSource cancel = new();
        Task<SshBootstrapResult> start = LocalBootstrap.RunAsync(
            Options("") with { ServerCommand = $"env {ProcessMark.Name}={_mark.Value} sleep 600;" }, cancel.Token);
        Stopwatch patience = Stopwatch.StartNew();
        while (_mark.FindProcesses().Count == 0 && patience.Elapsed < TimeSpan.FromSeconds(20))
        {
            await Task.Delay(20);
        }

        Assert.NotEmpty(_mark.FindProcesses());
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
        Assert.True(await _mark.WaitUntilGoneAsync(TimeSpan.FromSeconds(10)));
    }

    private async Task RunSessionAsync(string server, AddressFamilyPreference family)
    {
        List<SshBootstrapPhase> phases = [];
        SshBootstrapResult result = await LocalBootstrap.RunAsync(
            Options(server) with { Family = family, PhaseChanged = phases.Add, Command = ["env", "PS1=remote> ", "bash", "--norc", "--noprofile"] },
            CancellationToken.None);
        Assert.Equal([SshBootstrapPhase.StartingServer, SshBootstrapPhase.ServerStarted], phases);
        Assert.Equal(("localhost", Environment.UserName), (result.HostName, result.UserName));
        Assert.True(IPAddress.IsLoopback(result.Server.Address));
        Assert.Equal(family == AddressFamilyPreference.Any ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6, result.Server.AddressFamily);
        Assert.Contains(result.ServerProcessId!.Value, _mark.FindProcesses());
        await using MoshClient client = MoshClient.Start(new MoshClientOptions { Server = result.Server, Key = result.Key });
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        await client.WaitForConnectionAsync(limit.Token);
        CommandResult command = await CommandRunner.RunAsync(client, "echo $((6*7)); (exit 5)", TimeSpan.FromSeconds(30), limit.Token);
        Assert.Equal(("42", 5), (string.Join('\n', command.Output), command.ExitCode));
        Assert.True((await client.ShutdownAsync(limit.Token)).IsClean);
        Assert.True(await _mark.WaitUntilGoneAsync(TimeSpan.FromSeconds(10)));
    }

    /// <summary>The options for a server whose processes carry the mark.</summary>
    private LocalBootstrapOptions Options(string server) => new()
    {
        ServerCommand = $"env {ProcessMark.Name}={_mark.Value} {server.Replace("moshps", MoshPSProgram.Path, StringComparison.Ordinal)}",
        Timeout = TimeSpan.FromSeconds(60),
    };
}
