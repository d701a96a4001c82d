using MoshPS.Engine.Ssh;

namespace MoshPS.Engine.Tests.Ssh;

public sealed class SshOptionChecksTests
{
    /// <summary>What no option may hold in any place: it would end early, or be two.</summary>
    private static readonly string[] LineEnds = ["\n", "\r", "\0"];

    private static readonly SshBootstrapOptions Sound = new() { HostName = "host" };

    public static TheoryData<string> SoundHostNames => ["host", "host.example", "192.0.2.1", "2001:db8::1", "fe80::1%eth0", "a_b", "xn--bcher-kva.example", "b\u00FCcher.example", "a-"];

    [Theory]
    [MemberData(nameof(SoundHostNames))]
    public void Names_addresses_and_aliases_are_hosts(string name) => SshOptionChecks.CheckForm(Sound with { HostName = name });

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-oProxyCommand=evil")]
    [InlineData("-")]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("a\u00A0b")]
    [InlineData("a\u202Eb")]
    [InlineData("a\u001B[2Jb")]
    [InlineData("host;id")]
    [InlineData("$(id)")]
    [InlineData("`id`")]
    [InlineData("'host'")]
    [InlineData("a|b")]
    public void What_is_no_host_name_is_refused(string name)
    {
        MoshBootstrapException error = Refusal(Sound with { HostName = name });
        Assert.Equal("InvalidHostName", error.ErrorId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-oX")]
    [InlineData("-oProxyCommand=evil")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    public void What_is_no_user_name_is_refused(string name) =>
        Assert.Equal("InvalidUserName", Refusal(Sound with { UserName = name }).ErrorId);

    [Theory]
    [InlineData("alice")]
    [InlineData("DOMAIN\\alice")]
    [InlineData("alice@example.org")]
    public void Accounts_of_domains_are_users(string name) => SshOptionChecks.CheckForm(Sound with { UserName = name });

    [Theory]
    [InlineData("Foo bar", "x")]
    [InlineData("", "x")]
    [InlineData("Foo=bar", "x")]
    [InlineData("-Foo", "x")]
    [InlineData("F\u00F6\u00F6", "x")]
    [InlineData("Foo\nProxyCommand", "x")]
    [InlineData("Foo", "x\nProxyCommand=evil")]
    [InlineData("Foo", "x\0")]
    [InlineData("Foo", "x\r")]
    public void What_is_no_option_of_ssh_config_is_refused(string name, string value) =>
        Assert.Equal("InvalidSshOption", Refusal(Sound with { Options = new Dictionary<string, string> { [name] = value } }).ErrorId);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("-x")]
    [InlineData(" -x")]
    public void A_server_command_is_a_program(string command) =>
        Assert.Equal("InvalidServerCommand", Refusal(Sound with { ServerCommand = command }).ErrorId);

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("'' x")]
    public void An_ssh_command_is_a_program(string command) =>
        Assert.Equal("InvalidSshCommand", Refusal(Sound with { SshCommand = command }).ErrorId);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65536)]
    public void A_port_is_one_of_TCP(int port) => Assert.Equal("InvalidSshPort", Refusal(Sound with { Port = port }).ErrorId);

    [Fact]
    public void A_time_limit_is_positive_or_none()
    {
        Assert.Equal("InvalidTimeout", Refusal(Sound with { Timeout = TimeSpan.Zero }).ErrorId);
        SshOptionChecks.CheckForm(Sound with { Timeout = Timeout.InfiniteTimeSpan });
    }

    [Fact]
    public void No_text_that_reaches_ssh_has_two_lines_or_ends_early()
    {
        foreach (string end in LineEnds)
        {
            string text = $"a{end}b";
            SshBootstrapOptions[] wrong =
            [
                Sound with { HostName = text },
                Sound with { UserName = text },
                Sound with { KeyFilePath = text },
                Sound with { ConfigurationFilePath = text },
                Sound with { SshCommand = text },
                Sound with { ServerCommand = text },
                Sound with { Options = new Dictionary<string, string> { [text] = "x" } },
                Sound with { Options = new Dictionary<string, string> { ["X"] = text } },
            ];
            Assert.All(wrong, options => Assert.StartsWith("Invalid", Refusal(options).ErrorId, StringComparison.Ordinal));
        }

        Assert.Equal("InvalidCommand", Refusal(Sound with { Command = ["a", "b\0c"] }).ErrorId);
    }

    [Fact]
    public void Refusals_are_of_one_line_and_show_nothing_that_commands_a_terminal()
    {
        SshBootstrapOptions[] wrong =
        [
            Sound with { HostName = "-\u001B]52;c;eA==\a" },
            Sound with { UserName = "-\u202E" },
            Sound with { ServerCommand = "-\u009B2J" },
            Sound with { HostName = "-" + new string('x', 100_000) },
        ];
        Assert.All(wrong, options =>
        {
            MoshBootstrapException error = Refusal(options);
            Assert.True(error.Message.Length < 300, "a message of that length is none");
            Assert.DoesNotContain(error.Message, character => char.IsControl(character) || character == '\u202E');
            Assert.NotEmpty(error.RecommendedAction);
        });
    }

    [Fact]
    public void Files_that_are_not_there_are_told_apart()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Assert.Equal("KeyFileNotFound", Assert.Throws<MoshBootstrapException>(() => SshOptionChecks.Check(Sound with { KeyFilePath = path })).ErrorId);
        Assert.Equal("SshConfigurationInvalid", Assert.Throws<MoshBootstrapException>(() => SshOptionChecks.Check(Sound with { ConfigurationFilePath = path })).ErrorId);
        SshOptionChecks.Check(Sound with { KeyFilePath = "~/key", ConfigurationFilePath = "%d/config" });
    }

    private static MoshBootstrapException Refusal(SshBootstrapOptions options) =>
        Assert.Throws<MoshBootstrapException>(() => SshOptionChecks.CheckForm(options));
}
