using System.Management.Automation;
using MoshPS.Consoles;
using MoshPS.Engine.Client.Recording;
using MoshPS.Errors;
using MoshPS.Pipeline;

namespace MoshPS.Recordings;

/// <summary>Plays recordings on the console.</summary>
[Cmdlet(VerbsCommon.Show, "MoshRecording", DefaultParameterSetName = PathSet)]
[OutputType(typeof(void))]
public sealed class ShowMoshRecordingCommand : MoshCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string RecordingSet = "Recording";

    /// <summary>The files, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files, without wildcards.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Recordings of sessions.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = RecordingSet)]
    public MoshRecording[] Recording { get; set; } = [];

    /// <summary>How many times as quick as it was.</summary>
    [Parameter]
    [ValidateRange(PlaybackPace.Slowest, PlaybackPace.Fastest)]
    public double Speed { get; set; } = 1;

    /// <summary>The longest pause; longer ones are cut.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan? IdleLimit { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        HostConsole.Require(Host, HostConsole.ForRecordings);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (string file in Files())
        {
            try
            {
                await PlayAsync(file, cancellationToken);
            }
            catch (Exception exception) when (ErrorRecords.IsExpected(exception))
            {
                WriteError(exception, file);
            }
        }
    }

    private async Task PlayAsync(string file, CancellationToken cancellationToken)
    {
        using AsciicastReader recording = AsciicastReader.Open(file);
        PlaybackOutcome outcome;
        using (HostConsole.Lease terminal = HostConsole.Open(Host, HostConsole.ForRecordings))
        {
            if (RecordingPlayer.Foresee(recording.Header, terminal.Console.GetSize()) is { } warning)
            {
                WriteWarning(warning);
            }

            outcome = await RecordingPlayer.PlayAsync(
                recording, terminal.Console, new PlaybackPace(Speed, IdleLimit), TimeProvider.System, cancellationToken);
        }

        HostExit.PassOn(outcome.TerminationSignal, Host);
        if (outcome.End == PlaybackEnd.Interrupted)
        {
            // The terminal was ours, so PowerShell has not heard the Ctrl+C.
            throw new PipelineStoppedException();
        }
    }

    private IEnumerable<string> Files() => ParameterSetName switch
    {
        RecordingSet => Recording.Select(recording => recording.Path),
        LiteralPathSet => LiteralPath.Select(path => FileSystemPath(path, SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _), provider)),
        _ => Path.SelectMany(path => SessionState.Path.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider).Select(file => FileSystemPath(path, file, provider))),
    };

    private static string FileSystemPath(string path, string resolved, ProviderInfo provider) =>
        provider.Name == "FileSystem"
            ? resolved
            : throw new UsageException("PathNotFileSystem", $"'{path}' is no path of the file system.", "Give the path of a file.");
}
