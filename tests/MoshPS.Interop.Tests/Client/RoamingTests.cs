using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using MoshPS.Engine.Client;
using MoshPS.Interop.Tests.Cli;
using MoshPS.UdpRelay;

namespace MoshPS.Interop.Tests.Client;

public sealed class RoamingTests
{
    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task After_a_change_of_port_the_server_answers_to_the_new_one()
    {
        await using LiveSession session = await LiveSession.StartAsync();
        for (int i = 1; i <= 12; i++)
        {
            session.Client.Roam();
            CommandResult result = await CommandRunner.RunAsync(session.Client, $"echo roamed {i}", LiveSession.Limit);
            Assert.Equal([$"roamed {i}"], result.Output);
            Assert.Equal(i, session.Client.GetStatistics().PortHops);
        }
    }

    [RequiresFact("mosh-server", "bash", "linux")]
    public async Task After_ten_seconds_without_an_answer_another_port_is_tried()
    {
        using MoshServer server = await MoshServer.StartAsync("bash", "--norc");
        await using UdpRelay.UdpRelay relay = UdpRelay.UdpRelay.Start(server.Address, seed: 1);
        await using MoshClient client = MoshClient.Start(LiveSession.OptionsFor(server) with { Server = relay.Listening });
        await client.WaitForConnectionAsync().WaitAsync(LiveSession.Limit);
        LinkConditions open = relay.ToClient;
        relay.ToServer = open with { LossPercent = 100 };
        relay.ToClient = open with { LossPercent = 100 };
        await client.WaitForStateAsync(MoshClientState.OutOfContact).WaitAsync(LiveSession.Limit);
        client.Send("echo still here\r"u8);
        await Task.Delay(TimeSpan.FromSeconds(9));
        Assert.InRange(client.GetStatistics().PortHops, 1, 2);

        relay.ToServer = open;
        relay.ToClient = open;
        await client.WaitForStateAsync(MoshClientState.Connected).WaitAsync(LiveSession.Limit);
        await client.WaitForPatternAsync(new("\nstill here")).WaitAsync(LiveSession.Limit);
    }

    [RequiresFact("mosh-server", "bash", "linux", "kill")]
    public async Task A_process_that_was_stopped_for_long_tries_another_port_at_once()
    {
        using MoshServer server = await MoshServer.StartAsync("bash", "--norc");
        using Process process = Process.Start(new ProcessStartInfo(
            MoshPSProgram.Path, ["client", "--headless", "127.0.0.1", $"{server.Address.Port}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["MOSH_KEY"] = server.Key },
        })!;
        await process.StandardInput.WriteLineAsync("wait connected\nwait quiet 1000\nstatus");
        Assert.Equal(0, await ReadPortHopsAsync(process));
        (await ProgramRun.RunAsync("kill", "-STOP", Id(process))).EnsureSuccess();
        await Task.Delay(TimeSpan.FromSeconds(9));
        (await ProgramRun.RunAsync("kill", "-CONT", Id(process))).EnsureSuccess();
        await process.StandardInput.WriteLineAsync("wait quiet 500\nrun echo back\nstatus\nquit");
        Assert.Equal(1, await ReadPortHopsAsync(process));
        await process.WaitForExitAsync().WaitAsync(LiveSession.Limit);
        Assert.Equal(0, process.ExitCode);
    }

    [RequiresFact("mosh-server", "bash", "linux", "ip", "network-namespaces")]
    public async Task A_change_of_the_networks_addresses_makes_the_client_try_another_port()
    {
        // In a network of its own, so that this machine's is left alone.
        string script = $$"""
            ip link set lo up
            read -r _ _ port key < <(LANG=C.UTF-8 mosh-server new -i 127.0.0.1 -- bash --norc 2>/dev/null | tr -d '\r' | grep 'MOSH CONNECT')
            { echo wait connected; sleep 2; ip addr add 192.0.2.1/32 dev lo; sleep 2; echo run echo moved; echo status; echo quit; } |
                MOSH_KEY=$key '{{MoshPSProgram.Path}}' client --headless 127.0.0.1 "$port"
            """;
        ProgramRun run = await ProgramRun.RunAsync("unshare", "--net", "bash", "-c", script);
        run.EnsureSuccess();
        Assert.Contains("moved\nexit 0\n", run.Output, StringComparison.Ordinal);
        Assert.Matches("port-hops [1-9]", run.Output);
    }

    private static string Id(Process process) => process.Id.ToString(CultureInfo.InvariantCulture);

    private static async Task<int> ReadPortHopsAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(LiveSession.Limit) is { } line)
        {
            if (Regex.Match(line, @"^port-hops (\d+)") is { Success: true } match)
            {
                return int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            }
        }

        throw new InvalidOperationException("The program has ended.");
    }
}
