using MoshPS.Interop.Tests.Cli;

namespace MoshPS.Interop.Tests.ServerContract;

/// <summary>Whole sessions with <c>moshps server</c> through a real sshd: the stock <c>mosh</c> wrapper, and our own client.</summary>
public sealed class WrapperTests
{
    [RequiresFact("mosh", "ssh", "sshd", "ssh-keygen", "tmux", "bash", "linux")]
    public async Task The_stock_wrapper_connects_types_and_resizes()
    {
        await using SshServer server = await SshServer.StartAsync();
        await using Tmux tmux = await StartWrapperAsync(server, [$"--server={MoshPSProgram.Path} server"], "env", "PS1=remote> ", "bash", "--norc", "--noprofile");
        await tmux.WaitForAsync("^remote>");
        await tmux.TypeLineAsync("stty size; echo $TERM th'ere' $(locale charmap) ${COMPlus_EnableDiagnostics-none}");
        await tmux.WaitForAsync("^24 80\nxterm-256color there UTF-8 none$");
        await tmux.ResizeAsync(100, 30);
        await tmux.TypeLineAsync("clear; until stty size | grep '30 100'; do sleep 0.1; done");
        await tmux.WaitForAsync("^30 100$");
        await tmux.TypeLineAsync("exit");
        Assert.Equal(0, await tmux.WaitForExitAsync());
        Assert.Contains("[mosh is exiting.]", await tmux.CaptureAsync());
    }

    [RequiresFact("mosh", "ssh", "sshd", "ssh-keygen", "tmux", "linux")]
    public async Task A_session_outlives_its_client_until_the_time_for_that_is_over()
    {
        await using SshServer server = await SshServer.StartAsync(new SshServerSettings
        {
            Environment = new Dictionary<string, string> { ["MOSH_SERVER_NETWORK_TMOUT"] = "8" },
        });
        await using Tmux tmux = await StartWrapperAsync(server, [$"--server={MoshPSProgram.Path} server"], "sh", "-c", "echo run'ning'; exec sleep 300");
        await tmux.WaitForAsync("^running$");
        int session = Assert.Single(Sessions(server));

        // The client's process is the one that tmux started, the wrapper having become it.
        string client = (await ProgramRun.RunAsync("pgrep", "-P", await tmux.QueryAsync("#{pane_pid}"))).Output.Trim();
        (await ProgramRun.RunAsync("kill", "-KILL", client)).EnsureSuccess();
        await tmux.WaitForExitAsync();
        await Task.Delay(1000);
        Assert.Equal(session, Assert.Single(Sessions(server)));
        for (int i = 0; i < 400 && Sessions(server).Length > 0; i++)
        {
            await Task.Delay(100);
        }

        Assert.Empty(Sessions(server));
    }

    [RequiresFact("mosh", "ssh", "sshd", "ssh-keygen", "tmux", "linux")]
    public async Task A_link_named_mosh_server_on_the_path_is_all_that_a_host_needs()
    {
        using TemporaryDirectory directory = new();
        File.CreateSymbolicLink(directory["mosh-server"], MoshPSProgram.Path);
        await using SshServer server = await SshServer.StartAsync(new SshServerSettings
        {
            Environment = new Dictionary<string, string> { ["PATH"] = $"{directory.Path}:/usr/bin:/bin" },

            // A profile that prints, as profiles do.
            ForceCommand = "echo Welcome, have a lot of fun; exec sh -c \"$SSH_ORIGINAL_COMMAND\"",
        });
        await using Tmux tmux = await StartWrapperAsync(server, [], "sh", "-c", "echo run'ning'; read line; echo \"$line\"; read line");
        await tmux.WaitForAsync("^running$");
        await tmux.TypeLineAsync("stay");
        await tmux.WaitForAsync("^stay\nstay$");
        Assert.All(Sessions(server), id => Assert.Equal(new FileInfo(MoshPSProgram.Path).FullName, new FileInfo($"/proc/{id}/exe").LinkTarget));
        Assert.Single(Sessions(server));
        await tmux.TypeLineAsync("");
        Assert.Equal(0, await tmux.WaitForExitAsync());
    }

    [RequiresFact("ssh", "sshd", "ssh-keygen", "bash", "linux")]
    public async Task Our_own_client_connects_to_it()
    {
        await using SshServer server = await SshServer.StartAsync(new SshServerSettings
        {
            ForceCommand = "printf 'no end of the line'; exec sh -c \"$SSH_ORIGINAL_COMMAND\"",
        });
        ProgramRun run = await ScriptRun.RunAsync(
            MoshPSProgram.Path,
            ["connect", "--headless", "--batch", "-F", server.ClientConfigurationPath, "--server", $"{MoshPSProgram.Path} server", "-p", "61200:61299", "--size", "70x20", SshServer.Alias, "env", "PS1=remote> ", "bash", "--norc", "--noprofile"],
            "wait pattern ^remote>\nrun stty size; echo \"$TERM\"\nline exit\nwait state Closed\n",
            new Dictionary<string, string> { ["LANG"] = "C.UTF-8" });
        run.EnsureSuccess();
        Assert.StartsWith("20 70\nxterm-256color\nexit 0\n", run.Output, StringComparison.Ordinal);

        // The server's notice is not for the user.
        Assert.DoesNotContain("MIT", run.Error, StringComparison.Ordinal);
    }

    private static Task<Tmux> StartWrapperAsync(SshServer server, string[] options, params string[] command) =>
        Tmux.StartAsync(
            ["mosh", $"--ssh=ssh -F {server.ClientConfigurationPath}", .. options, .. SshServer.GivesTerminals ? Array.Empty<string>() : ["--no-ssh-pty"], "--", SshServer.Alias, .. command]);

    /// <summary>The servers of sessions that sshd has started: whose program is ours.</summary>
    private static int[] Sessions(SshServer server) =>
        [.. server.Mark.FindProcesses().Where(id => new FileInfo($"/proc/{id}/exe").LinkTarget == new FileInfo(MoshPSProgram.Path).FullName)];
}
