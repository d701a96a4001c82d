using MoshPS.Engine;
using MoshPS.Engine.Client;
using MoshPS.Engine.Client.Recording;

namespace MoshPS.Cli.Commands;

/// <summary>The recording that <c>--record</c> asks for, from the check of its path to its last byte.</summary>
internal sealed class Recording
{
    private readonly string _path;
    private readonly SessionRecorderOptions _options;
    private SessionRecorder? _recorder;

    private Recording(string path, SessionRecorderOptions options)
    {
        _path = path;
        _options = options;
    }

    /// <summary>Refuses a path that cannot be written.</summary>
    /// <exception cref="MoshRecordingException">It cannot.</exception>
    public static Recording Prepare(string path, bool overwrite)
    {
        Recording recording = new(path, new SessionRecorderOptions { Overwrite = overwrite });
        SessionRecorder.Check(path, recording._options);
        return recording;
    }

    /// <summary>Begins to record.</summary>
    /// <exception cref="MoshRecordingException">The file cannot be written; the session, which was to be recorded, has been ended.</exception>
    public async Task StartAsync(MoshClient client)
    {
        try
        {
            _recorder = SessionRecorder.Start(client, _path, _options);
        }
        catch (MoshRecordingException)
        {
            await client.ShutdownAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits until all is on the disk, and says on standard error if the recording broke off.</summary>
    /// <param name="status">The exit status so far.</param>
    /// <returns>That of the whole.</returns>
    public async Task<int> FinishAsync(int status)
    {
        if (_recorder is null)
        {
            return status;
        }

        await _recorder.StopAsync().ConfigureAwait(false);
        if (_recorder.Failure is not { } failure)
        {
            return status;
        }

        await StandardStreams.Error.WriteLineAsync($"moshps: {failure.Message}\n{failure.RecommendedAction}").ConfigureAwait(false);
        return ExitStatus.Failure;
    }
}
