using System.Management.Automation;
using MoshPS.Completion;
using MoshPS.Consoles;
using MoshPS.Engine.Client;
using MoshPS.Engine.Prediction;
using MoshPS.Engine.Ssh.Local;
using MoshPS.Errors;
using MoshPS.Recordings;

namespace MoshPS.Connection;

/// <summary>Makes a session and shows it on the console, until it ends or the user detaches.</summary>
[Cmdlet(VerbsCommunications.Connect, "Mosh", DefaultParameterSetName = HostNameSet)]
[OutputType(typeof(MoshSession))]
public sealed class ConnectMoshCommand : ConnectionCmdlet
{
    private AttachOptions _attachOptions = new();

    /// <summary>The host.</summary>
    [Parameter(ParameterSetName = HostNameSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputerName")]
    [ArgumentCompleter(typeof(HostNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string HostName { get; set; } = string.Empty;

    /// <summary>What to call the session.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

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
        AttachmentNotice? notice;
        MoshSession session;
        try
        {
            using HostConsole.Lease terminal = HostConsole.Open(Host);
            (int columns, int rows) = terminal.GetSize();
            ConnectionOrder order = ParameterSetName == LocalSet ? CreateLocalOrder(Name, columns, rows) : CreateOrder(HostName, Name, columns, rows);
            var heard = new Progress<LoginEvent>(happened => WriteVerbose(happened.Text));
            order = order.WithColors(terminal.Console.Terminal.Colors).WithListener(HostConsole.CanAsk(Host), heard);
            session = await SessionConnector.ConnectAsync(order, cancellationToken);
            notice = await ConsoleAttachment.RunAsync(session, terminal, _attachOptions, Host, cancellationToken);
        }
        catch (Exception exception) when (ErrorRecords.IsExpected(exception))
        {
            WriteError(exception, ParameterSetName == LocalSet ? LocalBootstrap.HostName : HostName);
            return;
        }

        AttachmentNotice.Write(notice, this);
        RecordingNotice.Write(session, this);
        if (PassThru && session.EndReason is null)
        {
            WriteObject(session);
        }
    }
}
