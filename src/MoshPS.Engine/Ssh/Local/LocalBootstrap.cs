using System.Net;

namespace MoshPS.Engine.Ssh.Local;

/// <summary>
/// Starts a server on a loopback address of this machine, without SSH (the wrapper's <c>--local</c>, spec 3 §6). The
/// session's key comes back through a pipe and goes nowhere else.
/// </summary>
public static class LocalBootstrap
{
    /// <summary>What a local session's host is called.</summary>
    public const string HostName = "localhost";

    /// <summary>A command line that is these words for a POSIX shell.</summary>
    public static string CommandLine(params IEnumerable<string> words) => string.Join(' ', words.Select(PosixShell.Quote));

    /// <summary>Starts the server. One without a client ends after 60 s.</summary>
    /// <param name="options">Which server, and how.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Where the server listens, and the session's key.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <exception cref="MoshBootstrapException">
    /// There is no server. The error id is one of: InvalidServerCommand, InvalidCommand, InvalidTimeout; LocalServerUnsupported, ServerNotFound, LocaleUnavailable,
    /// UdpPortUnavailable, BadPortRange, ServerStartFailed, ConnectLineMalformed.
    /// </exception>
    public static async Task<SshBootstrapResult> RunAsync(LocalBootstrapOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        if (OperatingSystem.IsWindows())
        {
            throw LocalStartFailure.Unsupported();
        }

        string command = options.ServerCommand
            ?? LocalServerSearch.Find(options.BuildFolders, Environment.GetEnvironmentVariable("PATH"))
            ?? throw LocalStartFailure.NothingFound();
        bool isIPv6 = options.Family is AddressFamilyPreference.IPv6 or AddressFamilyPreference.PreferIPv6;
        IPAddress address = isIPv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        SshBootstrapOptions server = new()
        {
            HostName = HostName,
            ServerCommand = File.Exists(command) ? CommandLine(command) : command,
            Command = options.Command,
            Colors = options.Colors,
            UdpPorts = options.UdpPorts,
            BindAddress = ServerBinding.To(address),
            Timeout = options.Timeout,
        };
        SshOptionChecks.Check(server);
        var offers = LocaleOffers.Choose(SshLogin.EnvironmentVariables(), "");
        using LocalStart start = new(options, command);
        return await start.RunAsync(ServerStartScript.Build(server, offers), address, cancellationToken).ConfigureAwait(false);
    }
}
