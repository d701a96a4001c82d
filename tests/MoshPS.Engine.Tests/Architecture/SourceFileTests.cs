using System.Text.RegularExpressions;

namespace MoshPS.Engine.Tests.Architecture;

/// <summary>A folder is a namespace.</summary>
public sealed partial class SourceFileTests
{
    [Theory]
    [InlineData("src/MoshPS.Engine", "MoshPS.Engine")]
    [InlineData("src/MoshPS.Cmdlets", "MoshPS")]
    [InlineData("src/MoshPS.Cli", "MoshPS.Cli")]
    [InlineData("tests/MoshPS.Engine.Tests", "MoshPS.Engine.Tests")]
    public void The_namespace_of_a_source_file_is_its_folder(string project, string rootNamespace)
    {
        string root = Path.Combine(Repository.Root, project);
        int files = 0;
        Assert.All(SourceFiles(root), path =>
        {
            Match declared = Namespace().Match(File.ReadAllText(path));
            if (!declared.Success)
            {
                // Assembly attributes only.
                return;
            }

            files++;
            string folder = Path.GetDirectoryName(Path.GetRelativePath(root, path))!;
            string expected = string.Join('.', folder.Split(Path.DirectorySeparatorChar).Prepend(rootNamespace))
                .TrimEnd('.');
            Assert.Equal(expected, declared.Groups[1].Value);
        });
        Assert.True(files > 3, "hardly any source files were found");
    }

    private static IEnumerable<string> SourceFiles(string root) =>
        Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(root, path)
                .Split(Path.DirectorySeparatorChar)
                .Any(part => part is "bin" or "obj"));

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
