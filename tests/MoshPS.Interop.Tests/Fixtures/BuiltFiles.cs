namespace MoshPS.Interop.Tests.Fixtures;

/// <summary>What <c>build.sh</c> has made.</summary>
internal static class BuiltFiles
{
    /// <summary>The executables.</summary>
    public static string ExecutableFolder => Path.Combine(Root, "out");

    /// <summary>The module's DLLs.</summary>
    public static string ModuleFolder => Path.Combine(Root, "lib");

    /// <summary>The executable as a single file that needs no .NET, for Linux on x64.</summary>
    public static string LinuxSingleFile => Path.Combine(ExecutableFolder, "linux-x64", "moshps");

    /// <summary>The executable as a single file that needs no .NET, for Windows on x64.</summary>
    public static string WindowsSingleFile => Path.Combine(ExecutableFolder, "win-x64", "moshps.exe");

    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "MoshPS.sln")))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException("The tests do not run from a folder inside the repository.");
    }
}
