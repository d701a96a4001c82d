using MoshPS.Cli.Commands.Server;

namespace MoshPS.Interop.Tests.ServerContract;

/// <summary>What <c>-l</c> may set in a session, and what it may not.</summary>
public sealed class LocaleVariableTests
{
    [Fact]
    public void What_a_stock_client_sends_is_never_refused_whatever_its_values_are()
    {
        string[] names =
        [
            "LANG", "LANGUAGE", "LC_CTYPE", "LC_NUMERIC", "LC_TIME", "LC_COLLATE", "LC_MONETARY", "LC_MESSAGES", "LC_PAPER",
            "LC_NAME", "LC_ADDRESS", "LC_TELEPHONE", "LC_MEASUREMENT", "LC_IDENTIFICATION", "LC_ALL",
        ];
        foreach (string name in names)
        {
            foreach (string value in (string[])["", "C", "C.UTF-8", "de_DE.UTF-8@euro", "de:en_GB:en", "UTF-8", "sr_RS@latin"])
            {
                Assert.Null(LocaleVariable.Check($"{name}={value}", out string? warning));
                Assert.Null(warning);
            }

            foreach (string value in (string[])["a b", "../../tmp/x", "/tmp/x", "x\ny", "$(id)", "ä", "%n", new string('x', 256)])
            {
                Assert.Null(LocaleVariable.Check($"{name}={value}", out string? warning));
                Assert.Equal($"Warning: The value of {name} is no name of a locale, ignoring", warning);
            }
        }
    }

    [Theory]
    [InlineData("LD_PRELOAD=/tmp/x.so")]
    [InlineData("PATH=/tmp")]
    [InlineData("BASH_ENV=/tmp/x")]
    [InlineData("LOCPATH=/tmp")]
    [InlineData("LC_FOO=C")]
    [InlineData("lang=C")]
    [InlineData("LANG")]
    [InlineData("LC_ALL")]
    [InlineData("=C")]
    [InlineData("")]
    [InlineData(" LANG=C")]
    [InlineData("LANG =C")]
    public async Task Anything_else_is_refused_and_nothing_is_started(string offer)
    {
        using ServerRun run = await ServerRun.OursAsync(["new", "-i", "127.0.0.1", "-p", "0", "-l", "LC_CTYPE=C.UTF-8", "-l", offer], "LANG=C");
        Assert.Equal((1, ""), (run.Raw.ExitCode, run.Raw.Output));
        Assert.StartsWith($"PROGRAM: Bad locale variable ({offer.Split('=')[0]}): -l takes NAME=VALUE", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Processes);
    }

    [RequiresFact("linux")]
    public async Task A_value_that_is_no_locale_is_passed_over_with_a_warning()
    {
        using ServerRun run = await ServerRun.OursAsync(["new", "-i", "127.0.0.1", "-p", "0", "-l", "LANG=a b", "-l", "LC_CTYPE=C.UTF-8"], "LANG=C");
        Assert.Equal((0, "MOSH CONNECT PORT KEY\n"), (run.Raw.ExitCode, run.Output));
        Assert.StartsWith("Warning: The value of LANG is no name of a locale, ignoring\n", run.Error, StringComparison.Ordinal);
        string[] variables = (await File.ReadAllTextAsync($"/proc/{run.Session}/environ")).Split('\0');
        Assert.Contains("LC_CTYPE=C.UTF-8", variables);
        Assert.DoesNotContain(variables, variable => variable.StartsWith("LANG", StringComparison.Ordinal));
    }
}
