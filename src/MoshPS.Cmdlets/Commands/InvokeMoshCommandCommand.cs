using System.Management.Automation;
using MoshPS.Completion;
using MoshPS.Connection;
using MoshPS.Engine;
using MoshPS.Engine.Client;
using MoshPS.Pipeline;
using MoshPS.Sessions;

namespace MoshPS.Commands;

/// <summary>Runs a command line in the shell of sessions.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "MoshCommand", DefaultParameterSetName = SessionSet, SupportsShouldProcess = true)]
[OutputType(typeof(MoshCommandResult))]
public sealed class InvokeMoshCommandCommand : MoshCmdlet
{
    private const string SessionSet = SessionSelection.SessionSet;
    private const string IdSet = SessionSelection.IdSet;
    private const string NameSet = SessionSelection.NameSet;

    private readonly List<MoshSession> _sessions = [];

    /// <summary>The command line, as it would be typed at the prompt.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Command { get; set; } = string.Empty;

    /// <summary>The sessions themselves.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = SessionSet)]
    public MoshSession[] Session { get; set; } = [];

    /// <summary>Numbers of sessions.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [Alias("SessionId")]
    [ArgumentCompleter(typeof(SessionIdCompleter))]
    public int[] Id { get; set; } = [];

    /// <summary>Names of sessions, with wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NameSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>How long the command may take.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan Timeout { get; set; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>In how many sessions at a time.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int ThrottleLimit { get; set; } = ConnectionDefaults.ThrottleLimit;

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (MoshSession session in SessionSelection.Resolve(ParameterSetName, Session, Id, Name, WriteError))
        {
            if (!_sessions.Contains(session) && ShouldProcess(session.ToString(), $"Run '{Command}'"))
            {
                _sessions.Add(session);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellationToken)
        => Fleet.RunAsync(
            _sessions,
            ThrottleLimit,
            (session, cancellation) => CommandRunner.RunAsync(session.Client, Command, Timeout, cancellation),
            Report,
            cancellationToken);

    private void Report(MoshSession session, Task<CommandResult> done)
    {
        try
        {
            var result = new MoshCommandResult(session, done.GetAwaiter().GetResult());
            if (result.MayBeIncomplete)
            {
                WriteWarning(
                    $"{session}: the output was longer than the screen's {session.Rows} rows, and its beginning may be missing. "
                    + "Make the screen higher with Resize-MoshSession, or send the output to a file.");
            }

            WriteObject(result);
        }
        catch (Exception exception) when (exception is MoshException or ArgumentException)
        {
            WriteError(exception, session);
        }
    }
}
