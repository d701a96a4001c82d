using System.Net;
using MoshPS.Engine.Ssh;

namespace MoshPS.Interop.Tests.Ssh;

/// <summary>The remote command is text for the login shell, whichever that is.</summary>
public sealed class LoginShellTests
{
    private static readonly string[] Words =
    [
        "a  b", "it's", @"c:\d\\e", "$HOME", "`id`", "\"q\"", "*", "~", "#", "a;b|c&d", "wow!", "!1", "ä€", "", "line\nfeed", "\n", "\\\n!\n", "tab\t\r\u0001\u007f",
    ];

    /// <summary>Pieces of words in which some shell sees more than characters.</summary>
    private static readonly string[] Pieces =
    [
        "'", "\"", "\\", "!", "!!", "$", "$(id)", "${x}", "`", "%", "%s", "%b", "\n", "\r", "\t", " ", "\\n", "\\0041", "\\047", "~", "*", "?", "[a]", "{a,b}", "#", ";", "&", "|",
        "<", ">", "(", ")", "^", "=", "-", "--", "äöü", "€", "😀", "\u0001", "\u007f", "\u0085", "\u00a0", "x", "word", "''", "\\'", "\\!", "$'",
    ];

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "bash")]
    public Task Words_pass_bash_unchanged() => WordsPassUnchanged("bash");

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "dash")]
    public Task Words_pass_dash_unchanged() => WordsPassUnchanged("dash");

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "zsh")]
    public Task Words_pass_zsh_unchanged() => WordsPassUnchanged("zsh");

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "fish")]
    public Task Words_pass_fish_unchanged() => WordsPassUnchanged("fish");

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "tcsh")]
    public Task Words_pass_tcsh_unchanged() => WordsPassUnchanged("tcsh");

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "bsd-csh")]
    public Task Words_pass_csh_unchanged() => WordsPassUnchanged("bsd-csh");

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "busybox")]
    public Task Words_pass_busybox_unchanged() => WordsPassUnchanged("busybox", "sh");

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "ksh")]
    public Task Words_pass_ksh_unchanged() => WordsPassUnchanged("ksh");

    [RequiresFact("ssh", "sshd", "mosh-server", "linux", "mksh")]
    public Task Words_pass_mksh_unchanged() => WordsPassUnchanged("mksh");

    [RequiresFact("linux", "bash")]
    public Task Any_words_arrive_through_bash() => AnyWordsArrive("bash");

    [RequiresFact("linux", "dash")]
    public Task Any_words_arrive_through_dash() => AnyWordsArrive("dash");

    [RequiresFact("linux", "sh")]
    public Task Any_words_arrive_through_sh() => AnyWordsArrive("sh");

    [RequiresFact("linux", "zsh")]
    public Task Any_words_arrive_through_zsh() => AnyWordsArrive("zsh");

    [RequiresFact("linux", "fish")]
    public Task Any_words_arrive_through_fish() => AnyWordsArrive("fish", runsScripts: false);

    [RequiresFact("linux", "tcsh")]
    public Task Any_words_arrive_through_tcsh() => AnyWordsArrive("tcsh", runsScripts: false);

    [RequiresFact("linux", "bsd-csh")]
    public Task Any_words_arrive_through_csh() => AnyWordsArrive("bsd-csh", runsScripts: false);

    [RequiresFact("linux", "busybox")]
    public Task Any_words_arrive_through_busybox() => AnyWordsArrive("busybox");

    [RequiresFact("linux", "ksh")]
    public Task Any_words_arrive_through_ksh() => AnyWordsArrive("ksh");

    [RequiresFact("linux", "mksh")]
    public Task Any_words_arrive_through_mksh() => AnyWordsArrive("mksh");

    /// <summary>With the shell as the login shell, and then as the <c>sh</c> that runs the script.</summary>
    private static async Task AnyWordsArrive(string shell, bool runsScripts = true)
    {
        const int seed = 20_262;
        var random = new Random(seed);
        using var directory = new TemporaryDirectory();
        File.CreateSymbolicLink(directory["sh"], Programs.PathOf(shell));
        string all = string.Concat(Enumerable.Range(1, 0xFF).Select(character => (char)character));
        for (int run = 0; run < 12; run++)
        {
            string[] words = run == 0
                ? [all, "", .. all.Select(character => character.ToString()), string.Concat(all.Select(character => "\\" + character)), new string('\'', 3000), new string('\n', 3000)]
                : [.. Enumerable.Range(0, 1 + random.Next(20)).Select(_ => string.Concat(Enumerable.Range(0, random.Next(25)).Select(_ => Pieces[random.Next(Pieces.Length)])))];
            var command = new RemoteCommand($"printf '%s\\000' {string.Join(' ', words.Select(PosixShell.Quote))} end");
            string[] login = shell == "busybox" ? ["busybox", "sh"] : [shell];
            await ArriveAsync(login, command, words, directory.Path, null, $"seed {seed}, run {run}");
            if (runsScripts)
            {
                await ArriveAsync(["dash"], command, words, directory.Path, directory.Path, $"as sh, seed {seed}, run {run}");
            }
        }
    }

    private static async Task ArriveAsync(string[] login, RemoteCommand command, string[] words, string home, string? programs, string where)
    {
        var environment = new Dictionary<string, string?> { ["HOME"] = home };
        if (programs is not null)
        {
            environment["PATH"] = $"{programs}:{Environment.GetEnvironmentVariable("PATH")}";
        }

        var result = await ProgramRun.RunAsync(login[0], [.. login[1..], "-c", command.Text], environment);
        string[] lines = result.Output.Split('\n', 3);
        Assert.True(lines.Length == 3 && lines[0].Length == 0 && command.IsMark(lines[1]), where + ": " + result.Output + result.Error);
        string[] arrived = lines[2].Split('\0');
        Assert.True(arrived.SequenceEqual((string[])[.. words, "end", ""]), $"{where}: <{lines[2]}>");
        Assert.Equal(("", 0), (result.Error, result.ExitCode));
    }

    private static async Task WordsPassUnchanged(params string[] shell)
    {
        await using var server = await SshServer.StartAsync(new SshServerSettings { ForceCommand = $"exec {string.Join(' ', shell)} -c \"$SSH_ORIGINAL_COMMAND\"" });
        string recorded = Path.Combine(Path.GetDirectoryName(server.KeyPath)!, "recorded");
        string script = server.WriteScript("mosh-server", $"printf '%s\\000' \"$@\" >{recorded}; exec mosh-server \"$@\"");
        Directory.CreateDirectory(Path.Combine(server.HomeDirectory, "bin"));
        File.CreateSymbolicLink(Path.Combine(server.HomeDirectory, "bin", "it's"), script);

        // A locale that no server has: the first attempt fails, and the shell must go on to the next.
        var options = server.BootstrapOptions() with
        {
            ServerCommand = "env A=\"$HOME\" ~/bin/it\\'s",
            Command = Words,
            AddressSource = ServerAddressSource.SshConnection,
            Locale = new Dictionary<string, string> { ["LANG"] = "xx_XX.UTF-8" },
        };
        var result = await SshBootstrap.RunAsync(options, default);
        Assert.Equal(IPAddress.Loopback, result.Server.Address);
        string[] expected = ["new", "-c", "256", "-s", "-l", "LANG=C.UTF-8", "--", .. Words, ""];
        Assert.Equal(expected, (await File.ReadAllTextAsync(recorded)).Split('\0'));

        var missing = options with { ServerCommand = "no-such-mosh-server" };
        var error = await Assert.ThrowsAsync<MoshPS.Engine.MoshBootstrapException>(() => SshBootstrap.RunAsync(missing, default));
        Assert.Equal("ServerNotFound", error.ErrorId);
    }
}
