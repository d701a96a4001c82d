using System.Management.Automation;
using MoshPS.Completion;
using MoshPS.Connection;
using MoshPS.Consoles;
using MoshPS.Engine;
using MoshPS.Engine.Client;
using MoshPS.Engine.Ssh.Local;
using MoshPS.Errors;
using MoshPS.Pipeline;

namespace MoshPS.Sessions;

/// <summary>Makes sessions without a console.</summary>
[Cmdlet(VerbsCommon.New, "MoshSession", SupportsShouldProcess = true, DefaultParameterSetName = HostNameSet)]
[OutputType(typeof(MoshSession))]
public sealed class NewMoshSessionCommand : ConnectionCmdlet
{
    private const string Activity = "Starting mosh sessions";

    private readonly List<(string Host, ConnectionOrder Order)> _orders = [];
    private int _done;

    /// <summary>The hosts.</summary>
    [Parameter(ParameterSetName = HostNameSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputerName")]
    [ArgumentCompleter(typeof(HostNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] HostName { get; set; } = [];

    /// <summary>What to call the sessions, in the order of the hosts.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Width of the terminal.</summary>
    [Parameter]
    [ValidateRange(1, MoshClientOptions.LargestDimension)]
    public int Columns { get; set; } = ConnectionDefaults.Columns;

    /// <summary>Height of the terminal.</summary>
    [Parameter]
    [ValidateRange(1, MoshClientOptions.LargestDimension)]
    public int Rows { get; set; } = ConnectionDefaults.Rows;

    /// <summary>How many hosts at a time.</summary>
    [Parameter(ParameterSetName = HostNameSet)]
    [ValidateRange(1, int.MaxValue)]
    public int ThrottleLimit { get; set; } = ConnectionDefaults.ThrottleLimit;

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        bool isLocal = ParameterSetName == LocalSet;
        foreach (string host in isLocal ? [LocalBootstrap.HostName] : HostName)
        {
            if (!ShouldProcess(host, "Start a mosh session"))
            {
                continue;
            }

            try
            {
                string? name = Name.ElementAtOrDefault(_orders.Count);
                _orders.Add((host, isLocal ? CreateLocalOrder(name, Columns, Rows) : CreateOrder(host, name, Columns, Rows)));
            }
            catch (Exception exception) when (exception is ArgumentException or MoshRecordingException)
            {
                WriteError(exception, host);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_orders.Count == 0)
        {
            return;
        }

        _orders[0].Order.Recording?.RequireRoomFor(_orders.Count);

        // Several logins at once would talk over each other at the terminal; one at a time may ask.
        bool mayAsk = HostConsole.CanAsk(Host) && (_orders.Count == 1 || ThrottleLimit == 1);
        // Made here, so that it reports to the pipeline thread.
        var heard = new Progress<LoginEvent>(happened => Hear(happened, mayAsk));
        await Fleet.RunAsync(
            _orders,
            ThrottleLimit,
            (item, cancellation) => SessionConnector.ConnectAsync(item.Order.WithListener(mayAsk, heard), cancellation),
            Report,
            cancellationToken);
        if (!mayAsk)
        {
            WriteProgress(new ProgressRecord(0, Activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private void Report((string Host, ConnectionOrder Order) item, Task<MoshSession> done)
    {
        _done++;
        try
        {
            WriteObject(done.GetAwaiter().GetResult());
        }
        catch (Exception exception) when (ErrorRecords.IsExpected(exception))
        {
            WriteError(exception, item.Host);
        }
    }

    private void Hear(LoginEvent happened, bool mayAsk)
    {
        WriteVerbose(happened.Text);
        // A progress bar would write over a question of ssh.
        if (!mayAsk && happened.Phase is not null)
        {
            WriteProgress(new ProgressRecord(0, Activity, $"{_done} of {_orders.Count} hosts")
            {
                CurrentOperation = happened.Text,
                PercentComplete = _done * 100 / _orders.Count,
            });
        }
    }
}
