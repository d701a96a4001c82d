using System.Net;

namespace MoshPS.Engine.Ssh;

/// <summary>One run of ssh: logs in, starts the server, reads where it listens.</summary>
internal sealed class SshLogin : IDisposable
{
    private readonly SshBootstrapOptions _options;
    private readonly SshConfiguration _configuration;
    private readonly ServerOutput _output;
    private readonly SshCommandRun _run;

    public SshLogin(SshBootstrapOptions options, SshConfiguration configuration)
    {
        _options = options;
        _configuration = configuration;
        _output = new ServerOutput(options.ServerCommand);
        _run = new SshCommandRun(options, configuration, _output, options.Timeout);
    }

    /// <summary>What ssh reported.</summary>
    public SshLog Log => _run.Log;

    /// <summary>Whether the login was good and only the terminal was refused.</summary>
    public bool TerminalRefused => Log.TerminalRefused && _output.Key is null;

    /// <summary>The environment of this process.</summary>
    public static Dictionary<string, string> EnvironmentVariables()
    {
        var variables = new Dictionary<string, string>();
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        return variables;
    }

    /// <summary>Runs ssh. Once only.</summary>
    /// <exception cref="MoshBootstrapException">There is no server; the error id says why.</exception>
    public async Task<SshBootstrapResult> RunAsync(SshProgram program, AddressFamilyPreference family, CancellationToken cancellationToken)
    {
        var offers = LocaleOffers.Choose(
            _options.Locale ?? EnvironmentVariables(),
            OperatingSystem.IsWindows() ? System.Globalization.CultureInfo.CurrentCulture.Name : "");
        string remoteCommand = RemoteCommandLine.Build(_options, offers, ReportConnection());
        int? exitCode = await _run.RunAsync(program, family, remoteCommand, cancellationToken).ConfigureAwait(false);
        return _output.Key is null ? throw Explain(exitCode) : Result();
    }

    /// <inheritdoc/>
    public void Dispose() => _run.Dispose();

    /// <summary>Whether the host has to tell its address because ssh will not know it.</summary>
    private bool ReportConnection() => _options.ServerAddress is null && _options.AddressSource switch
    {
        ServerAddressSource.SshConnection => true,
        ServerAddressSource.Automatic => !_configuration.IsKnown
            || _configuration.UsesProxy
            || _options.Options?.Keys.Any(name => name.Equals("ControlPath", StringComparison.OrdinalIgnoreCase)) == true,
        _ => false,
    };

    private MoshBootstrapException Explain(int? exitCode)
    {
        bool loggedIn = Log.Phase >= SshBootstrapPhase.StartingServer
            || _output.Malformed is not null
            || _output.NotFound is not null
            || _output.LacksLocale
            || _output.BindFailure is not null
            || _output.PortRangeRefusal is not null;
        return (_run.Flooded, exitCode, loggedIn) switch
        {
            (true, _, _) => ServerStartFailure.Flooded(_options, _output),
            (_, { } code, true) => ServerStartFailure.Explain(_options, Log, _output, code),
            (_, { } code, false) => SshFailure.Explain(_options, _configuration, Log, code),
            (_, null, true) => ServerStartFailure.TimedOut(_options, _output),
            (_, null, false) => SshFailure.TimedOut(_options, Log),
        };
    }

    private SshBootstrapResult Result()
    {
        var (address, source) = _options switch
        {
            { ServerAddress: { } given } => (given, ServerAddressSource.Given),
            { AddressSource: not ServerAddressSource.SshConnection } when Log.Peer is { } peer => (peer, ServerAddressSource.SshPeer),
            { AddressSource: not ServerAddressSource.SshPeer } when _output.ReportedAddress is { } reported => (reported, ServerAddressSource.SshConnection),
            _ => throw ServerStartFailure.AddressUnknown(_options),
        };
        return new SshBootstrapResult
        {
            Server = new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, _output.Port!.Value),
            Key = _output.Key!,
            HostName = _options.HostName,
            ResolvedHostName = _configuration.HostName,
            UserName = _configuration.UserName ?? _options.UserName,
            SshPort = _configuration.Port ?? _options.Port,
            AddressSource = source,
            ServerVersion = _output.Version,
            ServerProcessId = _output.ProcessId,
        };
    }
}
