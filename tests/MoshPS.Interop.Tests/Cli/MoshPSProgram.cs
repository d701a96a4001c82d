namespace MoshPS.Interop.Tests.Cli;

/// <summary>The executable, as <c>build.sh</c> publishes it.</summary>
internal static class MoshPSProgram
{
    public static string Path => BuiltFiles.Executable;

    /// <summary>The same for the runtime of this machine (<c>dotnet moshps.dll</c>), which the build puts beside the tests.</summary>
    public static string Assembly => System.IO.Path.Combine(AppContext.BaseDirectory, "moshps.dll");

    /// <summary>Runs it without input and without a terminal.</summary>
    public static Task<ProgramRun> RunAsync(params string[] arguments) => ProgramRun.RunAsync(Path, arguments);
}
