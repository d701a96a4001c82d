using MoshPS.Cli.Commands.Server;

namespace MoshPS.Interop.Tests.ServerContract;

/// <summary>Each command line is given to stock mosh-server as well: its complaints, to the byte, are the expected ones.</summary>
public sealed class CommandLineTests
{
    public static TheoryData<string[]> Lines =>
    [
        // The letters.
        ["new", "-x"],
        ["new", "-xys"],
        ["new", "-hx"],
        ["new", "-:"],
        ["new", "--foo=bar"],
        ["new", "-s"],
        ["new", "-ssp0"],
        ["new", "-p"],
        ["new", "-sp"],
        ["new", "-i"],
        ["new", "-c"],
        ["new", "-l"],
        ["new", "-l", "LANG=C.UTF-8", "-lLC_ALL=", "-l", "LANGUAGE=de:en"],
        ["new", "-@", "anything at all", "new"],
        ["new", "-@anything", "-x"],
        ["new", "-@"],
        ["new", "-"],
        ["new", "operand", "-x", "operand"],
        ["new", "-p0", "--", "-x"],
        ["new", "--"],
        ["new", "-p", "--"],

        // Colours.
        ["new", "-c", ""],
        ["new", "-c", "256"],
        ["new", "-c256"],
        ["new", "-c", " 8"],
        ["new", "-c", "8 "],
        ["new", "-c", "-8"],
        ["new", "-c", "+8"],
        ["new", "-c", "8x"],
        ["new", "-c", "0x100"],
        ["new", "-c", "many", "-x"],
        ["new", "-x", "-c", "many"],
        ["new", "-c", "99999999999"],
        ["new", "-c", "9999999999999999999999"],

        // Ports.
        ["new", "-p", ""],
        ["new", "-p", "0"],
        ["new", "-p", " +61300"],
        ["new", "-p", "61300 "],
        ["new", "-p", "x"],
        ["new", "-p", "-5"],
        ["new", "-p", "65536"],
        ["new", "-p", "0x10"],
        ["new", "-p", "61300-61400"],
        ["new", "-p", "99999999999999999999"],
        ["new", "-p", "61300:61400"],
        ["new", "-p", "61300:"],
        ["new", "-p", ":61300"],
        ["new", "-p", ":"],
        ["new", "-p", "61300:x"],
        ["new", "-p", "61300:65536"],
        ["new", "-p", "61300:-1"],
        ["new", "-p", "61400:61300"],
        ["new", "-p", "0:61300"],
        ["new", "-p", "0:0"],
        ["new", "-p", "61300:61400:5"],
        ["new", "-p", "x", "-p", "0"],
        ["new", "-p", "x", "-c", "many"],

        // The forms of old.
        [],
        ["--", "true"],
        ["127.0.0.1"],
        ["127.0.0.1", "0"],
        ["127.0.0.1", "x"],
        ["127.0.0.1", "0", "0"],
        ["-i", "127.0.0.1"],
        ["-v"],
        ["New"],
        [""],
    ];

    [RequiresTheory("mosh-server", "linux")]
    [MemberData(nameof(Lines))]
    public async Task Complaints_are_those_of_stock_and_the_run_goes_on_where_stock_goes_on(string[] line)
    {
        using ServerRun stock = await ServerRun.StockAsync(line);
        string program = Programs.PathOf("mosh-server");
        await using StringWriter error = new();
        ServerArguments? parsed = ServerArguments.Parse(line, ServerText.Usage(program), program, error);
        // That no port is free is another matter.
        bool stockGoesOn = stock.Raw.ExitCode == 0 || stock.Raw.Error.Contains("Failed binding to", StringComparison.Ordinal);
        Assert.Equal(stockGoesOn, parsed is not null);
        Assert.Equal(Complaints(stock.Raw.Error), error.ToString());
    }

    [Fact]
    public void Values_are_read_from_the_same_word_or_the_next_and_the_last_one_counts()
    {
        ServerArguments parsed = Parse("new", "-vvs", "-i192.0.2.1", "-c", "256", "-p", "1", "operand", "-p61300:61400", "-l", "LANG=x", "-lLC_ALL=y", "-v", "--", "vim", "-v", "--", "new");
        Assert.Equal(("192.0.2.1", 256, 3), (parsed.Address, parsed.Colors, parsed.Verbosity));
        Assert.Equal((61300, 61400), (parsed.Ports.Low, parsed.Ports.High));
        Assert.Equal(["LANG=x", "LC_ALL=y"], parsed.LocaleVariables);
        Assert.Equal(["vim", "-v", "--", "new"], parsed.Command);
    }

    [Fact]
    public void Without_options_any_address_the_usual_ports_and_the_login_shell_are_meant()
    {
        foreach (ServerArguments parsed in new[] { Parse(), Parse("new"), Parse("new", "--"), Parse("--") })
        {
            Assert.Equal((null, 0, 0), (parsed.Address, parsed.Colors, parsed.Verbosity));
            Assert.Equal((60001, 60999), (parsed.Ports.Low, parsed.Ports.High));
            Assert.Empty(parsed.Command);
        }

        Assert.Equal(["true"], Parse("--", "true").Command);
        Assert.Equal(("192.0.2.1", 61300), (Parse("192.0.2.1", "61300").Address, Parse("192.0.2.1", "61300").Ports.High));
    }

    [Theory]
    [InlineData("198.51.100.1 5000 192.0.2.7 22", "192.0.2.7")]
    [InlineData("198.51.100.1 5000 192.0.2.7", "192.0.2.7")]
    [InlineData("  198.51.100.1  5000  192.0.2.7 22", "192.0.2.7")]
    [InlineData("::ffff:198.51.100.1 5000 ::FFff:192.0.2.7 22", "192.0.2.7")]
    [InlineData("2001:db8::1 5000 2001:db8::7 22", "2001:db8::7")]
    [InlineData("198.51.100.1 5000", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public async Task The_address_that_ssh_reached_is_the_third_word_of_its_variable(string? connection, string? address)
    {
        await using StringWriter error = new();
        Assert.Equal(address, SshConnection.ReadServerAddress(connection, error));
        using ServerRun stock = await ServerRun.StockAsync(["new", "-s", "-p0"], connection is null ? "SSH_CONNECTION" : $"SSH_CONNECTION={connection}");
        Assert.Equal(address is null ? Complaints(stock.Raw.Error) : "", error.ToString());
    }

    [Theory]
    [InlineData("60", 60)]
    [InlineData(" 60", 60)]
    [InlineData("+60", 60)]
    [InlineData("", 0)]
    [InlineData("0", 0)]
    [InlineData("60x", 0)]
    [InlineData("60 ", 0)]
    [InlineData("x", 0)]
    [InlineData("-60", 0)]
    [InlineData("-60x", 0)]
    [InlineData("99999999999999999999", int.MaxValue)]
    public async Task Timeouts_are_read_with_the_words_of_stock_and_junk_is_really_ignored(string value, int seconds)
    {
        using ServerRun stock = await ServerRun.StockAsync(
            ["new", "-i", "127.0.0.1", "-p0"], $"MOSH_SERVER_NETWORK_TMOUT={value}", $"MOSH_SERVER_SIGNAL_TMOUT={value}");
        await using StringWriter error = new();
        Assert.Equal(seconds, TimeoutVariable.Read(TimeoutVariable.Network, value, error));
        Assert.Equal(seconds, TimeoutVariable.Read(TimeoutVariable.Signal, value, error));
        Assert.Equal(Complaints(stock.Raw.Error), error.ToString());
    }

    [Fact]
    public void The_session_is_told_everything_that_was_read()
    {
        SessionSettings settings = new()
        {
            Address = "fe80::1%eth0",
            BindsAddress = true,
            Ports = new(1, 65535),
            Colors = int.MaxValue,
            Columns = 132,
            Rows = 43,
            Verbosity = 2,
            NetworkTimeout = 3,
            SignalTimeout = 4,
            Command = ["printf", "%s", "", "--"],
        };
        SessionSettings? read = SessionSettings.FromArguments(settings.ToArguments());
        Assert.Equal(settings, read! with { Command = settings.Command });
        Assert.Equal(settings.Command, read.Command);
    }

    [Theory]
    [InlineData]
    [InlineData("new")]
    [InlineData("", "1", "x", "0", "80", "24", "0", "0", "0", "0", "")]
    [InlineData("", "2", "1", "0", "80", "24", "0", "0", "0", "0", "")]
    [InlineData("", "0", "1", "0", "80", "24", "0", "0", "0", "0", "")]
    [InlineData("", "1", "65536", "0", "80", "24", "0", "0", "0", "0", "")]
    [InlineData("", "1", "1", "0", "0", "24", "0", "0", "0", "0", "")]
    [InlineData("", "1", "1", "0", "80", "99999", "0", "0", "0", "0", "")]
    public void A_session_called_by_hand_is_told_nothing(params string[] arguments) =>
        Assert.Null(SessionSettings.FromArguments(arguments));

    private static ServerArguments Parse(params string[] line)
    {
        using StringWriter error = new();
        ServerArguments? parsed = ServerArguments.Parse(line, "usage", "mosh-server", error);
        // Only the warning that this is no ssh session.
        Assert.DoesNotContain("usage", error.ToString(), StringComparison.Ordinal);
        return parsed!;
    }

    /// <summary>What a server has said before it came to binding, and before its notice.</summary>
    private static string Complaints(string error) => string.Concat(
        error.Split('\n')
            .TakeWhile(line => !line.StartsWith("mosh-server (mosh", StringComparison.Ordinal))
            .Where(line => line.Length > 0 && !line.StartsWith("Failed binding to", StringComparison.Ordinal)
                && !line.StartsWith("Error binding to", StringComparison.Ordinal) && !line.StartsWith("Network exception", StringComparison.Ordinal))
            .Select(line => line + "\n"));
}
