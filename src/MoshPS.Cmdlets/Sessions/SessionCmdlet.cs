using System.Management.Automation;
using MoshPS.Completion;
using MoshPS.Pipeline;

namespace MoshPS.Sessions;

/// <summary>A cmdlet that works on sessions, given as objects, by number or by name.</summary>
public abstract class SessionCmdlet : MoshCmdlet
{
    private protected const string SessionSet = SessionSelection.SessionSet;
    private protected const string IdSet = SessionSelection.IdSet;
    private protected const string NameSet = SessionSelection.NameSet;

    /// <summary>The sessions themselves.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = SessionSet)]
    public MoshSession[] Session { get; set; } = [];

    /// <summary>Numbers of sessions.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [Alias("SessionId")]
    [ArgumentCompleter(typeof(SessionIdCompleter))]
    public int[] Id { get; set; } = [];

    /// <summary>Names of sessions, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NameSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The sessions that the parameters name; those that do not exist are reported as errors.</summary>
    private protected IReadOnlyList<MoshSession> SelectSessions()
        => SessionSelection.Resolve(ParameterSetName, Session, Id, Name, WriteError);
}
