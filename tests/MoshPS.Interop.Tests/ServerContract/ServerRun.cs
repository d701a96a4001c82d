using System.Globalization;
using System.Text.RegularExpressions;
using MoshPS.Interop.Tests.Cli;

namespace MoshPS.Interop.Tests.ServerContract;

/// <summary>
/// One run of a server program with some arguments: what it said, without what differs from run to run and from
/// program to program. The server it may have left behind ends with this object.
/// </summary>
internal sealed partial class ServerRun : IDisposable
{
    private readonly ProcessMark _mark;

    private ServerRun(ProcessMark mark, ProgramRun raw, string programName)
    {
        _mark = mark;
        Raw = raw;
        Output = ConnectLine().Replace(raw.Output, "MOSH CONNECT PORT KEY");
        Error = Detached().Replace(Notice().Replace(raw.Error, "NOTICE\n"), "pid = PID")
            .Replace(programName, "PROGRAM", StringComparison.Ordinal)
            // Stock tells the reason of another call that did not fail.
            .Replace(": Success\n", "\n", StringComparison.Ordinal);
    }

    /// <summary>What it said, as it is.</summary>
    public ProgramRun Raw { get; }

    /// <summary>Standard output.</summary>
    public string Output { get; }

    /// <summary>Standard error.</summary>
    public string Error { get; }

    /// <summary>The session's process, as its notice names it.</summary>
    public int Session => int.Parse(Detached().Match(Raw.Error).Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>The processes that it has left behind: the session's, and for a moment the one that writes its login record.</summary>
    public IReadOnlyList<int> Processes => _mark.FindProcesses();

    /// <summary>What two runs have to have in common.</summary>
    public (int ExitCode, string Output, string Error) Words => (Raw.ExitCode, Output, Error);

    /// <summary>Runs stock mosh-server.</summary>
    public static Task<ServerRun> StockAsync(string[] arguments, params string[] settings) =>
        RunAsync(Programs.PathOf("mosh-server"), Programs.PathOf("mosh-server"), arguments, settings);

    /// <summary>Runs <c>moshps server</c>.</summary>
    public static Task<ServerRun> OursAsync(string[] arguments, params string[] settings) =>
        RunAsync(MoshPSProgram.Path, "moshps server", ["server", .. arguments], settings);

    /// <summary>Runs a server program.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="programName">What it calls itself.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="settings">Variables to set (<c>NAME=VALUE</c>) or to take away (<c>NAME</c>).</param>
    public static async Task<ServerRun> RunAsync(string program, string programName, string[] arguments, string[] settings)
    {
        ProcessMark mark = new();
        Dictionary<string, string?> environment = new()
        {
            [ProcessMark.Name] = mark.Value,
            ["LANG"] = "C.UTF-8",
            ["LC_ALL"] = null,
            ["LC_CTYPE"] = null,
            ["SSH_CONNECTION"] = null,
            ["POSIXLY_CORRECT"] = null,
            ["MOSH_SERVER_NETWORK_TMOUT"] = null,
            ["MOSH_SERVER_SIGNAL_TMOUT"] = null,
        };
        foreach (string setting in settings)
        {
            string[] parts = setting.Split('=', 2);
            environment[parts[0]] = parts.Length > 1 ? parts[1] : null;
        }

        try
        {
            return new ServerRun(mark, await ProgramRun.RunAsync(program, arguments, environment), programName);
        }
        catch
        {
            mark.Dispose();
            throw;
        }
    }

    public void Dispose() => _mark.Dispose();

    [GeneratedRegex(@"^MOSH CONNECT [1-9]\d* [A-Za-z0-9/+]{22}$", RegexOptions.Multiline)]
    private static partial Regex ConnectLine();

    [GeneratedRegex(@"^mosh-server \(mosh [\d.]+\) \[build [^\n]+\]\n([^\n]+\n)*", RegexOptions.Multiline)]
    private static partial Regex Notice();

    [GeneratedRegex(@"pid = (\d+)")]
    private static partial Regex Detached();
}
