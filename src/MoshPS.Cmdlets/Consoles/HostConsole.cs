using System.Management.Automation.Host;
using MoshPS.Connection;
using MoshPS.Engine;
using MoshPS.Engine.Client;
using MoshPS.Engine.Client.Consoles;

namespace MoshPS.Consoles;

/// <summary>The terminal behind the PowerShell host: whether there is one, and who has it.</summary>
internal static class HostConsole
{
    /// <summary>Hosts that have no terminal of their own: remoting, and runspaces made by programs.</summary>
    private static readonly string[] HostsWithoutConsole = ["ServerRemoteHost", "Default Host"];

    /// <summary>What is to be shown where there may be no terminal, and what to do instead: sessions.</summary>
    public static readonly (string What, string Instead) ForSessions =
        ("the session", "In a script use New-MoshSession, then Send-MoshInput, Get-MoshScreen and Invoke-MoshCommand.");

    /// <summary>The same for recordings.</summary>
    public static readonly (string What, string Instead) ForRecordings =
        ("the recording", "Play it in a terminal, and do not redirect the output.");

    private static int s_inUse;

    /// <summary>
    /// Whether somebody can answer a question: the host has a terminal, and PowerShell was not started with
    /// <c>-NonInteractive</c>.
    /// </summary>
    public static bool CanAsk(PSHost host) => HasTerminal(host) && !StartedNonInteractive;

    /// <summary>Refuses early, before a login, what <see cref="Open(PSHost)"/> would refuse.</summary>
    /// <exception cref="MoshSessionException"><c>ConsoleNotAvailable</c>.</exception>
    public static void Require(PSHost host) => Require(host, ForSessions);

    /// <summary>The same for something else than a session.</summary>
    /// <exception cref="MoshSessionException"><c>ConsoleNotAvailable</c>.</exception>
    public static void Require(PSHost host, (string What, string Instead) use)
    {
        if (!HasTerminal(host))
        {
            throw new MoshSessionException(
                "ConsoleNotAvailable",
                $"There is no terminal to show {use.What} on: input or output is redirected, or the host has none.",
                use.Instead);
        }
    }

    /// <summary>Takes the terminal; dispose to give it back.</summary>
    /// <exception cref="MoshSessionException"><c>ConsoleNotAvailable</c>, <c>ConsoleInUse</c>, or the terminal's type is unknown.</exception>
    public static Lease Open(PSHost host) => Open(host, ForSessions);

    /// <summary>The same for something else than a session.</summary>
    /// <exception cref="MoshSessionException"><c>ConsoleNotAvailable</c>, <c>ConsoleInUse</c>, or the terminal's type is unknown.</exception>
    public static Lease Open(PSHost host, (string What, string Instead) use)
    {
        Require(host, use);
        Claim claim = Reserve();
        try
        {
            return new Lease(SystemConsole.Open(), claim);
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    /// <summary>Keeps sessions from the terminal; dispose to let them.</summary>
    /// <exception cref="MoshSessionException"><c>ConsoleInUse</c>.</exception>
    public static Claim Reserve()
        => Interlocked.Exchange(ref s_inUse, 1) == 0
            ? new Claim()
            : throw new MoshSessionException(
                "ConsoleInUse",
                "The terminal shows a session, a recording or Watch-MoshSession of this process.",
                "End that first, or use what needs no terminal: New-MoshSession, Watch-MoshSession -AsObject.");

    private static bool HasTerminal(PSHost host)
        => !Console.IsInputRedirected && !Console.IsOutputRedirected && !HostsWithoutConsole.Contains(host.Name);

    /// <summary>PowerShell accepts any abbreviation of the switch from <c>-noni</c> on, with one dash, two, or a slash.</summary>
    private static bool StartedNonInteractive => Environment.GetCommandLineArgs().Skip(1).Any(argument =>
        argument.TrimStart('-', '/') is { Length: >= 4 } name
        && name.Length < argument.Length
        && "noninteractive".StartsWith(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The terminal, while a session has it.</summary>
    internal sealed class Lease(IConsole console, Claim claim) : IDisposable
    {
        public IConsole Console => console;

        /// <summary>The window's size, within what a session may have; a terminal that does not know its size counts as 80 × 24.</summary>
        public (int Columns, int Rows) GetSize()
        {
            ConsoleSize size = console.GetSize();
            return size is { Columns: > 0, Rows: > 0 }
                ? (Math.Min(size.Columns, MoshClientOptions.LargestDimension), Math.Min(size.Rows, MoshClientOptions.LargestDimension))
                : (ConnectionDefaults.Columns, ConnectionDefaults.Rows);
        }

        public void Dispose()
        {
            console.Dispose();
            claim.Dispose();
        }
    }

    /// <summary>The right to the terminal.</summary>
    internal sealed class Claim : IDisposable
    {
        public void Dispose() => Volatile.Write(ref s_inUse, 0);
    }
}
