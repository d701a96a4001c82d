using System.Net;
using System.Runtime.Versioning;

namespace MoshPS.Engine.Ssh.Local;

/// <summary>One start of a server on this machine: runs its command and reads where it listens.</summary>
/// <param name="options">What was asked for.</param>
/// <param name="command">The server's command, for messages.</param>
[UnsupportedOSPlatform("windows")]
internal sealed class LocalStart(LocalBootstrapOptions options, string command) : IDisposable
{
    /// <summary>What a command may print before its connect line.</summary>
    private const int OutputLimit = 1 << 20;

    /// <summary>After the connect line: how long the command may take to end, which a verbose server never does.</summary>
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(3);

    /// <summary>How long the pipe may stay open after the command's end.</summary>
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(1);

    private readonly ServerOutput _output = new(command);
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _limit = new(options.Timeout, options.TimeProvider);
    private bool _flooded;
    private bool _hasHandedOut;

    /// <summary>Runs the command. Once only.</summary>
    /// <param name="commandLine">What the shell is to run.</param>
    /// <param name="address">The address that the server binds.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    /// <exception cref="MoshBootstrapException">There is no server; the error id says why.</exception>
    public async Task<SshBootstrapResult> RunAsync(string commandLine, IPAddress address, CancellationToken cancellationToken)
    {
        options.PhaseChanged?.Invoke(SshBootstrapPhase.StartingServer);
        using LocalServerProcess process = Start(commandLine);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _limit.Token);
        bool ended = false;
        try
        {
            Task end = EndAsync(process);
            await Task.WhenAny(end, _decided.Task).WaitAsync(stop.Token).ConfigureAwait(false);
            if (!end.IsCompleted && !_flooded)
            {
                // The notice with the process id follows.
                await Task.WhenAny(end, Task.Delay(EndLimit, options.TimeProvider, stop.Token)).ConfigureAwait(false);
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
            process.Terminate();
        }

        lock (_lock)
        {
            return (_output.Key, _flooded) switch
            {
                ({ }, _) => Result(address),
                (_, true) => throw LocalStartFailure.Flooded(command),
                _ => throw LocalStartFailure.Explain(options, command, _output, ended ? process.Exit.Result : null),
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _limit.Dispose();
        lock (_lock)
        {
            if (!_hasHandedOut)
            {
                _output.Key?.Dispose();
            }
        }
    }

    private LocalServerProcess Start(string commandLine)
    {
        try
        {
            return LocalServerProcess.Start(commandLine);
        }
        catch (IOException exception)
        {
            throw LocalStartFailure.NotStarted(command, exception);
        }
    }

    private async Task EndAsync(LocalServerProcess process)
    {
        Task reading = ReadAsync(process.Output);
        await process.Exit.ConfigureAwait(false);
        await Task.WhenAny(reading, Task.Delay(DrainLimit, options.TimeProvider)).ConfigureAwait(false);
    }

    private async Task ReadAsync(Stream stream)
    {
        LineSplitter lines = new();
        byte[] buffer = new byte[4096];
        int total = 0;
        try
        {
            for (int count; (count = await stream.ReadAsync(buffer).ConfigureAwait(false)) > 0;)
            {
                total += count;
                if (total > OutputLimit)
                {
                    _flooded = true;
                    _decided.TrySetResult();
                    return;
                }

                lines.Write(buffer.AsSpan(0, count), Accept);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // It has been ended.
        }

        if (lines.PendingLength > 0)
        {
            lines.Complete(Accept);
        }
    }

    private void Accept(string line)
    {
        bool forUser;
        bool announced;
        lock (_lock)
        {
            bool wasAnnounced = _output.Key is not null;
            forUser = _output.Accept(line);
            announced = !wasAnnounced && _output.Key is not null;
        }

        if (announced)
        {
            options.PhaseChanged?.Invoke(SshBootstrapPhase.ServerStarted);
            _decided.TrySetResult();
        }

        if (forUser)
        {
            options.MessageReceived?.Invoke(HostText.Clean(line));
        }
    }

    private SshBootstrapResult Result(IPAddress address)
    {
        _hasHandedOut = true;
        return new SshBootstrapResult
        {
            Server = new IPEndPoint(address, _output.Port!.Value),
            Key = _output.Key!,
            HostName = LocalBootstrap.HostName,
            UserName = Environment.UserName,
            AddressSource = ServerAddressSource.Given,
            ServerVersion = _output.Version,
            ServerProcessId = _output.ProcessId,
        };
    }
}
