namespace MoshPS.Interop.Tests.Fixtures;

/// <summary>What <c>build.sh</c> has made.</summary>
internal static class BuiltFiles
{
    private static readonly Lazy<string> _root = new(FindRoot);

    /// <summary>The executable as a single file that needs no .NET, for Linux on x64.</summary>
    public static string LinuxSingleFile => Path.Combine(Root, "out", "linux-x64", "moshps");

    /// <summary>
    /// Whether that file is machine code (NativeAOT), without the virtual machine that has limits of its own below which
    /// it cannot start.
    /// </summary>
    public static bool IsLinuxFileNative { get; } = File.Exists(LinuxSingleFile)
        && File.ReadAllBytes(LinuxSingleFile).AsSpan().IndexOf("DOTNET_BUNDLE_EXTRACT_BASE_DIR"u8) < 0;

    /// <summary>The executable for Linux that users get where there is one, else the one beside the tests.</summary>
    public static string Shipped => File.Exists(LinuxSingleFile) ? LinuxSingleFile : Cli.MoshPSProgram.Path;

    /// <summary>The executable as a single file that needs no .NET, for Windows on x64.</summary>
    public static string WindowsSingleFile => Path.Combine(Root, "out", "win-x64", "moshps.exe");

    /// <summary>The repository's folder.</summary>
    public static string Root => _root.Value;

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
