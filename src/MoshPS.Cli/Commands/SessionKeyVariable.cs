using System.Runtime.InteropServices;

namespace MoshPS.Cli.Commands;

/// <summary>The environment variable that brings a session's key to a client that was started by hand or by mosh.</summary>
internal static unsafe partial class SessionKeyVariable
{
    private const string Name = "MOSH_KEY";

    /// <summary>
    /// Reads the key and removes it: from the environment that child processes get, and on Unix also from the
    /// memory that <c>/proc/PID/environ</c> shows.
    /// </summary>
    /// <returns>The variable's value; null when it is not set.</returns>
    public static string? Take()
    {
        string? value = Environment.GetEnvironmentVariable(Name);
        if (value is null)
        {
            return null;
        }

        Environment.SetEnvironmentVariable(Name, null);
        if (!OperatingSystem.IsWindows() && GetEnv(Name) is var original && original != null)
        {
            MemoryMarshal.CreateSpan(ref *original, MemoryMarshal.CreateReadOnlySpanFromNullTerminated(original).Length).Clear();
        }

        return value;
    }

    // The block that the process was started with; the runtime works on a copy of its own.
    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial byte* GetEnv(string name);
}
