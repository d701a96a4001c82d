using System.Net;

namespace MoshPS.Engine.Ssh;

/// <summary>One run of ssh: logs in, starts the server, reads where it listens.</summary>
internal sealed class SshLogin : IDisposable
{
    /// <summary>What a host may print before its connect line: more is not a profile's noise any more.</summary>
    private const int OutputLimit = 1 << 20;

    /// <summary>After the connect line: how long ssh may take to end by itself before it is ended.</summary>
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(3);

    /// <summary>How long ssh's pipes may stay open after its end: a background process of its may hold them.</summary>
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(1);

    /// <summary>How long an unfinished line may stand before it is shown: it may be a request to touch a key.</summary>
    private static readonly TimeSpan UnfinishedLineLimit = TimeSpan.FromSeconds(0.3);

    private readonly SshBootstrapOptions _options;
    private readonly SshConfiguration _configuration;
    private readonly SshLog _log = new();
    private readonly ServerOutput _output;
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _limit;
    private SshBootstrapPhase _reported;
    private bool _flooded;

    public SshLogin(SshBootstrapOptions options, SshConfiguration configuration)
    {
        _options = options;
        _configuration = configuration;
        _output = new ServerOutput(options.ServerCommand);
        _limit = new CancellationTokenSource(options.Timeout, options.TimeProvider);
    }

    /// <summary>Whether trying the other IP version makes sense: nothing was reached and no proxy is in between.</summary>
    public bool FailedToConnect => _log.Phase == SshBootstrapPhase.Connecting && !_log.UsesProxy;

    /// <summary>Whether the login was good and only the terminal was refused.</summary>
    public bool TerminalRefused => _log.TerminalRefused && _output.Key is null;

    /// <summary>Runs ssh. Once only.</summary>
    /// <exception cref="MoshBootstrapException">There is no server; the error id says why.</exception>
    public async Task<SshBootstrapResult> RunAsync(SshProgram program, AddressFamilyPreference family, CancellationToken cancellationToken)
    {
        var offers = LocaleOffers.Choose(
            _options.Locale ?? EnvironmentVariables(),
            OperatingSystem.IsWindows() ? System.Globalization.CultureInfo.CurrentCulture.Name : "");
        string remoteCommand = RemoteCommandLine.Build(_options, offers, ReportConnection());
        Report(SshBootstrapPhase.Connecting);
        using var process = SshProcess.Start(program, SshArguments.ForLogin(_options, _configuration, family, remoteCommand), _options);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _limit.Token);
        bool ended = false;
        try
        {
            if (_options.Interactive && (_configuration.UsesProxy || !_configuration.IsKnown))
            {
                // A jump host's ssh may ask the user from the start, and its progress cannot be seen.
                SuspendLimit();
            }

            var end = EndAsync(process);
            await Task.WhenAny(end, _decided.Task).WaitAsync(stop.Token).ConfigureAwait(false);
            if (!end.IsCompleted && !_flooded)
            {
                // The notice with the process id follows, and ssh ends with the server's parent; a verbose
                // server keeps it open.
                await Task.WhenAny(end, Task.Delay(EndLimit, _options.TimeProvider, stop.Token)).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }

            ended = end.IsCompletedSuccessfully;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The limit: told apart below.
        }
        finally
        {
            await process.TerminateAsync().ConfigureAwait(false);
        }

        lock (_lock)
        {
            return _output.Key is null ? throw Explain(ended ? process.ExitCode : null) : Result();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _limit.Dispose();

    private static Dictionary<string, string> EnvironmentVariables()
    {
        var variables = new Dictionary<string, string>();
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        return variables;
    }

    /// <summary>Whether the host has to tell its address because ssh will not know it.</summary>
    private bool ReportConnection() => _options.ServerAddress is null && _options.AddressSource switch
    {
        ServerAddressSource.SshConnection => true,
        ServerAddressSource.Automatic => !_configuration.IsKnown
            || _configuration.UsesProxy
            || _options.Options?.Keys.Any(name => name.Equals("ControlPath", StringComparison.OrdinalIgnoreCase)) == true,
        _ => false,
    };

    private async Task EndAsync(SshProcess process)
    {
        var reading = Task.WhenAll(ReadAsync(process.Output, AcceptOutput), ReadAsync(process.Error, AcceptError));
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        await Task.WhenAny(reading, Task.Delay(DrainLimit, _options.TimeProvider)).ConfigureAwait(false);
    }

    private async Task ReadAsync(Stream stream, Action<string> accept)
    {
        var lines = new LineSplitter();
        byte[] buffer = new byte[4096];
        int total = 0;
        try
        {
            while (true)
            {
                var read = stream.ReadAsync(buffer).AsTask();
                if (lines.Pending.Length > 0 && lines.Pending.AsSpan() is not ['d', 'e', 'b', 'u', 'g', ..])
                {
                    await Task.WhenAny(read, Task.Delay(UnfinishedLineLimit, _options.TimeProvider)).ConfigureAwait(false);
                    if (!read.IsCompleted && accept == AcceptError)
                    {
                        Accept(lines, accept, []);
                    }
                }

                int count = await read.ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                total += count;
                if (total > OutputLimit)
                {
                    _flooded = true;
                    _decided.TrySetResult();
                    return;
                }

                Accept(lines, accept, buffer.AsSpan(0, count));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // ssh has been ended.
        }

        if (lines.Pending.Length > 0)
        {
            Accept(lines, accept, []);
        }
    }

    /// <summary>Takes bytes; none means that the line begun is to be taken as it is.</summary>
    private static void Accept(LineSplitter lines, Action<string> accept, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            lines.Complete(accept);
        }
        else
        {
            lines.Write(bytes, accept);
        }
    }

    private void AcceptOutput(string line)
    {
        bool forUser;
        bool decided;
        lock (_lock)
        {
            forUser = _output.Accept(line);
            decided = _output.Key is not null;
        }

        if (decided)
        {
            Report(SshBootstrapPhase.ServerStarted);
            _decided.TrySetResult();
        }

        if (forUser)
        {
            _options.MessageReceived?.Invoke(line);
        }
    }

    private void AcceptError(string line)
    {
        bool forUser;
        bool fromHost;
        SshBootstrapPhase phase;
        lock (_lock)
        {
            forUser = _log.Accept(line);
            phase = _log.Phase;
            fromHost = forUser && (phase == SshBootstrapPhase.StartingServer || !_configuration.IsKnown);
        }

        Report(phase);
        if (fromHost)
        {
            // Without a terminal the host's standard error comes out here.
            AcceptOutput(line);
        }
        else if (forUser)
        {
            _options.MessageReceived?.Invoke(line);
        }
    }

    private void Report(SshBootstrapPhase phase)
    {
        lock (_lock)
        {
            if (phase <= _reported)
            {
                return;
            }

            _reported = phase;
            bool userMayBeAsked = phase is SshBootstrapPhase.VerifyingHost or SshBootstrapPhase.Authenticating;
            if (userMayBeAsked && _options.Interactive)
            {
                SuspendLimit();
            }
            else if (phase is SshBootstrapPhase.StartingServer)
            {
                RestartLimit(_options.Timeout);
            }
        }

        _options.PhaseChanged?.Invoke(phase);
    }

    private void SuspendLimit() => RestartLimit(Timeout.InfiniteTimeSpan);

    private void RestartLimit(TimeSpan limit)
    {
        try
        {
            _limit.CancelAfter(limit);
        }
        catch (ObjectDisposedException)
        {
            // A last line after the decision.
        }
    }

    private MoshBootstrapException Explain(int? exitCode)
    {
        bool loggedIn = _log.Phase >= SshBootstrapPhase.StartingServer
            || _output.Malformed is not null
            || _output.NotFound is not null
            || _output.LacksLocale
            || _output.BindFailure is not null
            || _output.PortRangeRefusal is not null;
        return (_flooded, exitCode, loggedIn) switch
        {
            (true, _, _) => ServerStartFailure.Flooded(_options, _output),
            (_, { } code, true) => ServerStartFailure.Explain(_options, _log, _output, code),
            (_, { } code, false) => SshFailure.Explain(_options, _configuration, _log, code),
            (_, null, true) => ServerStartFailure.TimedOut(_options, _output),
            (_, null, false) => SshFailure.TimedOut(_options, _log),
        };
    }

    private SshBootstrapResult Result()
    {
        var (address, source) = _options switch
        {
            { ServerAddress: { } given } => (given, ServerAddressSource.Given),
            { AddressSource: not ServerAddressSource.SshConnection } when _log.Peer is { } peer => (peer, ServerAddressSource.SshPeer),
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
