using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Ssh;

/// <summary>A running ssh client, with its output in pipes.</summary>
internal sealed partial class SshProcess : IDisposable
{
    private const int SignalTerminate = 15;

    /// <summary>A shell's command line: becomes the program, without the terminal as its standard input.</summary>
    private const string WithoutStandardInput = "exec \"$0\" \"$@\" </dev/null";

    /// <summary>How long ssh gets to give the terminal back before it is killed.</summary>
    private static readonly TimeSpan TerminationLimit = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly TimeProvider _timeProvider;

    private SshProcess(Process process, TimeProvider timeProvider)
    {
        _process = process;
        _timeProvider = timeProvider;
    }

    /// <summary>What comes through the authenticated channel from the host.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>What ssh reports, and what it passes on from servers, jump hosts and proxies, whoever they are.</summary>
    public Stream Error => _process.StandardError.BaseStream;

    /// <summary>The exit status, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts ssh.</summary>
    /// <param name="program">What to start.</param>
    /// <param name="arguments">Arguments after those of <paramref name="program"/>.</param>
    /// <param name="options">Whether it may prompt, and its environment.</param>
    /// <exception cref="MoshBootstrapException">It cannot be started: <c>SshClientMissing</c>.</exception>
    public static SshProcess Start(SshProgram program, IEnumerable<string> arguments, SshBootstrapOptions options)
    {
        bool keepsTerminal = options.Interactive && !OperatingSystem.IsWindows();
        IEnumerable<string> words = program.Arguments.Concat(arguments);
        var start = new ProcessStartInfo(
            keepsTerminal ? "/bin/sh" : program.FileName,
            keepsTerminal ? ["-c", WithoutStandardInput, program.FileName, .. words] : words)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // When ssh may ask the user, standard input stays the terminal, so that the runtime hands the terminal
            // over in its normal mode. ssh itself must not get it: with -tt it would make the terminal raw, -n or
            // not, and Ctrl+C would be lost.
            RedirectStandardInput = !options.Interactive,
            CreateNoWindow = !options.Interactive,
        };
        SetEnvironment(start.Environment, options);
        try
        {
            var process = StartWithOwnLimits(start);
            if (!options.Interactive)
            {
                process.StandardInput.Close();
            }

            return new SshProcess(process, options.TimeProvider);
        }
        catch (Win32Exception exception)
        {
            throw new MoshBootstrapException(
                "SshClientMissing",
                $"The SSH client '{program.FileName}' could not be started: {exception.Message}.",
                OperatingSystem.IsWindows()
                    ? "Install the optional Windows feature 'OpenSSH Client', or name another ssh program with -SshPath."
                    : "Install the OpenSSH client (package openssh-client or openssh-clients), or name another ssh program with -SshPath.",
                exception);
        }
    }

    /// <summary>Waits for ssh's end.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Ends ssh and what it started, if it still runs: gently, so that a prompt puts the terminal's echo back.</summary>
    public async Task TerminateAsync()
    {
        if (_process.HasExited)
        {
            return;
        }

        if (!OperatingSystem.IsWindows())
        {
            // A jump host's ssh may be the one that is asking.
            foreach (int id in ProcessAndDescendants(_process.Id))
            {
                _ = SendSignal(id, SignalTerminate);
            }

            try
            {
                await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(TerminationLimit, _timeProvider).ConfigureAwait(false);
                return;
            }
            catch (TimeoutException)
            {
                // Then by force.
            }
        }

        try
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            // It ended in the meantime.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    /// <summary>ssh gets the resource limits that this process was started with.</summary>
    private static Process StartWithOwnLimits(ProcessStartInfo start)
    {
        if (OperatingSystem.IsWindows())
        {
            return Process.Start(start)!;
        }

        using ResourceLimits.ProgramLimits limits = ResourceLimits.RestoreForProgram();
        return Process.Start(start)!;
    }

    private static void SetEnvironment(IDictionary<string, string?> environment, SshBootstrapOptions options)
    {
        if (options.AskPassProgram is { } program)
        {
            environment["SSH_ASKPASS"] = program;
            environment["SSH_ASKPASS_REQUIRE"] = "force";
        }
        else if (!options.Interactive)
        {
            // BatchMode does not reach the ssh that a ProxyJump starts: send its prompts to a program that
            // gives no answer, rather than to a terminal where nobody expects them.
            environment["SSH_ASKPASS"] = "false";
            environment["SSH_ASKPASS_REQUIRE"] = "force";
        }

        foreach (var (name, value) in options.Environment ?? new Dictionary<string, string?>())
        {
            if (value is null)
            {
                environment.Remove(name);
            }
            else
            {
                environment[name] = value;
            }
        }
    }

    /// <summary>The process and, where /proc tells them, its children and theirs; children first.</summary>
    private static List<int> ProcessAndDescendants(int processId)
    {
        var parents = new List<(int Id, int Parent)>();
        if (Directory.Exists("/proc/self"))
        {
            foreach (string directory in Directory.EnumerateDirectories("/proc"))
            {
                if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                    && ParentOf(directory) is { } parent)
                {
                    parents.Add((id, parent));
                }
            }
        }

        List<int> found = [processId];
        for (int i = 0; i < found.Count; i++)
        {
            found.AddRange(parents.Where(entry => entry.Parent == found[i]).Select(entry => entry.Id));
        }

        found.Reverse();
        return found;
    }

    private static int? ParentOf(string directory)
    {
        try
        {
            // "id (name) state parent …"; the name may hold blanks and parentheses.
            string status = File.ReadAllText(Path.Combine(directory, "stat"));
            string[] fields = status[(status.LastIndexOf(')') + 1)..].Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
            return int.Parse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}
