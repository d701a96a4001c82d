using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using MoshPS.Engine.Unix;

namespace MoshPS.Cli.Commands.Server;

/// <summary>
/// Starts the process of a session and passes on what it has to say until it is ready. The runtime cannot fork, so a
/// process that is to be free of ssh (its session, terminal and descriptors) has to be started that way.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe partial class SessionStarter : IDisposable
{
    private const string LibC = "libc";

    private const int TerminationSignal = 15; // SIGTERM

    private readonly int _descriptor;

    private SessionStarter(int process, int descriptor)
    {
        ProcessId = process;
        _descriptor = descriptor;
    }

    /// <summary>The session's process.</summary>
    public int ProcessId { get; }

    /// <summary>Starts it.</summary>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static SessionStarter Start(SessionSettings settings)
    {
        string[] restart = Executable.Restart(out string program);
        int* pipe = stackalloc int[2];
        if (CreatePipe(pipe) != 0)
        {
            throw UnixTerminal.Failure("pipe");
        }

        // With -v the session keeps the output for its log, and ssh waits for it. Else nothing of ssh may stay open,
        // and not be given to the new process in the first place: its runtime makes copies as it starts.
        bool isQuiet = settings.Verbosity == 0;
        int process = ProcessSpawner.Start(new SpawnRequest
        {
            Program = program,
            Environment = RuntimeDiagnostics.SwitchOff(EnvironmentBlock.Inherited()),
            Arguments = [Executable.ServerName, .. restart, ServerCommand.SessionArgument, .. settings.ToArguments()],
            StandardInput = isQuiet ? SpawnRequest.NullDevice : null,
            StandardOutput = isQuiet ? SpawnRequest.NullDevice : null,
            StandardError = isQuiet ? pipe[1] : null,
            ExtraDescriptor = pipe[1],
        });
        _ = UnixTerminal.Close(pipe[1]);
        return new SessionStarter(process, pipe[0]);
    }

    /// <summary>Passes on what the session's process says, until it has said the connect line or is over.</summary>
    /// <returns>The connect line with its end, or null.</returns>
    public string? WaitForConnectLine()
    {
        using DescriptorStream pipe = new(_descriptor);
        byte[] buffer = new byte[1024];
        int start = 0;
        int length = 0;
        bool isReport = false;
        while (length < buffer.Length && pipe.Read(buffer.AsSpan(length)) is > 0 and int read)
        {
            length += read;
            if (!isReport)
            {
                int mark = buffer.AsSpan(0, length).IndexOf(SessionReport.Mark);
                StandardStreams.WriteError(buffer.AsSpan(0, mark < 0 ? length : mark));
                isReport = mark >= 0;
                start = mark + 1;
                length = isReport ? length : 0;
            }

            if (isReport && buffer.AsSpan(start, length - start).IndexOf((byte)'\n') is >= 0 and int end)
            {
                return Encoding.ASCII.GetString(buffer, start, end + 1);
            }
        }

        return null;
    }

    /// <summary>Ends a session that nobody can connect to.</summary>
    public void Terminate() => _ = Kill(ProcessId, TerminationSignal);

    /// <inheritdoc/>
    public void Dispose() => _ = UnixTerminal.Close(_descriptor);

    [LibraryImport(LibC, EntryPoint = "pipe", SetLastError = true)]
    private static partial int CreatePipe(int* descriptors);

    [LibraryImport(LibC, EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
