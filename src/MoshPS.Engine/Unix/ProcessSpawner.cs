using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MoshPS.Engine.Unix;

/// <summary>
/// Starts programs with <c>posix_spawn</c>: the runtime, which has several threads, cannot fork, and its own
/// <c>Process</c> offers neither sessions nor controlling terminals.
/// </summary>
[UnsupportedOSPlatform("windows")]
public static unsafe partial class ProcessSpawner
{
    /// <summary>The descriptor of the new process that <see cref="SpawnRequest.ExtraDescriptor"/> becomes.</summary>
    public const int ExtraDescriptor = 3;

    private const int DoNotWait = 1; // WNOHANG
    private const int InterruptedCall = 4; // EINTR
    private const int NotExecutable = 8; // ENOEXEC
    private const int OutOfMemory = 12; // ENOMEM

    /// <summary>Starts a program.</summary>
    /// <returns>Its process id.</returns>
    /// <exception cref="IOException">It cannot be started: the message is the system's reason, without more.</exception>
    public static int Start(SpawnRequest request) => Start(request, CLibrary.Find);

    /// <inheritdoc cref="Start(SpawnRequest)"/>
    /// <param name="request">The program.</param>
    /// <param name="findFunction">Finds what not every C library has; 0 if this one has not.</param>
    internal static int Start(SpawnRequest request, Func<string, nint> findFunction)
    {
        ArgumentNullException.ThrowIfNull(request);
        using SpawnPlan plan = new(request, findFunction);
        using ResourceLimits.ProgramLimits limits = ResourceLimits.RestoreForProgram();
        int error = plan.Run(request.Program, request.Arguments, out int process);
        if (error == NotExecutable && ExecutableSearch.Find(request.Program) is { } script)
        {
            // What has neither a format of the system nor a first line with '#!' is for the shell, as with execvp.
            error = plan.Run("/bin/sh", ["/bin/sh", script, .. request.Arguments.Skip(1)], out process);
        }

        return error == 0 ? process : throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
    }

    /// <summary>Tries whether the system would start a program now, without starting one.</summary>
    /// <exception cref="IOException">It would not: the message is the system's reason, without more.</exception>
    public static void CheckRoom()
    {
        // A directory is no program: the new process, if it comes to one, is gone at once.
        const string NoProgram = "/";
        using SpawnPlan plan = new(new SpawnRequest { Program = NoProgram, Arguments = [NoProgram] }, CLibrary.Find);
        int error = plan.Run(NoProgram, [NoProgram], out _);
        if (error == UnixTerminal.WouldBlock || error == OutOfMemory)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    /// <summary>
    /// Whether a child of this process has ended, which also removes it from the system's table. Does not wait.
    /// </summary>
    public static bool HasEnded(int process) => WaitFor(process, out _, DoNotWait) != 0;

    /// <summary>Waits until a child ends.</summary>
    /// <returns>
    /// Its exit status; 128 and the number of the signal when one ended it, as shells report it; 1 when the system
    /// does not know any more.
    /// </returns>
    public static int WaitForExit(int process)
    {
        int status;
        while (WaitFor(process, out status, 0) < 0)
        {
            if (Marshal.GetLastPInvokeError() != InterruptedCall)
            {
                return 1;
            }
        }

        int signal = status & 0x7F;
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal;
    }

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitFor(int process, out int status, int options);
}
