namespace MoshPS.Engine.Ssh;

/// <summary>
/// One run of ssh with a script for the host: logs in, hands on what the script prints, and leaves again. Only ssh's
/// standard output comes through the authenticated channel, and of that only what follows the script's mark is the
/// script's. To its standard error also those speak who have not proved who they are (a server before the exchange of
/// keys, jump hosts, proxies): it tells about progress and explains failures, and nothing else is made of it.
/// </summary>
internal sealed class SshCommandRun : IDisposable
{
    /// <summary>The highest status of a command that ended by itself; ssh has 255 for all that goes wrong, and a signal more.</summary>
    private const int HighestStatus = 128;

    /// <summary>Lines before the mark that are kept for error messages.</summary>
    private const int EarlyLineLimit = 8;

    /// <summary>After the last line that counts: how long ssh may take to end by itself before it is ended.</summary>
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(3);

    /// <summary>How long ssh's pipes may stay open after its end: a background process of its may hold them.</summary>
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(1);

    /// <summary>How long an unfinished line may stand before it is shown: it may be a request to touch a key.</summary>
    private static readonly TimeSpan UnfinishedLineLimit = TimeSpan.FromSeconds(0.3);

    private readonly SshBootstrapOptions _options;
    private readonly SshConfiguration _configuration;
    private readonly IHostOutput _output;
    private readonly TimeSpan _commandLimit;
    private readonly SshLog _log = new();
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _limit;
    private SshBootstrapPhase _reported;
    private RemoteCommand? _command;
    private bool _flooded;
    private bool _heard;
    private bool _over;

    /// <summary>Prepares a run.</summary>
    /// <param name="options">Which host, and how to log in.</param>
    /// <param name="configuration">What ssh's configuration says about the host.</param>
    /// <param name="output">Takes what the script prints, line by line, never two at a time.</param>
    /// <param name="commandLimit">How long the script may take after the login.</param>
    public SshCommandRun(SshBootstrapOptions options, SshConfiguration configuration, IHostOutput output, TimeSpan commandLimit)
    {
        _options = options;
        _configuration = configuration;
        _output = output;
        _commandLimit = commandLimit;
        _limit = new CancellationTokenSource(options.Timeout, options.TimeProvider);
    }

    /// <summary>What ssh reported; complete when <see cref="RunAsync"/> is.</summary>
    public SshLog Log => _log;

    /// <summary>Whether more than <see cref="IHostOutput.Limit"/> was printed, and the host was left for that.</summary>
    public bool Flooded => _flooded;

    /// <summary>Whether the host logged us in: something came through the authenticated channel, output or an exit status.</summary>
    public bool IsLoggedIn { get; private set; }

    /// <summary>Whether the host has begun to run the script.</summary>
    public bool ScriptBegan { get; private set; }

    /// <summary>What the host printed before the script, or instead of it.</summary>
    public RecentLines EarlyLines { get; } = new(EarlyLineLimit);

    /// <summary>Runs ssh. Once only.</summary>
    /// <param name="program">The ssh program.</param>
    /// <param name="family">Which IP version to use.</param>
    /// <param name="script">The POSIX script that the host is to run.</param>
    /// <param name="cancellationToken">Ends ssh and gives up.</param>
    /// <returns>ssh's exit status, which is the script's; null when it was ended before it ended by itself.</returns>
    /// <exception cref="MoshBootstrapException"><c>CommandTooLong</c>, or ssh cannot be started: <c>SshClientMissing</c>.</exception>
    public async Task<int?> RunAsync(SshProgram program, AddressFamilyPreference family, string script, CancellationToken cancellationToken)
    {
        _command = new RemoteCommand(script);
        Report(SshBootstrapPhase.Connecting);
        using var process = SshProcess.Start(program, SshArguments.ForLogin(_options, _configuration, family, _command.Text), _options);
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
                // ssh ends with the command; what that left running can keep it open.
                await Task.WhenAny(end, Task.Delay(EndLimit, _options.TimeProvider, stop.Token)).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }

            ended = end.IsCompletedSuccessfully;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The limit: the caller tells from the log how far it came.
        }
        finally
        {
            await process.TerminateAsync().ConfigureAwait(false);
        }

        lock (_lock)
        {
            // What comes late must not change what the caller looks at now.
            _over = true;
        }

        int? exitCode = ended ? process.ExitCode : null;
        IsLoggedIn = _heard || (exitCode is >= 0 and <= HighestStatus && _configuration.IsKnown);
        return exitCode;
    }

    /// <inheritdoc/>
    public void Dispose() => _limit.Dispose();

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
                if (lines.PendingLength > 0 && accept == AcceptError)
                {
                    await Task.WhenAny(read, Task.Delay(UnfinishedLineLimit, _options.TimeProvider)).ConfigureAwait(false);
                    if (!read.IsCompleted)
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
                if (total > _output.Limit)
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

        if (lines.PendingLength > 0)
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
        bool forUser = false;
        bool begins = false;
        bool decided;
        lock (_lock)
        {
            if (_over)
            {
                return;
            }

            _heard = true;
            if (ScriptBegan)
            {
                forUser = _output.Accept(line);
            }
            else if (_command!.IsMark(line))
            {
                begins = ScriptBegan = true;
            }
            else
            {
                // A profile's greeting, or all there is from an account that runs something else: a server even.
                forUser = !ServerOutput.MayHoldKey(line) && EarlyLines.Add(line);
            }

            decided = _output.IsComplete;
        }

        if (begins)
        {
            Report(SshBootstrapPhase.StartingServer);
        }

        if (decided)
        {
            Report(SshBootstrapPhase.ServerStarted);
            _decided.TrySetResult();
        }

        if (forUser)
        {
            TellUser(line);
        }
    }

    private void AcceptError(string line)
    {
        bool forUser;
        SshBootstrapPhase phase;
        lock (_lock)
        {
            if (_over)
            {
                return;
            }

            forUser = !ServerOutput.MayHoldKey(line) && _log.Accept(line);
            phase = _log.Phase;
        }

        Report(phase);
        if (forUser)
        {
            TellUser(line);
        }
    }

    private void TellUser(string line) => _options.MessageReceived?.Invoke(HostText.Clean(line));

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
                RestartLimit(_commandLimit);
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
}
