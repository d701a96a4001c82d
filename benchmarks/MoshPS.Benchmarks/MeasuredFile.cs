using System.Security.Cryptography;
using MoshPS.Engine.Client;
using MoshPS.Interop.Tests.Fixtures;

namespace MoshPS.Benchmarks;

/// <summary>The published files that the figures are of.</summary>
internal static class MeasuredFile
{
    /// <summary>The executable for this machine; <c>MOSHPS</c> names another, to compare builds.</summary>
    public static string Executable { get; } =
        Path.GetFullPath(Environment.GetEnvironmentVariable("MOSHPS") is { Length: > 0 } path ? path : BuiltFiles.Executable);

    /// <summary>What the table calls it.</summary>
    public static string ExecutableName => Path.GetRelativePath(BuiltFiles.Root, Executable) is ['.', '.', ..] ? Executable : Path.GetRelativePath(BuiltFiles.Root, Executable);

    /// <summary>
    /// What the table calls the engine that runs in this process: the module's, which <c>bench.sh</c> puts in the place
    /// of the one that was built with the benchmarks.
    /// </summary>
    public static string EngineName { get; } = IsPublishedEngine() ? "lib/MoshPS.Engine.dll" : "MoshPS.Engine.dll, not as published";

    private static bool IsPublishedEngine()
    {
        string published = Path.Combine(BuiltFiles.ModuleFolder, "MoshPS.Engine.dll");
        return File.Exists(published)
            && SHA256.HashData(File.ReadAllBytes(published)).AsSpan().SequenceEqual(SHA256.HashData(File.ReadAllBytes(typeof(MoshClient).Assembly.Location)));
    }
}
