using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MoshPS.Cli.Commands.Server;

/// <summary>How this program is called, and how it starts itself again.</summary>
internal static unsafe partial class Executable
{
    /// <summary>The name by which the executable is the server, without further words: stock's.</summary>
    public const string ServerName = "mosh-server";

    private const string Host = "dotnet";

    private const int LongestName = 4096; // PATH_MAX

    // What Linux puts behind the path of an executable whose file has been removed or replaced.
    private const string DeletedMark = " (deleted)";

    /// <summary>The name by which this program was called, with the path in front of it if there was one.</summary>
    /// <returns>Null where the system does not say, or cannot have another name.</returns>
    public static string? CalledName()
    {
        if (OperatingSystem.IsLinux())
        {
            return ReadCalledName();
        }

        return OperatingSystem.IsMacOS() ? MacCalledName() : null;
    }

    /// <summary>The words in front of its arguments that start this program again.</summary>
    /// <param name="program">The file to run.</param>
    /// <returns>Arguments that have to come before the program's own.</returns>
    public static string[] Restart(out string program)
    {
        program = Environment.ProcessPath ?? throw new IOException("The system does not say where the executable is.");
        if (Path.GetFileName(program) == Host)
        {
            // 'dotnet moshps.dll server': the first of the runtime's arguments is the assembly.
            return ["exec", Environment.GetCommandLineArgs()[0]];
        }

        // An update may have put another file there since: that one is as good.
        if (program.EndsWith(DeletedMark, StringComparison.Ordinal) && !File.Exists(program))
        {
            program = program[..^DeletedMark.Length];
        }

        return [];
    }

    /// <remarks>The runtime tells of its own names, not of the one that the caller has used.</remarks>
    private static string? ReadCalledName()
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle("/proc/self/cmdline");
            Span<byte> buffer = stackalloc byte[LongestName];
            int length = RandomAccess.Read(file, buffer, 0);
            int end = buffer[..length].IndexOf((byte)0);
            return end < 0 ? null : Encoding.UTF8.GetString(buffer[..end]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No /proc: then it has to be called as 'moshps server'.
            return null;
        }
    }

    private static string? MacCalledName() => Marshal.PtrToStringUTF8((nint)(**GetArgumentVector()));

    /// <summary>The address of the process's <c>argv</c>.</summary>
    [LibraryImport("libSystem", EntryPoint = "_NSGetArgv")]
    private static partial byte*** GetArgumentVector();
}
