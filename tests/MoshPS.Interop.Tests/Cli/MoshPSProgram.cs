namespace MoshPS.Interop.Tests.Cli;

/// <summary>The executable, which the build puts beside the tests.</summary>
internal static class MoshPSProgram
{
    public static string Path => System.IO.Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "moshps.exe" : "moshps");

    /// <summary>Runs it without input and without a terminal.</summary>
    public static Task<ProgramRun> RunAsync(params string[] arguments) => ProgramRun.RunAsync(Path, arguments);
}
