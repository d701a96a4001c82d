using System.Text.Json;
using System.Xml.Linq;

namespace MoshPS.Engine.Tests.Architecture;

/// <summary>Packages are pinned by version and content, and asked about advisories.</summary>
public sealed class PackageTests
{
    /// <summary>Analyzers work at build time, on our own machines, and leave nothing in what is built.</summary>
    private static readonly string[] Unlocked = ["Microsoft.CodeAnalysis.BannedApiAnalyzers"];

    private static readonly string[] Folders = ["src", "tests", "benchmarks"];

    [Fact]
    public void Every_package_of_a_project_is_in_its_lock_file()
    {
        int found = 0;
        Assert.All(Projects(), project =>
        {
            IEnumerable<string> packages = XDocument.Load(project)
                .Descendants("PackageReference")
                .Select(reference => (string)reference.Attribute("Include")!)
                .Except(Unlocked);
            foreach (string package in packages)
            {
                found++;
                string path = Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json");
                using JsonDocument lockFile = JsonDocument.Parse(File.ReadAllText(path));
                JsonElement locked = lockFile.RootElement.GetProperty("dependencies").GetProperty("net10.0").GetProperty(package);
                Assert.NotEmpty(locked.GetProperty("contentHash").GetString()!);
            }
        });
        Assert.True(found > 5, "hardly any package was found");
    }

    [Fact]
    public void Restoring_asks_for_advisories() =>
        Assert.Equal("true", Property("NuGetAudit"));

    [Fact]
    public void Restoring_in_CI_fails_where_a_lock_file_would_change() =>
        Assert.Equal("true", Property("RestoreLockedMode"));

    private static string? Property(string name) =>
        (string?)XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants(name).SingleOrDefault();

    private static IEnumerable<string> Projects() =>
        Folders.SelectMany(folder =>
            Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories));
}
