using MoshPS.Cli.Commands.Server;

namespace MoshPS.Interop.Tests.ServerContract;

/// <summary>Which locale a session gets, on systems that have these and those.</summary>
public sealed class LocaleGateTests
{
    [Theory]
    [InlineData("LANG=C.UTF-8", "LANG=C.UTF-8")]
    [InlineData("LC_CTYPE=de_DE.UTF-8 LANG=C LC_TIME=C", "LANG=C LC_CTYPE=de_DE.UTF-8 LC_TIME=C")]
    [InlineData("LC_ALL= LANG=C.UTF-8", "LANG=C.UTF-8 LC_ALL=")]
    public void A_host_with_UTF_8_keeps_its_own_whatever_the_client_offers(string environment, string result) =>
        Assert.Equal((true, result, ""), Pass(environment, "C.UTF-8 de_DE.UTF-8", "LC_ALL=C.UTF-8"));

    [Theory]
    [InlineData("", "LANG=de_DE.UTF-8", "LANG=de_DE.UTF-8")]
    [InlineData("LC_ALL=POSIX LC_TIME=C", "LANG=de_DE.UTF-8", "LANG=de_DE.UTF-8")]
    [InlineData("LANG=de_DE.ISO-8859-1", "LANG=C LC_CTYPE=de_DE.UTF-8", "LANG=C LC_CTYPE=de_DE.UTF-8")]
    [InlineData("LANG=C", "LANG=de_DE.UTF-8 LC_TIME=", "LANG=de_DE.UTF-8 LC_TIME=")]
    public void A_host_without_takes_the_clients_and_nothing_of_its_own(string environment, string offers, string result) =>
        Assert.Equal((true, result, ""), Pass(environment, "de_DE.UTF-8 de_DE.ISO-8859-1", offers));

    [Theory]
    [InlineData("LANG=C", "", "C.UTF-8 en_US.UTF-8", "LANG=C.UTF-8")]
    [InlineData("LANG=C", "LANG=de_DE.ISO-8859-1", "de_DE.ISO-8859-1 C.UTF-8", "LANG=C.UTF-8")]
    [InlineData("LC_ALL=POSIX LC_TIME=C", "LC_ALL=C", "en_US.UTF-8", "LANG=en_US.UTF-8")]
    [InlineData("", "", "C.utf8", "LANG=C.utf8")]
    [InlineData("", "", "LC_CTYPE=UTF-8", "LC_CTYPE=UTF-8")]
    [InlineData("LANG=C", "", "de_DE@euro sv_SE.utf8", "LANG=sv_SE.utf8")]
    public void Where_nobody_asks_for_UTF_8_it_is_taken_from_what_the_system_has(string environment, string offers, string installed, string result) =>
        Assert.Equal((true, result, ""), Pass(environment, installed, offers));

    [Fact]
    public void That_a_locale_is_missing_is_said_even_where_another_one_serves()
    {
        const string Expected =
            """
            The locale requested by LC_ALL=xx_XX.UTF-8 isn't available here.
            Running `locale-gen xx_XX.UTF-8' may be necessary.

            The locale requested by LANG=yy_YY.UTF-8 isn't available here.
            Running `locale-gen yy_YY.UTF-8' may be necessary.

            The session uses LANG=C.UTF-8 instead.


            """;
        Assert.Equal((true, "LANG=C.UTF-8", Expected), Pass("LC_ALL=xx_XX.UTF-8", "C.UTF-8", "LANG=yy_YY.UTF-8"));
    }

    [Fact]
    public void A_system_without_any_is_a_failure_with_the_words_of_stock_and_the_remedy()
    {
        const string Expected =
            """
            The locale requested by LANG=xx_XX.UTF-8 isn't available here.
            Running `locale-gen xx_XX.UTF-8' may be necessary.

            mosh-server needs a UTF-8 native locale to run.

            Unfortunately, the local environment (LC_ALL=POSIX) specifies
            the character set "US-ASCII",

            The client-supplied environment (LANG=xx_XX.UTF-8) specifies
            the character set "US-ASCII".

            No UTF-8 locale is installed here: generate one, such as en_US.UTF-8, or install the package with C.UTF-8.


            """;
        Assert.Equal((false, "LANG=xx_XX.UTF-8", Expected), Pass("LC_ALL=POSIX LC_TIME=C", "de_DE.ISO-8859-1", "LANG=xx_XX.UTF-8"));
        (_, _, string words) = Pass("", "", "");
        Assert.Contains("local environment ([no charset variables]) specifies", words, StringComparison.Ordinal);
    }

    /// <summary>Beside the other contract tests, which compare what stock can do as well.</summary>
    [RequiresTheory("linux")]
    [InlineData("LANG=C")]
    [InlineData("LANG")]
    [InlineData("LANG=xx_YY.UTF-8")]
    [InlineData("LC_ALL=POSIX")]
    public async Task On_this_system_a_session_starts_in_UTF_8_whatever_it_is_told(string setting)
    {
        using ServerRun run = await ServerRun.OursAsync(["new", "-i", "127.0.0.1", "-p", "0"], setting);
        Assert.Equal(0, run.Raw.ExitCode);
        string environment = await File.ReadAllTextAsync($"/proc/{run.Session}/environ");
        string[] variables = environment.Split('\0').Where(v => v.StartsWith("LANG", StringComparison.Ordinal) || v.StartsWith("LC_", StringComparison.Ordinal)).ToArray();
        string chosen = Assert.Single(variables);
        Assert.Matches(@"^(LANG|LC_CTYPE)=.*[uU][tT][fF]-?8$", chosen);
        ProgramRun charmap = await ProgramRun.RunAsync("locale", ["charmap"], new Dictionary<string, string?> { ["LANG"] = null, ["LC_ALL"] = null, [chosen.Split('=')[0]] = chosen.Split('=')[1] });
        Assert.Equal(("UTF-8\n", ""), (charmap.Output, charmap.Error));
    }

    private static (bool Passed, string Environment, string Error) Pass(string environment, string installed, string offers)
    {
        FakeSystem system = new(installed.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        foreach (string setting in environment.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = setting.Split('=');
            system.SetVariable(parts[0], parts[1]);
        }

        using StringWriter error = new();
        bool passed = LocaleGate.TryPass(system, offers.Split(' ', StringSplitOptions.RemoveEmptyEntries), error);
        return (passed, system.Environment, error.ToString());
    }

    /// <summary>A C library with the plain locale and those that are installed.</summary>
    /// <param name="installed">Names; or <c>LC_CTYPE=NAME</c> for one that only knows characters.</param>
    private sealed class FakeSystem(string[] installed) : ILocaleSystem
    {
        private static readonly string[] CharsetVariables = ["LC_ALL", "LC_CTYPE", "LANG"];

        private readonly SortedDictionary<string, string> _variables = new(StringComparer.Ordinal);

        public string Environment => string.Join(' ', _variables.Select(variable => $"{variable.Key}={variable.Value}"));

        public string Charset { get; private set; } = "ANSI_X3.4-1968";

        public string? GetVariable(string name) => _variables.GetValueOrDefault(name);

        public void SetVariable(string name, string value) => _variables[name] = value;

        public void RemoveVariable(string name) => _variables.Remove(name);

        public IEnumerable<string> ListNames() => installed;

        public bool TryAdopt()
        {
            string[] set = [.. CharsetVariables.Where(name => !string.IsNullOrEmpty(GetVariable(name)))];
            string deciding = set.FirstOrDefault() ?? "LANG";
            string locale = GetVariable(deciding) is { Length: > 0 } name ? name : "C";
            if (locale is not ("C" or "POSIX") && !installed.Contains(locale) && !installed.Contains($"{deciding}={locale}"))
            {
                return false;
            }

            Charset = locale.Contains("utf", StringComparison.OrdinalIgnoreCase) ? "UTF-8"
                : locale is "C" or "POSIX" ? "ANSI_X3.4-1968"
                : "ISO-8859-1";
            return true;
        }
    }
}
