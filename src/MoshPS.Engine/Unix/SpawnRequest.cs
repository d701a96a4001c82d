namespace MoshPS.Engine.Unix;

/// <summary>
/// A program to start with <see cref="ProcessSpawner"/>: in a session of its own, with no descriptors but the first
/// three and those that are named, default signal handling and an empty signal mask.
/// </summary>
public sealed record SpawnRequest
{
    /// <summary>The program: a path, or a name to look for on PATH.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments, the first of which is the name that it sees for itself.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Its environment, as <c>NAME=VALUE</c>.</summary>
    public required IReadOnlyList<string> Environment { get; init; }

    /// <summary>Its working directory; null for this process's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// The terminal to be its standard input, output and error and its controlling terminal, such as
    /// <c>/dev/pts/3</c>; null leaves it the descriptors of this process.
    /// </summary>
    public string? Terminal { get; init; }

    /// <summary>A descriptor of this process that becomes its descriptor 3; null for none.</summary>
    public int? ExtraDescriptor { get; init; }
}
