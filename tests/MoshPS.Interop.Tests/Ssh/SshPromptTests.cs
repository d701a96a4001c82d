namespace MoshPS.Interop.Tests.Ssh;

/// <summary>
/// ssh's prompts where a user sits: a real PowerShell in a real terminal runs the bootstrap, and what ssh
/// asks shows on that terminal.
/// </summary>
public sealed class SshPromptTests
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    [RequiresFact("pwsh", "ssh", "sshd", "mosh-server", "tmux", "linux")]
    public async Task The_user_answers_for_an_unknown_key_and_a_passphrase()
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { HostKeyKnown = false, KeyPassphrase = "correct horse" });
        await using var tmux = await StartAsync(server);

        await tmux.WaitForAsync("Are you sure you want to continue connecting", StartLimit);
        await tmux.WaitForAsync(text => text.Replace("\n", "", StringComparison.Ordinal).Contains(server.HostKeyFingerprint, StringComparison.Ordinal), "the fingerprint");
        await tmux.TypeLineAsync("yes");
        await tmux.WaitForAsync("Enter passphrase for key");
        await tmux.TypeLineAsync("wrong horse");
        await tmux.WaitForAsync("(?s)Enter passphrase.*Enter passphrase");
        await tmux.TypeLineAsync("correct horse");
        string text = await tmux.WaitForAsync("^started 127.0.0.1 1.4.0$");
        Assert.DoesNotContain("horse", text, StringComparison.Ordinal);
    }

    [RequiresFact("pwsh", "ssh", "sshd", "tmux", "linux")]
    public async Task A_user_who_says_no_to_a_key_is_told_what_that_means()
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { HostKeyKnown = false });
        await using var tmux = await StartAsync(server);
        await tmux.WaitForAsync("Are you sure you want to continue connecting", StartLimit);
        await tmux.TypeLineAsync("no");
        await tmux.WaitForAsync("^HostKeyUnknown: .*it was not accepted");
    }

    [RequiresFact("pwsh", "ssh", "sshd", "tmux", "linux")]
    public async Task A_wrong_password_is_commented_on_and_ends_in_a_refusal()
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { KeyAuthorized = false, OfferPublicKey = false, OfferPassword = true });
        await using var tmux = await StartAsync(server);
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            int expected = attempt;
            await tmux.WaitForAsync(text => text.Split("password:").Length - 1 == expected, $"prompt {expected}", StartLimit);
            await tmux.TypeLineAsync("guess");
        }

        string text = await tmux.WaitForAsync("^AuthenticationFailed: ");
        Assert.Contains("Permission denied, please try again.", text, StringComparison.Ordinal);
    }

    [RequiresFact("pwsh", "ssh", "sshd", "tmux", "linux")]
    public async Task Cancelling_at_a_prompt_gives_the_terminal_back_with_its_echo()
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { KeyAuthorized = false, OfferPublicKey = false, OfferPassword = true });
        await using var tmux = await StartAsync(server, cancelAfter: 5);
        await tmux.WaitForAsync("password:", StartLimit);
        await tmux.WaitForAsync("^cancelled$");
        await tmux.WaitForAsync(" echo ");
    }

    [RequiresFact("pwsh", "ssh", "sshd", "mosh-server", "tmux", "linux")]
    public async Task A_jump_host_may_ask_too_and_the_time_that_takes_does_not_count()
    {
        await using var jump = await SshServer.StartAsync(new SshServerSettings { KeyPassphrase = "correct horse" });
        await using var far = await SshServer.StartAsync(new SshServerSettings { Address = System.Net.IPAddress.Parse("127.0.0.3") });
        File.WriteAllText(
            far.ClientConfigurationPath,
            jump.ClientConfigurationBlock("bastion") + far.ClientConfigurationBlock(SshServer.Alias, "ProxyJump bastion"));
        await using var tmux = await StartAsync(far, timeout: 5);
        await tmux.WaitForAsync("Enter passphrase for key", StartLimit);
        await Task.Delay(TimeSpan.FromSeconds(5.5));
        await tmux.TypeLineAsync("correct horse");
        await tmux.WaitForAsync("^started 127.0.0.3 1.4.0$");
    }

    private static Task<Tmux> StartAsync(SshServer server, int? cancelAfter = null, int timeout = 30)
    {
        string cancel = cancelAfter is { } seconds ? $"[timespan]::FromSeconds({seconds})" : "[System.Threading.Timeout]::InfiniteTimeSpan";
        string script = server.WriteFile(
            "bootstrap.ps1",
            $$"""
            Add-Type -Path '{{Path.Combine(AppContext.BaseDirectory, "MoshPS.Engine.dll")}}'
            $show = [Console].GetMethod('WriteLine', [type[]]@([string])).CreateDelegate([Action[string]])
            $options = [MoshPS.Engine.Ssh.SshBootstrapOptions]@{
                HostName = '{{SshServer.Alias}}'; ConfigurationFilePath = '{{server.ClientConfigurationPath}}'; Interactive = $true; AllocateTerminal = ${{(SshServer.GivesTerminals ? "true" : "false")}}
                MessageReceived = $show; Timeout = [timespan]::FromSeconds({{timeout}})
            }
            $cancel = [System.Threading.CancellationTokenSource]::new({{cancel}})
            try {
                $result = [MoshPS.Engine.Ssh.SshBootstrap]::RunAsync($options, $cancel.Token).GetAwaiter().GetResult()
                "started $($result.Server.Address) $($result.ServerVersion)"
            }
            catch {
                $cause = $_.Exception.GetBaseException()
                if ($cause -is [System.OperationCanceledException]) { 'cancelled'; stty -a }
                else { "$($cause.ErrorId): $($cause.Message)" }
            }
            Start-Sleep 60

            """);
        return Tmux.StartAsync(["pwsh", "-NoProfile", "-File", script], columns: 200);
    }
}
