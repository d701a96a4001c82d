using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using MoshPS.Engine.Client;

namespace MoshPS.Completion;

/// <summary>Offers the names of keys; modifiers before the name, such as <c>Ctrl+</c>, are kept.</summary>
public sealed class KeyNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string typed = (wordToComplete ?? string.Empty).Trim('\'', '"');
        string modifiers = typed[..(typed.LastIndexOf('+') + 1)];
        IEnumerable<string> names = KeyNames.All.Select(name => modifiers + name);
        if (modifiers.Length == 0)
        {
            names = names.Concat(["Ctrl+C", "Ctrl+D", "Ctrl+Z"]);
        }

        return Completions.Matching(typed, names.Select(name => (name, $"The key {name}")));
    }
}
