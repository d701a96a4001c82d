using System.Runtime.Versioning;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Pty;

/// <summary>What runs in a session, and where what it is greeted with is found (spec 3 §2.2, §2.5).</summary>
[UnsupportedOSPlatform("windows")]
internal sealed record HostProgramOptions
{
    /// <summary>The program and its arguments, looked for on PATH; empty for the user's login shell.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>How many colours the client's terminal has: exactly 256 gives <c>TERM=xterm-256color</c>.</summary>
    public int Colors { get; init; }

    /// <summary>What the program inherits; null for the environment that this process was started with.</summary>
    public EnvironmentBlock? Environment { get; init; }

    /// <summary>The process whose login record is this session's own, so that it is not called detached.</summary>
    public int OwnProcess { get; init; } = System.Environment.ProcessId;

    /// <summary>Messages of the day: of each group the first file that is there.</summary>
    public IReadOnlyList<IReadOnlyList<string>> MessageFiles { get; init; } =
        [["/run/motd.dynamic", "/var/run/motd.dynamic"], ["/etc/motd"]];

    /// <summary>The file of login records; null for the system's.</summary>
    public string? LoginRecordFile { get; init; }
}
