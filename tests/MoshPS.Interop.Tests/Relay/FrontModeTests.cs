using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using MoshPS.UdpRelay;

namespace MoshPS.Interop.Tests.Relay;

public sealed class FrontModeTests
{
    [RequiresFact("mosh-server", "mosh-client", "tmux", "linux")]
    public async Task A_fronted_server_serves_stock_mosh_client_through_cut_and_roaming()
    {
        using var mark = new ProcessMark();
        using var directory = new TemporaryDirectory();
        string control = directory["control"];
        var front = await ProgramRun.RunAsync(
            Programs.UdpRelay,
            ["--front", "--delay", "5", "--control", control, "--", "mosh-server", "new", "-i", "127.0.0.1", "--", "/bin/sh"],
            new Dictionary<string, string?> { ["LANG"] = "C.UTF-8", ["LC_ALL"] = null, ["PS1"] = "$ ", [ProcessMark.Name] = mark.Value });
        var connect = Regex.Match(front.Output, @"^MOSH CONNECT (\d+) (\S{22})$", RegexOptions.Multiline);
        Assert.True(connect.Success, front.Output + front.Error);
        Assert.Contains("[mosh-server detached, pid = ", front.Error, StringComparison.Ordinal);

        await using var tmux = await Tmux.StartAsync(
            ["mosh-client", "127.0.0.1", connect.Groups[1].Value],
            environment: new Dictionary<string, string> { ["MOSH_KEY"] = connect.Groups[2].Value });
        await tmux.WaitForAsync(@"^\$");
        await tmux.TypeLineAsync("echo $((40+2))");
        await tmux.WaitForAsync("^42$");

        Assert.Equal("ok", ControlSocket.Send(control, "cut 1s"));
        Assert.Equal("ok", ControlSocket.Send(control, "rebind 127.0.0.2"));
        await tmux.TypeLineAsync("echo $((40+3))");
        await tmux.WaitForAsync("^43$");
        Assert.Contains("\"127.0.0.2:", ControlSocket.Send(control, "stats"), StringComparison.Ordinal);

        await tmux.TypeLineAsync("exit");
        Assert.Equal(0, await tmux.WaitForExitAsync());
        Assert.True(await mark.WaitUntilGoneAsync(TimeSpan.FromSeconds(20)), "The relay did not follow its server.");
    }

    [RequiresFact("mosh-server", "linux")]
    public async Task A_server_that_fails_fails_through_the_front()
    {
        var front = await ProgramRun.RunAsync(
            Programs.UdpRelay,
            ["--front", "--", "mosh-server", "new", "-p", "5:1"],
            new Dictionary<string, string?> { ["LANG"] = "C.UTF-8" });
        Assert.Equal(1, front.ExitCode);
        Assert.Contains("Bad UDP port range (5:1)", front.Error, StringComparison.Ordinal);
    }

    [RequiresFact("mosh-server", "linux")]
    [UnsupportedOSPlatform("windows")]
    public async Task The_relay_outlives_a_front_whose_terminal_is_closed_at_once()
    {
        using var mark = new ProcessMark();
        using var directory = new TemporaryDirectory();
        for (int i = 0; i < 8; i++)
        {
            string control = directory[$"control{i}"];
            using (var terminal = RecordedTerminal.Start(
                [Programs.UdpRelay, "--front", "--control", control, "--", "mosh-server", "new", "-i", "127.0.0.1", "--", "sleep", "20"],
                variables: new Dictionary<string, string> { [ProcessMark.Name] = mark.Value }))
            {
                Assert.Equal(0, await terminal.WaitForExitAsync());
                Assert.Contains("MOSH CONNECT ", terminal.Written, StringComparison.Ordinal);
            }

            await Task.Delay(300);
            Assert.Contains("\"listening\":", ControlSocket.Send(control, "stats"), StringComparison.Ordinal);
            Assert.Equal("ok", ControlSocket.Send(control, "quit"));
        }
    }

    [RequiresFact("linux")]
    public async Task Quit_ends_a_relay_program_at_once()
    {
        using var directory = new TemporaryDirectory();
        using var relay = Process.Start(new ProcessStartInfo(Programs.UdpRelay, ["--to", "127.0.0.1:9", "--control", directory["control"]])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.StartsWith("listening 127.0.0.1:", await relay.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal($"control {directory["control"]}", await relay.StandardOutput.ReadLineAsync());

        var sent = await ProgramRun.RunAsync(Programs.UdpRelay, "--send", directory["control"], "quit");
        Assert.Equal("ok\n", sent.Output);
        await relay.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(0, relay.ExitCode);
    }
}
