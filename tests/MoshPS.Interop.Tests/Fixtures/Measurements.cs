namespace MoshPS.Interop.Tests.Fixtures;

/// <summary>
/// What long tests have measured: lines of Markdown in <c>artifacts/reliability/</c>, which <c>./test.sh --long</c>
/// prints at its end, to be put into <c>docs/reliability.md</c>.
/// </summary>
internal static class Measurements
{
    /// <summary>The folder that has MoshPS.sln.</summary>
    public static string Repository => BuiltFiles.Root;

    /// <summary>Keeps the results of a test, in place of those of the run before.</summary>
    /// <param name="name">The file's name, without extension: one for each test that measures.</param>
    /// <param name="lines">Lines of Markdown.</param>
    public static void Write(string name, params IEnumerable<string> lines)
    {
        string directory = Directory.CreateDirectory(Path.Combine(Repository, "artifacts", "reliability")).FullName;
        File.WriteAllLines(Path.Combine(directory, name + ".md"), lines);
    }
}
