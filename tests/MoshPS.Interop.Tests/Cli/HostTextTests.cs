namespace MoshPS.Interop.Tests.Cli;

/// <summary>What a host says reaches the terminal as text, and as nothing that a terminal obeys or a reader does not see.</summary>
public sealed class HostTextTests
{
    private const string SetClipboard = "\u001b]52;c;cm0gLXJmIC8=\u0007";
    /// <summary>ssh makes text of ESC in what a server says, and leaves BEL or other characters, as the case may be.</summary>
    private const string AsSshPrintsIt = @"\033]52;c;cm0gLXJmIC8=";

    private const string Disguised = "\u202egnp.exe\u202c\u200b";

    [RequiresFact("ssh", "sshd", "ssh-keygen", "mosh-server", "linux")]
    public async Task A_banner_a_greeting_and_a_title_command_nothing()
    {
        using TemporaryDirectory directory = new();
        await using SshServer server = await StartAsync(directory);
        ProgramRun run = await ScriptRun.RunAsync(
            MoshPSProgram.Path,
            ["connect", "--headless", "--batch", "--clipboard", "deny", "-F", server.ClientConfigurationPath, SshServer.Alias, "--",
                "sh", "-c", "printf '\\033]2;of \\342\\200\\256the host\\007there\\n'; read x"],
            "wait text there\nstatus\n",
            new Dictionary<string, string> { ["LANG"] = "C.UTF-8" });
        run.EnsureSuccess();
        AssertClean(run.Error);
        AssertClean(run.Output);
        Assert.Contains($"banner: {AsSshPrintsIt}\\007gnp.exe\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("greeting: gnp.exe\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("complaint: gnp.exe\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("title of the host\n", run.Output, StringComparison.Ordinal);
    }

    [RequiresFact("ssh", "sshd", "ssh-keygen", "linux")]
    public async Task An_error_quotes_a_host_as_text()
    {
        using TemporaryDirectory directory = new();
        await using SshServer server = await StartAsync(directory);
        string script = server.WriteScript("mosh-server", $"printf '%s\\n' 'server: {SetClipboard}{Disguised}'; exit 3");
        ProgramRun run = await MoshPSProgram.RunAsync("connect", "--headless", "--batch", "-F", server.ClientConfigurationPath, "--server", script, SshServer.Alias);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        AssertClean(run.Error);
        Assert.Contains("It printed last: server: gnp.exe", run.Error, StringComparison.Ordinal);

        // A server without a key may say goodbye as it likes.
        using KeylessSshServer keyless = new("disconnect", $"goodbye: {SetClipboard}{Disguised}");
        run = await MoshPSProgram.RunAsync("connect", "--headless", "--batch", "-F", "/dev/null", "--ssh-port", $"{keyless.Port}", "127.0.0.1");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        AssertClean(run.Error);
        Assert.Contains("goodbye: ", run.Error, StringComparison.Ordinal);
    }

    private static Task<SshServer> StartAsync(TemporaryDirectory directory)
    {
        const string line = SetClipboard + Disguised;
        return SshServer.StartAsync(new SshServerSettings
        {
            Configuration = [$"Banner {directory.Write("banner", $"banner: {line}\n")}"],
            ForceCommand = $"printf '%s\\n' 'greeting: {line}'; printf '%s\\n' 'complaint: {line}' >&2; eval \"$SSH_ORIGINAL_COMMAND\"",
        });
    }

    private static void AssertClean(string text)
    {
        Assert.DoesNotContain(text, character => char.IsControl(character) && character != '\n');
        Assert.DoesNotContain(text, character => char.GetUnicodeCategory(character) == System.Globalization.UnicodeCategory.Format);
        Assert.DoesNotContain("52;c;", text.Replace(AsSshPrintsIt, "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
