using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MoshPS.Interop.Tests.Cli;

namespace MoshPS.Interop.Tests.ServerContract;

/// <summary>Whole runs of <c>moshps server</c> beside stock mosh-server: output, messages and exit status are the same.</summary>
public sealed class ContractTests
{
    public static TheoryData<string, string[], string[]> Runs => new()
    {
        { "a session", ["new", "-i", "127.0.0.1", "-p", "0"], [] },
        { "a session with a command", ["new", "-c", "256", "-i", "127.0.0.1", "-p", "0", "--", "true", "-v"], [] },
        { "an unknown option", ["new", "-x", "-i", "127.0.0.1", "-p", "0"], [] },
        { "the form of old", ["127.0.0.1", "0"], [] },
        { "too many operands", ["127.0.0.1", "0", "0"], [] },
        { "a bad port", ["new", "-p", "x"], [] },
        { "bad colours", ["new", "-c", "many"], [] },
        { "a bad port goes before a bad locale", ["new", "-p", "x"], ["LANG=C"] },
        { "the address of the ssh connection", ["new", "-s", "-p", "0"], ["SSH_CONNECTION=192.0.2.1 5000 127.0.0.1 22"] },
        { "an address of another machine", ["new", "-i", "192.0.2.1", "-p", "61300:61302"], [] },
        { "a name for an address", ["new", "-i", "localhost", "-p", "0"], [] },
        { "nothing for an address", ["new", "-i", "", "-p", "0"], [] },
        { "all warnings", ["new", "-s", "-i", "192.0.2.1", "-p", "0"], ["MOSH_SERVER_SIGNAL_TMOUT=-1", "MOSH_SERVER_NETWORK_TMOUT=x"] },
        { "the client's locale", ["new", "-i", "127.0.0.1", "-p", "0", "-l", "LC_ALL=C.UTF-8"], ["LC_ALL=POSIX"] },
        { "the client's locale after one that is missing", ["new", "-i", "127.0.0.1", "-p", "0", "-l", "LC_ALL=C.UTF-8"], ["LC_ALL=xx_YY.UTF-8"] },
        { "the client's locale is ignored", ["new", "-i", "127.0.0.1", "-p", "0", "-l", "LC_ALL=xx_YY"], [] },
    };

    [RequiresTheory("mosh-server", "linux")]
    [MemberData(nameof(Runs))]
    public async Task Words_and_exit_status_are_those_of_stock(string name, string[] arguments, string[] settings)
    {
        using ServerRun stock = await ServerRun.StockAsync(arguments, settings);
        using ServerRun ours = await ServerRun.OursAsync(arguments, settings);
        Assert.Equal((name, stock.Words), (name, ours.Words));
    }

    [RequiresFact("mosh-server", "linux")]
    public async Task That_no_port_is_free_is_said_in_the_words_of_stock()
    {
        using Socket occupant = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        occupant.Bind(new IPEndPoint(IPAddress.Any, 0));
        string port = ((IPEndPoint)occupant.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture);
        foreach (string[] arguments in (string[][])[["new", "-p", port], ["new", "-i", "127.0.0.1", "-p", $"{port}:{port}"], ["new", "-i", "x", "-p", port]])
        {
            using ServerRun stock = await ServerRun.StockAsync(arguments);
            using ServerRun ours = await ServerRun.OursAsync(arguments);
            Assert.Equal(1, stock.Raw.ExitCode);
            Assert.Equal(stock.Words, ours.Words);
        }
    }

    [RequiresFact("mosh-server", "linux")]
    public async Task The_lowest_free_port_of_a_range_is_taken()
    {
        using Socket occupant = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        occupant.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)occupant.LocalEndPoint!).Port;
        using ServerRun ours = await ServerRun.OursAsync(["new", "-i", "127.0.0.1", "-p", string.Create(CultureInfo.InvariantCulture, $"{port}:{Math.Min(port + 20, 65535)}")]);
        int taken = int.Parse(ours.Raw.Output.Split(' ')[2], CultureInfo.InvariantCulture);
        Assert.InRange(taken, port + 1, port + 20);
    }

    [RequiresFact("mosh-server", "linux")]
    public async Task Help_begins_with_the_usage_of_stock_and_goes_on_for_people()
    {
        foreach (string[] arguments in (string[][])[["--help"], ["new", "-h", "--version"], ["new", "-p", "x", "-h"]])
        {
            using ServerRun stock = await ServerRun.StockAsync(arguments);
            using ServerRun ours = await ServerRun.OursAsync(arguments);
            Assert.Equal((0, ""), (ours.Raw.ExitCode, ours.Raw.Error));
            Assert.Equal("Usage: moshps server new" + stock.Raw.Output[stock.Raw.Output.IndexOf(" [-s]", StringComparison.Ordinal)..], ours.Raw.Output[..(ours.Raw.Output.IndexOf('\n', StringComparison.Ordinal) + 1)]);
            Assert.Contains("-l NAME=VALUE", ours.Raw.Output, StringComparison.Ordinal);
        }
    }

    [RequiresFact("mosh-server", "linux")]
    public async Task Version_tells_the_version_of_mosh_as_stock_does_and_whose_server_it_is()
    {
        using ServerRun stock = await ServerRun.StockAsync(["new", "--version", "-h"]);
        using ServerRun ours = await ServerRun.OursAsync(["new", "--version", "-h"]);
        Assert.Equal((0, ""), (ours.Raw.ExitCode, ours.Raw.Error));
        Assert.Equal(stock.Raw.Output.Split(' ')[..3], ours.Raw.Output.Split(' ')[..3]);
        Assert.Contains("[build moshps ", ours.Raw.Output, StringComparison.Ordinal);
        Assert.Contains("MIT", ours.Raw.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Winstein", ours.Raw.Output, StringComparison.Ordinal);
    }

    [RequiresFact("linux")]
    public async Task Help_and_version_of_the_command_to_run_are_its_own()
    {
        using ServerRun ours = await ServerRun.OursAsync(["new", "-i", "127.0.0.1", "-p", "0", "--", "--help"]);
        Assert.StartsWith("MOSH CONNECT ", ours.Raw.Output, StringComparison.Ordinal);
    }

    [RequiresFact("linux")]
    public async Task The_executable_is_the_server_when_it_is_called_by_that_name()
    {
        using TemporaryDirectory directory = new();
        string link = directory["mosh-server"];
        File.CreateSymbolicLink(link, MoshPSProgram.Path);
        using ServerRun session = await ServerRun.RunAsync(link, link, ["new", "-x", "-i", "127.0.0.1", "-p", "0"], []);
        Assert.StartsWith("MOSH CONNECT ", session.Raw.Output, StringComparison.Ordinal);
        Assert.StartsWith("new: invalid option -- 'x'\nUsage: PROGRAM new [-s]", session.Error, StringComparison.Ordinal);

        // What is a command of the executable's by its own name is an address here.
        using ServerRun address = await ServerRun.RunAsync(link, link, ["connect", "x"], []);
        Assert.StartsWith("Invalid (low) port number (x)\nPROGRAM: Bad UDP port range (x)\n", address.Error, StringComparison.Ordinal);

        using ServerRun onPath = await ServerRun.RunAsync("/bin/sh", "mosh-server", ["-c", "mosh-server new -p x"], [$"PATH={directory.Path}"]);
        Assert.StartsWith("Invalid (low) port number (x)\nPROGRAM: Bad UDP port range (x)\n", onPath.Error, StringComparison.Ordinal);
    }

    [RequiresFact("linux", "dotnet")]
    public async Task It_starts_itself_again_when_the_runtime_was_started_with_its_assembly()
    {
        using ServerRun ours = await ServerRun.RunAsync(
            Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : Programs.PathOf("dotnet"),
            "moshps server",
            [MoshPSProgram.Assembly, "server", "new", "-i", "127.0.0.1", "-p", "0"],
            []);
        Assert.Equal((0, "MOSH CONNECT PORT KEY\n"), (ours.Raw.ExitCode, ours.Output));
    }

    [RequiresFact("linux")]
    public async Task A_session_that_nobody_hears_of_ends_at_once()
    {
        using ServerRun run = await ServerRun.RunAsync(
            "/bin/sh", "moshps server", ["-c", $"{{ sleep 0.2; {MoshPSProgram.Path} server new -i 127.0.0.1 -p 0; echo $? >&2; }} | true"], []);
        Assert.Equal("PROGRAM: The session could not be announced and was ended: write: Broken pipe.\n1\n", run.Error);
        for (int i = 0; i < 200 && run.Processes.Count > 0; i++)
        {
            await Task.Delay(50);
        }

        Assert.Empty(run.Processes);
    }
}
