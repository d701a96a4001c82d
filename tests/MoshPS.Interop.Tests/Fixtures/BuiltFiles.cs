using System.Runtime.InteropServices;

namespace MoshPS.Interop.Tests.Fixtures;

/// <summary>What <c>build.sh</c> has made.</summary>
internal static class BuiltFiles
{
    private const string ArmSystem = "linux-arm64";

    /// <summary>The executables.</summary>
    public static string ExecutableFolder => Path.Combine(Root, "out");

    /// <summary>The module's DLLs.</summary>
    public static string ModuleFolder => Path.Combine(Root, "lib");

    /// <summary>The executable for this machine, which is what users run.</summary>
    public static string Executable => Path.Combine(ExecutableFolder, OperatingSystem.IsWindows() ? "moshps.exe" : "moshps");

    /// <summary>The executable for Linux on ARM.</summary>
    public static string ArmExecutable => Path.Combine(ExecutableFolder, ArmSystem, "moshps");

    /// <summary>The program that writes what depends on a processor's instructions, for Linux on ARM; test.sh makes it.</summary>
    public static string ArmMachineChecks => Path.Combine(Root, "artifacts", "machine-checks", ArmSystem, "moshps-machine-checks");

    /// <summary>The executable for Windows on x64.</summary>
    public static string WindowsExecutable => Path.Combine(ExecutableFolder, "win-x64", "moshps.exe");

    /// <summary>What a debugger wants for this machine's executable, if that is native code.</summary>
    public static string Symbols => SymbolsOf($"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}");

    /// <summary>Whether this machine's executable is native code.</summary>
    public static bool IsNative => File.Exists(Symbols);

    /// <summary>Whether that for Linux on ARM is native code.</summary>
    public static bool IsArmNative => File.Exists(SymbolsOf(ArmSystem));

    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = FindRoot();

    // Other executables have none.
    private static string SymbolsOf(string system) => Path.Combine(ExecutableFolder, "symbols", system, "moshps.dbg");

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
