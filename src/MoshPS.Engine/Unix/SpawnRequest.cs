using System.Runtime.Versioning;

namespace MoshPS.Engine.Unix;

/// <summary>
/// A program to start with <see cref="ProcessSpawner"/>: in a session of its own, with no descriptors but the first
/// three and the one that is named, default signal handling and no signals blocked but those that are named.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed record SpawnRequest
{
    /// <summary>Stands for the null device in place of a descriptor.</summary>
    public const int NullDevice = -1;

    /// <summary>The program: a path, or a name to look for on PATH.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments, the first of which is the name that it sees for itself.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Its environment; null for the one that this process was started with.</summary>
    public EnvironmentBlock? Environment { get; init; }

    /// <summary>Its working directory; null for this process's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// The terminal to be its standard input, output and error and its controlling terminal, such as
    /// <c>/dev/pts/3</c>; null for the descriptors that follow.
    /// </summary>
    public string? Terminal { get; init; }

    /// <summary>The descriptor of this process, or <see cref="NullDevice"/>, to be its standard input; null for the same as this process's.</summary>
    public int? StandardInput { get; init; }

    /// <summary>The descriptor of this process, or <see cref="NullDevice"/>, to be its standard output; null for the same as this process's.</summary>
    public int? StandardOutput { get; init; }

    /// <summary>The descriptor of this process, or <see cref="NullDevice"/>, to be its standard error; null for the same as this process's.</summary>
    public int? StandardError { get; init; }

    /// <summary>The descriptor of this process that becomes its descriptor <see cref="ProcessSpawner.ExtraDescriptor"/>; null for none.</summary>
    public int? ExtraDescriptor { get; init; }

    /// <summary>The numbers of the signals that the program is started with blocked.</summary>
    public IReadOnlyList<int> BlockedSignals { get; init; } = [];
}
