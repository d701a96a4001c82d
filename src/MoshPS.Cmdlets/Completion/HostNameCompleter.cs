using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using MoshPS.Engine.Ssh.HostNames;

namespace MoshPS.Completion;

/// <summary>Offers the hosts of ssh_config (included files too) and known_hosts; a <c>user@</c> before the name is kept.</summary>
public sealed class HostNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string typed = (wordToComplete ?? string.Empty).Trim('\'', '"');
        string user = typed[..(typed.LastIndexOf('@') + 1)];
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Completions.Matching(
            typed,
            HostNameSources.Read(home, HostNameSources.DefaultSystemFolder).Select(name => (user + name, user + name)));
    }
}
