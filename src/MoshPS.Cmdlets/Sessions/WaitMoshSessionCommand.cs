using System.Management.Automation;
using System.Text.RegularExpressions;
using MoshPS.Engine;
using MoshPS.Engine.Client;
using MoshPS.Errors;
using MoshPS.Pipeline;

namespace MoshPS.Sessions;

/// <summary>Waits for a state, a text on the screen, or a quiet screen.</summary>
[Cmdlet(VerbsLifecycle.Wait, "MoshSession", DefaultParameterSetName = SessionSet)]
[OutputType(typeof(MoshSession))]
public sealed class WaitMoshSessionCommand : SessionCmdlet
{
    /// <summary>A pattern that backtracks for longer than this on one screen is an error, not a hang.</summary>
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    private readonly List<MoshSession> _sessions = [];
    private Regex? _pattern;

    /// <summary>A text or regular expression that is to be on the screen.</summary>
    [Parameter(Position = 1)]
    public string? Pattern { get; set; }

    /// <summary>Takes <see cref="Pattern"/> literally.</summary>
    [Parameter]
    public SwitchParameter SimpleMatch { get; set; }

    /// <summary>Tells capital letters from small ones.</summary>
    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    /// <summary>How long the screen is to be unchanged.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan? Quiet { get; set; }

    /// <summary>The state to wait for.</summary>
    [Parameter]
    public MoshClientState? State { get; set; }

    /// <summary>How long to wait at most.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan? Timeout { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        if (Pattern is not null)
        {
            _pattern = CreateRegex(Pattern);
        }
        else if (Quiet is null)
        {
            State ??= MoshClientState.Closed;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _sessions.AddRange(SelectSessions().Except(_sessions));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellationToken)
        => Fleet.RunAsync(_sessions, int.MaxValue, WaitAsync, Report, cancellationToken);

    private Regex CreateRegex(string pattern)
    {
        RegexOptions options = RegexOptions.Multiline | RegexOptions.CultureInvariant | (CaseSensitive ? 0 : RegexOptions.IgnoreCase);
        try
        {
            return new Regex(SimpleMatch ? Regex.Escape(pattern) : pattern, options, MatchLimit);
        }
        catch (RegexParseException exception)
        {
            throw new UsageException("InvalidPattern", exception.Message, "Give a .NET regular expression, or -SimpleMatch.");
        }
    }

    private async Task<bool> WaitAsync(MoshSession session, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (Timeout is { } timeout)
        {
            limit.CancelAfter(timeout);
        }

        string condition = string.Empty;
        try
        {
            if (State is { } state)
            {
                condition = $"state {state}";
                MoshClientState reached = await session.Client.WaitForStateAsync(state, limit.Token).ConfigureAwait(false);
                if (reached != state)
                {
                    throw SessionErrors.Ended(session);
                }
            }

            if (_pattern is not null)
            {
                condition = $"'{Pattern}' on the screen";
                await session.Client.WaitForPatternAsync(_pattern, limit.Token).ConfigureAwait(false);
            }

            if (Quiet is { } quiet)
            {
                condition = $"a screen that stays the same for {quiet.TotalSeconds:0.###} seconds";
                await session.Client.WaitForQuietAsync(quiet, limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw SessionErrors.WaitTimedOut(session, condition, Timeout!.Value);
        }

        return true;
    }

    private void Report(MoshSession session, Task<bool> done)
    {
        try
        {
            done.GetAwaiter().GetResult();
            WriteObject(session);
        }
        catch (Exception exception) when (exception is MoshException or RegexMatchTimeoutException)
        {
            WriteError(exception, session);
        }
    }
}
