using System.Management.Automation;
using MoshPS.Completion;
using MoshPS.Consoles;
using MoshPS.Engine.Client.Health;
using MoshPS.Errors;
using MoshPS.Pipeline;
using MoshPS.Sessions;

namespace MoshPS.Watching;

/// <summary>Shows how sessions do, again and again: as a live table at the prompt, as objects for other commands.</summary>
[Cmdlet(VerbsCommon.Watch, "MoshSession", DefaultParameterSetName = NameSet)]
[OutputType(typeof(MoshSessionSample))]
public sealed class WatchMoshSessionCommand : MoshCmdlet
{
    private const string SessionSet = SessionSelection.SessionSet;
    private const string IdSet = SessionSelection.IdSet;
    private const string NameSet = SessionSelection.NameSet;

    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    private readonly WatchedSessions _watched = new();

    /// <summary>The sessions themselves.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = SessionSet)]
    public MoshSession[] Session { get; set; } = [];

    /// <summary>Numbers of sessions.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [Alias("SessionId")]
    [ArgumentCompleter(typeof(SessionIdCompleter))]
    public int[] Id { get; set; } = [];

    /// <summary>Names of sessions, with wildcards.</summary>
    [Parameter(Position = 0, ParameterSetName = NameSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The time from one sample to the next.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to watch.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan? Duration { get; set; }

    /// <summary>How many samples to take of each session.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Count { get; set; }

    /// <summary>Gives objects where the table would be shown.</summary>
    [Parameter]
    public SwitchParameter AsObject { get; set; }

    /// <summary>Nothing was said about which sessions.</summary>
    private bool WatchesAll => ParameterSetName == NameSet && Name.Length == 0 && !MyInvocation.ExpectingInput;

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
        => Interval >= ShortestInterval && Interval <= LongestInterval
            ? Task.CompletedTask
            : throw new UsageException("InvalidInterval", $"{Interval} is no interval to watch sessions at.", "Give a number of seconds from 0.1, or a time span of up to a day.");

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _watched.Add(WatchesAll ? MoshSessionTable.Shared.All : SessionSelection.Resolve(ParameterSetName, Session, Id, Name, WriteError));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_watched.Count == 0)
        {
            if (WatchesAll)
            {
                WriteWarning("There is no session to watch. New-MoshSession and Connect-Mosh make them.");
            }

            return;
        }

        if (AsObject || OutputUse.IsCaptured(MyInvocation) || !HostConsole.CanAsk(Host) || !Host.UI.SupportsVirtualTerminal)
        {
            await WatchAsync(WriteSamples, cancellationToken);
            return;
        }

        using HostConsole.Claim claim = HostConsole.Reserve();
        using var table = new LiveTable(Host.UI);
        await WatchAsync(
            samples =>
            {
                (int width, int height) = table.GetRoom();
                table.Draw(HealthTable.Draw([.. samples.Select(sample => sample.Health)], Interval, width, height));
            },
            cancellationToken);
    }

    private void WriteSamples(IReadOnlyList<(MoshSession Session, HealthRow Health)> samples)
    {
        foreach ((MoshSession session, HealthRow health) in samples)
        {
            WriteObject(new MoshSessionSample(session, health.Sample));
        }
    }

    private async Task WatchAsync(Action<IReadOnlyList<(MoshSession Session, HealthRow Health)>> show, CancellationToken cancellationToken)
    {
        double most = Math.Min(Count ?? double.PositiveInfinity, Duration is { } duration ? Math.Floor(duration / Interval) + 1 : double.PositiveInfinity);
        using PeriodicTimer timer = new(Interval);
        for (int taken = 1; ; taken++)
        {
            bool isLast = taken >= most || _watched.AreAllOver;
            show(_watched.Sample());
            if (isLast)
            {
                return;
            }

            await Task.WhenAny(timer.WaitForNextTickAsync(cancellationToken).AsTask(), _watched.Completion);
            cancellationToken.ThrowIfCancellationRequested();
            if (WatchesAll)
            {
                _watched.Add(MoshSessionTable.Shared.All);
            }
        }
    }
}
