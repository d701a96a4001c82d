using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Pty;

/// <summary>The program that a session runs: a command, or the user's login shell (spec 3 §2.2, §2.5).</summary>
[UnsupportedOSPlatform("windows")]
internal sealed partial class HostProgram
{
    private const string FallbackShell = "/bin/sh";
    private const int ExecuteOrSearch = 1; // X_OK
    private const int NotADirectory = 20; // ENOTDIR

    private HostProgram(int process, byte[] greeting)
    {
        Process = process;
        Greeting = greeting;
    }

    /// <summary>Its process id.</summary>
    public int Process { get; }

    /// <summary>
    /// Output of a terminal, to be shown before the program's: messages of the day, detached sessions, a home
    /// directory that cannot be entered. May be empty.
    /// </summary>
    public byte[] Greeting { get; }

    /// <summary>Starts the program on a terminal.</summary>
    /// <exception cref="HostProgramException">It cannot be started.</exception>
    public static HostProgram Start(PseudoTerminal terminal, HostProgramOptions options)
    {
        EnvironmentBlock environment = new(options.Environment ?? EnvironmentBlock.Inherited());
        UserAccount? account = UserAccount.Find();
        string shell = FirstNotEmpty(environment.Get("SHELL") ?? account?.Shell, FallbackShell);
        bool isLogin = options.Command.Count == 0;
        string program = isLogin ? shell : options.Command[0];
        string home = environment.Get("HOME") ?? account?.Home ?? "";

        GreetingText greeting = new();
        string? directory = null;
        if (ReasonNotToEnter(home) is { } reason)
        {
            greeting.Append($"mosh-server: chdir: {home}: {reason}\n");
        }
        else
        {
            directory = home;
            environment.Set("PWD", home);
        }

        if (isLogin && !(directory is not null && File.Exists(Path.Combine(directory, ".hushlogin"))))
        {
            greeting.AppendMessages(options.MessageFiles);
            greeting.Append(DetachedSessions.Warning(account?.Name, options));
        }

        environment.Set("TERM", options.Colors == 256 ? "xterm-256color" : "xterm");
        environment.Set("NCURSES_NO_UTF8_ACS", "1");
        environment.Remove("STY");
        try
        {
            int process = terminal.Start(new SpawnRequest
            {
                Program = program,
                Arguments = isLogin ? ["-" + Path.GetFileName(shell)] : options.Command,
                Environment = environment,
                WorkingDirectory = directory,
            });
            return new HostProgram(process, greeting.ToArray());
        }
        catch (IOException exception)
        {
            throw new HostProgramException(program, greeting.ToArray(), exception);
        }
    }

    private static string FirstNotEmpty(string? first, string second) => string.IsNullOrEmpty(first) ? second : first;

    /// <summary>The system's reason why the directory cannot be the working directory; null when it can.</summary>
    private static string? ReasonNotToEnter(string directory)
    {
        if (Access(directory, ExecuteOrSearch) != 0)
        {
            return Marshal.GetLastPInvokeErrorMessage();
        }

        return Directory.Exists(directory) ? null : Marshal.GetPInvokeErrorMessage(NotADirectory);
    }

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
