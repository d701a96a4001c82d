using System.Globalization;
using System.Text.RegularExpressions;
using MoshPS.Engine.Ssh;
using MoshPS.Interop.Tests.Cli;

namespace MoshPS.Interop.Tests.ServerContract;

/// <summary><c>moshps server</c> as ssh starts it: it leaves nothing of ssh's open, and ssh returns at once.</summary>
public sealed partial class SshTests
{
    private static readonly string Command = $"{MoshPSProgram.Path} server new -s -p 0";

    [RequiresFact("ssh", "sshd", "ssh-keygen", "linux")]
    public async Task Ssh_returns_at_once_and_the_session_has_nothing_of_it()
    {
        await using SshServer server = await SshServer.StartAsync();
        // What descriptors there are, before the shell becomes the server, and one more, as careless parents leave them.
        ProgramRun run = await SshAsync(server, [], $"exec 9</dev/null; ls -l /proc/self/fd; cat /proc/self/stat; exec {Command}");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(ConnectLine(), run.Output);
        int session = SessionOf(run.Error);

        string[] given = [.. DescriptorTarget().Matches(run.Output).Select(match => match.Groups[1].Value).Where(target => target.Contains(":[", StringComparison.Ordinal))];
        Assert.NotEmpty(given);
        string[] kept = [.. Directory.GetFiles($"/proc/{session}/fd").Select(path => new FileInfo(path).LinkTarget ?? "")];
        Assert.Empty(given.Intersect(kept));
        Assert.DoesNotContain(kept, target => target.StartsWith("/dev/tty", StringComparison.Ordinal));

        // Its own session and process group, and no terminal.
        string[] fields = StatFields(await File.ReadAllTextAsync($"/proc/{session}/stat"));
        string id = session.ToString(CultureInfo.InvariantCulture);
        Assert.Equal((id, id, "0"), (fields[2], fields[3], fields[4]));

        // Nothing lies in the directory for temporary files that a killed session would leave there.
        Assert.DoesNotContain(Directory.GetFileSystemEntries(Path.GetTempPath()), path => path.Contains($"-{id}-", StringComparison.Ordinal));

        // A hang-up is nothing to it.
        (await ProgramRun.RunAsync("kill", "-HUP", id)).EnsureSuccess();
        await Task.Delay(200);
        Assert.Contains(session, server.Mark.FindProcesses());
        (await ProgramRun.RunAsync("kill", "-TERM", id)).EnsureSuccess();
        Assert.True(await WaitUntilGoneAsync(server, session));
    }

    [RequiresFact("ssh", "sshd", "ssh-keygen", "linux")]
    public async Task With_a_terminal_an_empty_line_keeps_the_connect_line_apart_from_what_was_typed()
    {
        if (!SshServer.GivesTerminals)
        {
            return;
        }

        await using SshServer server = await SshServer.StartAsync();
        ProgramRun run = await SshAsync(server, ["-tt"], Command);
        Assert.Equal(0, run.ExitCode);

        // CR LF LF, and what the terminal makes of it; with a terminal, standard error goes the same way.
        Assert.Matches("^\r+\n\r*\nMOSH CONNECT [0-9]+ [A-Za-z0-9/+]{22}\r\n\r\nmosh-server \\(mosh ", run.Output);
        Assert.Contains(SessionOf(run.Output), server.Mark.FindProcesses());
    }

    [RequiresFact("ssh", "sshd", "ssh-keygen", "linux")]
    public async Task Verbosely_it_keeps_ssh_open_and_says_when_it_ends()
    {
        await using SshServer server = await SshServer.StartAsync();
        Task<ProgramRun> running = SshAsync(server, [], $"exec {Command} -v");
        int session = 0;
        for (int i = 0; i < 200 && session == 0; i++)
        {
            await Task.Delay(50);
            session = server.Mark.FindProcesses().FirstOrDefault(id => IsSession(id));
        }

        await Task.Delay(500);
        Assert.False(running.IsCompleted);
        (await ProgramRun.RunAsync("kill", "-TERM", session.ToString(CultureInfo.InvariantCulture))).EnsureSuccess();
        ProgramRun run = await running;
        Assert.Matches(@"^MOSH CONNECT \d+ \S{22}\n\n\[mosh-server is exiting\.\]\n$", run.Output);
        Assert.Equal(session, SessionOf(run.Error));
    }

    [RequiresFact("ssh", "sshd", "ssh-keygen", "linux")]
    public async Task It_starts_through_every_login_shell_there_is()
    {
        foreach (string shell in new[] { "bash -c", "dash -c", "zsh -c", "fish -c", "tcsh -c", "bsd-csh -c", "busybox sh -c", "ksh -c", "mksh -c" })
        {
            if (Programs.Find(shell.Split(' ')[0]) is null)
            {
                continue;
            }

            await using SshServer server = await SshServer.StartAsync(new SshServerSettings { ForceCommand = $"exec {shell} \"$SSH_ORIGINAL_COMMAND\"" });
            SshBootstrapOptions options = server.BootstrapOptions() with
            {
                ServerCommand = $"{MoshPSProgram.Path} server",
                Command = ["printf", "%s", "it's $HOME", ""],
                AddressSource = ServerAddressSource.SshConnection,
            };
            SshBootstrapResult result = await SshBootstrap.RunAsync(options, default);
            Assert.Equal(server.Address, result.Server.Address);
        }
    }

    private static Task<ProgramRun> SshAsync(SshServer server, string[] options, string command) =>
        ProgramRun.RunAsync("ssh", ["-F", server.ClientConfigurationPath, .. options, SshServer.Alias, command], environment: null);

    private static int SessionOf(string notice) => int.Parse(DetachedLine().Match(notice).Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>Whether a process is the leader of a session of its own and a server.</summary>
    private static bool IsSession(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").StartsWith("mosh", StringComparison.Ordinal)
                && StatFields(File.ReadAllText($"/proc/{process}/stat"))[3] == process.ToString(CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The fields behind the program's name: state, parent, group, session, terminal…</summary>
    private static string[] StatFields(string stat) => stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

    private static async Task<bool> WaitUntilGoneAsync(SshServer server, int process)
    {
        for (int i = 0; i < 200 && server.Mark.FindProcesses().Contains(process); i++)
        {
            await Task.Delay(50);
        }

        return !server.Mark.FindProcesses().Contains(process);
    }

    [GeneratedRegex(@"^MOSH CONNECT \d+ \S{22}$", RegexOptions.Multiline)]
    private static partial Regex ConnectLine();

    [GeneratedRegex(@"\[mosh-server detached, pid = (\d+)\]")]
    private static partial Regex DetachedLine();

    [GeneratedRegex(@" -> (\S+)$", RegexOptions.Multiline)]
    private static partial Regex DescriptorTarget();
}
