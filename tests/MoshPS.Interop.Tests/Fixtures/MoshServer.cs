using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MoshPS.Interop.Tests.Cli;

namespace MoshPS.Interop.Tests.Fixtures;

/// <summary>A mosh server, stock's or ours, started by hand on a loopback address, without SSH.</summary>
internal sealed partial class MoshServer : IDisposable
{
    private readonly ProcessMark _mark;
    private readonly TemporaryDirectory _home;

    private MoshServer(ProcessMark mark, TemporaryDirectory home, IPEndPoint address, string key, int processId)
    {
        _mark = mark;
        _home = home;
        Address = address;
        Key = key;
        ProcessId = processId;
    }

    /// <summary>Where it listens; where it listens at all addresses, the loopback one.</summary>
    public IPEndPoint Address { get; }

    /// <summary>The session key as printed: 22 base64 characters.</summary>
    public string Key { get; }

    /// <summary>The detached server's process id.</summary>
    public int ProcessId { get; }

    /// <summary>Whether the server, or anything it runs, is alive.</summary>
    public bool IsRunning => _mark.FindProcesses().Count > 0;

    /// <summary>Starts the server with a command to run in the session; none: the login shell.</summary>
    public static Task<MoshServer> StartAsync(params string[] command) => StartAsync(new MoshServerSettings { Command = command });

    /// <summary>Starts the server.</summary>
    /// <exception cref="InvalidOperationException">It did not start; the message holds what it printed.</exception>
    public static async Task<MoshServer> StartAsync(MoshServerSettings settings)
    {
        var mark = new ProcessMark();
        var home = new TemporaryDirectory();
        var environment = new Dictionary<string, string?>(settings.Environment)
        {
            [ProcessMark.Name] = mark.Value,
            ["LANG"] = "C.UTF-8",
            ["LC_ALL"] = null,
            // A session must not look like one inside the tester's tmux or ssh.
            ["TMUX"] = null,
            ["SSH_CONNECTION"] = null,
        };
        // No profile of the tester's is to run, and no history to be written.
        environment.TryAdd("HOME", home.Path);
        (string program, List<string> arguments) = settings.Program == MoshServerProgram.Stock
            ? ("mosh-server", (List<string>)["new"])
            : (MoshPSProgram.Path, ["server", "new"]);
        arguments.AddRange(["-i", settings.Address.ToString(), "-c", settings.Colors.ToString(CultureInfo.InvariantCulture)]);
        if (settings.Ports is not null)
        {
            arguments.AddRange(["-p", settings.Ports]);
        }

        if (settings.Command.Count > 0)
        {
            arguments.Add("--");
            arguments.AddRange(settings.Command);
        }

        var run = await ProgramRun.RunAsync(program, arguments, environment);
        var connect = ConnectLine().Match(run.Output);
        var detached = DetachedLine().Match(run.Error);
        if (!connect.Success || !detached.Success)
        {
            mark.Dispose();
            home.Dispose();
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} did not start: {run.Output}{run.Error}");
        }

        return new MoshServer(
            mark,
            home,
            new IPEndPoint(ReachableAt(settings.Address), int.Parse(connect.Groups[1].ValueSpan, CultureInfo.InvariantCulture)),
            connect.Groups[2].Value,
            int.Parse(detached.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
    }

    /// <summary>Waits until the server and all it runs have ended.</summary>
    /// <returns>Whether that happened in time.</returns>
    public Task<bool> WaitForEndAsync(TimeSpan limit) => _mark.WaitUntilGoneAsync(limit);

    public void Dispose()
    {
        _mark.Dispose();
        _home.Dispose();
    }

    private static IPAddress ReachableAt(IPAddress address) =>
        address.Equals(IPAddress.Any) ? IPAddress.Loopback : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : address;

    [GeneratedRegex(@"^MOSH CONNECT (\d+) (\S{22})\s*$", RegexOptions.Multiline)]
    private static partial Regex ConnectLine();

    [GeneratedRegex(@"^\[mosh-server detached, pid = (\d+)\]", RegexOptions.Multiline)]
    private static partial Regex DetachedLine();
}

/// <summary>The program that is a <see cref="MoshServer"/>.</summary>
public enum MoshServerProgram
{
    /// <summary>Stock <c>mosh-server</c>.</summary>
    Stock,

    /// <summary><c>moshps server</c>.</summary>
    MoshPS,
}

/// <summary>How a <see cref="MoshServer"/> is started.</summary>
internal sealed record MoshServerSettings
{
    /// <summary>Whose server it is.</summary>
    public MoshServerProgram Program { get; init; }

    /// <summary>The command in the session; empty: the login shell.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The address to bind.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>UDP port or range; null: the server's own 60001–60999.</summary>
    public string? Ports { get; init; }

    /// <summary>Colours of the client's terminal.</summary>
    public int Colors { get; init; } = 256;

    /// <summary>Environment of the server, and so of the session.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
}
