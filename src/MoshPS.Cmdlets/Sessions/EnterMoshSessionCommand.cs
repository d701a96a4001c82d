using System.Management.Automation;
using MoshPS.Completion;
using MoshPS.Consoles;
using MoshPS.Engine.Client;
using MoshPS.Engine.Prediction;
using MoshPS.Errors;
using MoshPS.Pipeline;
using MoshPS.Recordings;

namespace MoshPS.Sessions;

/// <summary>Shows a session on the console, until it ends or the user detaches.</summary>
[Cmdlet(VerbsCommon.Enter, "MoshSession", DefaultParameterSetName = SessionSet)]
[OutputType(typeof(MoshSession))]
public sealed class EnterMoshSessionCommand : MoshCmdlet
{
    private const string SessionSet = SessionSelection.SessionSet;
    private const string IdSet = SessionSelection.IdSet;
    private const string NameSet = SessionSelection.NameSet;

    private AttachOptions _attachOptions = new();

    /// <summary>The session itself.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = SessionSet)]
    public MoshSession? Session { get; set; }

    /// <summary>Number of the session.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [Alias("SessionId")]
    [ArgumentCompleter(typeof(SessionIdCompleter))]
    public int Id { get; set; }

    /// <summary>Name of the session, with wildcards as long as only one matches.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NameSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public string Name { get; set; } = string.Empty;

    /// <summary>When typing is shown before the server has echoed it.</summary>
    [Parameter]
    public PredictionMode? Predict { get; set; }

    /// <summary>Predicts that what is typed takes the place of what is there.</summary>
    [Parameter]
    public SwitchParameter PredictOverwrite { get; set; }

    /// <summary>The key that begins a command to the client itself; empty for none.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? EscapeKey { get; set; }

    /// <summary>Leaves the window's title as the host sets it.</summary>
    [Parameter]
    public SwitchParameter NoTitlePrefix { get; set; }

    /// <summary>Stays on the terminal's normal screen.</summary>
    [Parameter]
    public SwitchParameter NoInit { get; set; }

    /// <summary>Whether programs in the session may put text into the clipboard of the user's terminal.</summary>
    [Parameter]
    public ClipboardPolicy? Clipboard { get; set; }

    /// <summary>The longest text that they may put there, in bytes.</summary>
    [Parameter]
    [ValidateRange(1, AttachOptions.LargestClipboard)]
    public int? ClipboardLimit { get; set; }

    /// <summary>Hands on the session when the user has detached from it.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        _attachOptions = new AttachParameters
        {
            Predict = Predict,
            PredictOverwrite = Given(PredictOverwrite),
            EscapeKey = EscapeKey,
            NoTitlePrefix = Given(NoTitlePrefix),
            NoInit = Given(NoInit),
            Clipboard = Clipboard,
            ClipboardLimit = ClipboardLimit,
        }.ToOptions(WriteWarning);
        HostConsole.Require(Host);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (SelectOne() is not { } session)
        {
            return;
        }

        if (session.State is MoshClientState.Closing or MoshClientState.Closed)
        {
            WriteError(SessionErrors.Ended(session), session);
            return;
        }

        AttachmentNotice? notice;
        using (HostConsole.Lease terminal = HostConsole.Open(Host))
        {
            notice = await ConsoleAttachment.RunAsync(session, terminal, _attachOptions, Host, cancellationToken);
        }

        AttachmentNotice.Write(notice, this);
        RecordingNotice.Write(session, this);
        if (PassThru && session.State != MoshClientState.Closed)
        {
            WriteObject(session);
        }
    }

    private MoshSession? SelectOne()
    {
        IReadOnlyList<MoshSession> found = SessionSelection.Resolve(
            ParameterSetName, Session is null ? [] : [Session], [Id], [Name], WriteError);
        if (found.Count > 1)
        {
            Fail(
                new UsageException(
                    "SessionAmbiguous", $"{found.Count} sessions match '{Name}'.", "Name one of them, or give its -Id; Get-MoshSession lists them."),
                Name);
        }

        return found.Count == 1 ? found[0] : null;
    }
}
