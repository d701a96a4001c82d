using MoshPS.Cli.CommandLine;
using MoshPS.Cli.Commands;
using MoshPS.Cli.Commands.Server;
using MoshPS.Engine.Ssh;

namespace MoshPS.Interop.Tests.Cli.CommandLine;

/// <summary>No command line, of any verb, brings up anything but a message: tens of thousands, random and adversarial.</summary>
public sealed class CommandLineFuzzTests
{
    private const int Lines = 30_000;

    [Fact]
    public void Connect_understands_a_line_or_says_in_one_line_what_is_wrong()
    {
        int understood = 0;
        int refused = 0;
        foreach (string[] line in RandomCommandLines.Of(seed: 1, Lines, RandomCommandLines.ConnectWords))
        {
            ConnectOptions options = new();
            try
            {
                options.Parse(line);
            }
            catch (UsageException e)
            {
                refused++;
                AssertPlain(e.Message, line);
                continue;
            }

            _ = options.Describe();
            if (options.WantsHelp)
            {
                continue;
            }

            understood++;
            AssertHarmless(options.Bootstrap, line);
        }

        Assert.True(understood > Lines / 100 && refused > Lines / 100, $"{understood} understood, {refused} refused: one-sided");
    }

    [Fact]
    public void Play_understands_a_line_or_says_in_one_line_what_is_wrong()
    {
        int understood = 0;
        int refused = 0;
        foreach (string[] line in RandomCommandLines.Of(seed: 2, Lines, RandomCommandLines.PlayWords))
        {
            PlayOptions options = new();
            try
            {
                options.Parse(line);
                understood++;
            }
            catch (UsageException e)
            {
                refused++;
                AssertPlain(e.Message, line);
            }
        }

        Assert.True(understood > Lines / 100 && refused > Lines / 100, $"{understood} understood, {refused} refused: one-sided");
    }

    [Fact]
    public void Client_understands_a_line_or_says_what_is_wrong()
    {
        int understood = 0;
        foreach (string[] line in RandomCommandLines.Of(seed: 3, Lines, RandomCommandLines.ClientWords))
        {
            if (ClientArguments.TryParse(line, out ClientArguments parsed, out string? error))
            {
                understood++;
                Assert.InRange(parsed.Columns, 1, 1000);
                Assert.InRange(parsed.Rows, 1, 1000);
            }
            else if (error is not null)
            {
                AssertPlain(error, line);
            }
        }

        Assert.InRange(understood, Lines / 100, Lines - (Lines / 100));
    }

    [Fact]
    public void Server_understands_a_line_or_says_what_is_wrong()
    {
        int understood = 0;
        foreach (string[] line in RandomCommandLines.Of(seed: 4, Lines, RandomCommandLines.ServerWords))
        {
            using StringWriter error = new();
            if (ServerArguments.Parse(line, "usage", "moshps server", error) is { } parsed)
            {
                understood++;
                Assert.InRange(parsed.Ports.Low, 0, parsed.Ports.High);
            }
            else
            {
                Assert.NotEmpty(error.ToString());
            }
        }

        Assert.InRange(understood, Lines / 100, Lines - (Lines / 100));
    }

    [Fact]
    public void Settings_of_a_session_process_are_settings_or_none()
    {
        foreach (string[] line in RandomCommandLines.Of(seed: 5, Lines, ["0", "1", "80", "24", "60001", "-1", "x", "99999999999"]))
        {
            string[] padded = [.. line, .. Enumerable.Repeat("1", 10)];
            if (SessionSettings.FromArguments(padded) is { } settings)
            {
                Assert.InRange(settings.Columns, 1, 1000);
            }
        }
    }

    /// <summary>What ssh is given is what was meant: nothing that it would take for an option, or for two.</summary>
    private static void AssertHarmless(SshBootstrapOptions options, string[] line)
    {
        string text = string.Join('|', line.Select(PlainText.Of));
        Assert.False(options.HostName.StartsWith('-') || options.HostName.Any(char.IsControl) || options.HostName.Any(char.IsWhiteSpace), text);
        Assert.False(options.UserName is { } user && (user.StartsWith('-') || user.Any(char.IsControl) || user.Any(char.IsWhiteSpace)), text);
        Assert.False(options.ServerCommand.TrimStart().StartsWith('-'), text);
        Assert.All(options.Options ?? new Dictionary<string, string>(), option =>
            Assert.True(option.Key.All(char.IsAsciiLetterOrDigit) && option.Value.AsSpan().IndexOfAny('\n', '\r', '\0') < 0, text));
    }

    private static void AssertPlain(string message, string[] line)
    {
        string text = string.Join('|', line.Select(PlainText.Of));
        Assert.False(string.IsNullOrWhiteSpace(message), text);
        Assert.False(message.Any(char.IsControl), $"{text}: {PlainText.Of(message)}");
        Assert.True(message.Length < 600, text);
    }
}
