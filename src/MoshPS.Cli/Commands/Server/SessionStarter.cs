using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MoshPS.Engine.Server;
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

    private const int KillSignal = 9; // SIGKILL
    private const int TerminationSignal = 15; // SIGTERM

    /// <summary>How long a session's process may take until it is ready. It takes well under a second.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly int _descriptor;
    private readonly bool _isQuiet;
    private bool _hasComplained;

    private SessionStarter(int process, int descriptor, bool isQuiet)
    {
        ProcessId = process;
        _descriptor = descriptor;
        _isQuiet = isQuiet;
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
            BlockedSignals = ServerSignals.Numbers,
        });
        _ = UnixTerminal.Close(pipe[1]);
        return new SessionStarter(process, pipe[0], isQuiet);
    }

    /// <summary>Whether a session's process that ended with a status has said why.</summary>
    /// <remarks>With <c>-v</c> it speaks past this one, so that only a status of its own choice tells.</remarks>
    public bool HasSaidWhy(int status) => _isQuiet ? _hasComplained : status == ExitStatus.Failure;

    /// <summary>Passes on what the session's process says, until it has said the connect line or is over.</summary>
    /// <returns>The connect line with its end, or null.</returns>
    /// <exception cref="TimeoutException">It does neither within a minute, and was ended.</exception>
    public string? WaitForConnectLine()
    {
        using DescriptorStream pipe = new(_descriptor) { Patience = Patience };
        try
        {
            return SessionReport.Receive(pipe, StandardStreams.ErrorBytes, out _hasComplained);
        }
        catch (TimeoutException)
        {
            // It takes no other signal, or it would not be late.
            _ = Kill(ProcessId, KillSignal);
            throw;
        }
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
