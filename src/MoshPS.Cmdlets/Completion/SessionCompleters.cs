using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace MoshPS.Completion;

/// <summary>Offers the numbers of the sessions of this process.</summary>
public sealed class SessionIdCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
        => Completions.Matching(
            wordToComplete,
            MoshSessionTable.Shared.All.Select(session => (session.Id.ToString(CultureInfo.InvariantCulture), SessionToolTip.Of(session))));
}

/// <summary>Offers the names of the sessions of this process.</summary>
public sealed class SessionNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
        => Completions.Matching(
            wordToComplete,
            MoshSessionTable.Shared.All.DistinctBy(session => session.Name).Select(session => (session.Name, SessionToolTip.Of(session))));
}

/// <summary>What completion says of a session.</summary>
internal static class SessionToolTip
{
    public static string Of(MoshSession session) => $"{session.Name}: {session.HostName} ({session.State})";
}
