namespace MoshPS.HelpBuilder;

/// <summary>What the compiled class says about a cmdlet.</summary>
internal sealed class CmdletMetadata(string verb, string noun)
{
    public string Verb { get; } = verb;

    public string Noun { get; } = noun;

    public string Name => $"{Verb}-{Noun}";

    public bool SupportsShouldProcess { get; init; }

    public string? DefaultParameterSet { get; init; }

    public List<ParameterMetadata> Parameters { get; } = [];

    /// <summary>Names of the sets in the order Get-Help shows them: the default one first. Empty when there is but one.</summary>
    public IReadOnlyList<string> ParameterSets =>
    [
        .. Parameters.SelectMany(parameter => parameter.Sets.Keys)
            .Where(name => name != ParameterMetadata.AllSets)
            .Distinct()
            .OrderByDescending(name => name == DefaultParameterSet),
    ];
}

/// <summary>What the compiled class says about a parameter.</summary>
internal sealed class ParameterMetadata(string name, string typeName, bool isSwitch)
{
    public const string AllSets = "__AllParameterSets";

    public string Name { get; } = name;

    /// <summary>As PowerShell writes it: <c>string[]</c>, <c>int</c>, <c>MoshSession</c>.</summary>
    public string TypeName { get; } = typeName;

    public bool IsSwitch { get; } = isSwitch;

    public List<string> Aliases { get; } = [];

    /// <summary>From ValidateSet, or the names of an enumeration; empty when anything may be given.</summary>
    public List<string> Values { get; } = [];

    public bool Wildcards { get; set; }

    public Dictionary<string, ParameterBinding> Sets { get; } = [];
}

/// <summary>How a parameter is bound in one parameter set.</summary>
/// <param name="Mandatory">Must be given.</param>
/// <param name="Position">From 0; null = by name only.</param>
/// <param name="FromPipeline">Takes whole pipeline objects.</param>
/// <param name="FromProperty">Takes a property of that name.</param>
internal sealed record ParameterBinding(bool Mandatory, int? Position, bool FromPipeline, bool FromProperty)
{
    public string PipelineText => (FromPipeline, FromProperty) switch
    {
        (true, true) => "true (ByValue, ByPropertyName)",
        (true, false) => "true (ByValue)",
        (false, true) => "true (ByPropertyName)",
        _ => "false",
    };
}
