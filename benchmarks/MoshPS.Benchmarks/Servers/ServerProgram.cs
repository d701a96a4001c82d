namespace MoshPS.Benchmarks.Servers;

/// <summary>A mosh server to measure.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Path">The executable.</param>
/// <param name="Arguments">What comes before mosh-server's own arguments.</param>
internal sealed record ServerProgram(string Name, string Path, params string[] Arguments);
