using System.Runtime.Versioning;

namespace MoshPS.Engine.Unix;

/// <summary>Finds programs as <c>execvp</c> does.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ExecutableSearch
{
    // What the systems search when PATH is not set.
    private const string DefaultPath = "/bin:/usr/bin";

    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The path of a program; null when there is none. A name with a slash is a path already.</summary>
    public static string? Find(string program)
    {
        if (program.Contains('/'))
        {
            return IsExecutable(program) ? program : null;
        }

        string path = Environment.GetEnvironmentVariable("PATH") ?? DefaultPath;
        return path.Split(':').Select(directory => Path.Combine(directory, program)).FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string path) => File.Exists(path) && (File.GetUnixFileMode(path) & AnyExecute) != 0;
}
