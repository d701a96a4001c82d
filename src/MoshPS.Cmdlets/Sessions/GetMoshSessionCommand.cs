using System.Management.Automation;
using MoshPS.Completion;
using MoshPS.Engine.Client;
using MoshPS.Pipeline;

namespace MoshPS.Sessions;

/// <summary>Lists the sessions of this process.</summary>
[Cmdlet(VerbsCommon.Get, "MoshSession", DefaultParameterSetName = NameSet)]
[OutputType(typeof(MoshSession))]
public sealed class GetMoshSessionCommand : MoshCmdlet
{
    private const string NameSet = SessionSelection.NameSet;
    private const string IdSet = SessionSelection.IdSet;

    /// <summary>Only sessions with these names, with wildcards.</summary>
    [Parameter(Position = 0, ParameterSetName = NameSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Only the sessions with these numbers.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [Alias("SessionId")]
    [ArgumentCompleter(typeof(SessionIdCompleter))]
    public int[] Id { get; set; } = [];

    /// <summary>Only sessions with these hosts, with wildcards.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SessionHostNameCompleter))]
    public string[] HostName { get; set; } = [];

    /// <summary>Only sessions in these states.</summary>
    [Parameter]
    public MoshClientState[] State { get; set; } = [];

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        var hosts = HostName.Select(pattern => new WildcardPattern(pattern, WildcardOptions.IgnoreCase)).ToArray();
        IReadOnlyList<MoshSession> candidates = ParameterSetName == NameSet && Name.Length == 0
            ? MoshSessionTable.Shared.All
            : SessionSelection.Resolve(ParameterSetName, [], Id, Name, WriteError);
        foreach (MoshSession session in candidates)
        {
            if ((hosts.Length == 0 || hosts.Any(host => host.IsMatch(session.HostName)))
                && (State.Length == 0 || State.Contains(session.State)))
            {
                WriteObject(session);
            }
        }

        return Task.CompletedTask;
    }
}
