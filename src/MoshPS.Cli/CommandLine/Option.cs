namespace MoshPS.Cli.CommandLine;

/// <summary>One option of a command.</summary>
/// <param name="Names">How it may be written, such as <c>-p</c> and <c>--port</c>.</param>
/// <param name="ValueName">What its value is called in the help; null for an option without a value.</param>
/// <param name="Help">What it does.</param>
/// <param name="Apply">Takes the value (empty without one); may throw <see cref="UsageException"/>.</param>
internal sealed record Option(string[] Names, string? ValueName, string Help, Action<string> Apply)
{
    /// <summary>An option that is there or not.</summary>
    public static Option Flag(string[] names, string help, Action apply) => new(names, null, help, _ => apply());

    /// <summary>An option with a value: <c>-p VALUE</c>, <c>-pVALUE</c>, <c>--port VALUE</c> or <c>--port=VALUE</c>.</summary>
    public static Option Value(string[] names, string valueName, string help, Action<string> apply) =>
        new(names, valueName, help, apply);
}
