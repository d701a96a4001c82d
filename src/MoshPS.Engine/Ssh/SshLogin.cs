using System.Net;

namespace MoshPS.Engine.Ssh;

/// <summary>One run of ssh: logs in, starts the server, reads where it listens.</summary>
internal sealed class SshLogin : IDisposable
{
    private readonly SshBootstrapOptions _options;
    private readonly SshConfiguration _configuration;
    private readonly ServerOutput _output;
    private readonly SshCommandRun _run;
    private bool _hasHandedOut;

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
        string script = ServerStartScript.ReportConnection + "\n" + ServerStartScript.Build(_options, offers);
        int? exitCode = await _run.RunAsync(program, family, script, cancellationToken).ConfigureAwait(false);
        return _output.Key is null ? throw Explain(exitCode) : Result();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        if (!_hasHandedOut)
        {
            _output.Key?.Dispose();
        }
    }

    private MoshBootstrapException Explain(int? exitCode) => (_run.ScriptBegan, _run.Flooded, exitCode) switch
    {
        (false, _, _) => SshFailure.Explain(_options, _configuration, _run, exitCode),
        (_, true, _) => ServerStartFailure.Flooded(_options, _output),
        (_, _, { } code) => ServerStartFailure.Explain(_options, Log, _output, code),
        _ => ServerStartFailure.TimedOut(_options, _output),
    };

    private SshBootstrapResult Result()
    {
        var (address, source) = _options switch
        {
            { ServerAddress: { } given } => (given, ServerAddressSource.Given),
            { AddressSource: not ServerAddressSource.SshConnection } when _configuration.ConnectsByItself && Log.Peer is { } peer => (peer, ServerAddressSource.SshPeer),
            { AddressSource: not ServerAddressSource.SshPeer } when _output.ReportedAddress is { } reported => (reported, ServerAddressSource.SshConnection),
            _ => throw ServerStartFailure.AddressUnknown(_options),
        };
        _hasHandedOut = true;
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
