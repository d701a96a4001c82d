using System.Text.RegularExpressions;

namespace MoshPS.Interop.Tests.Published;

/// <summary>What the native executables are made of.</summary>
public sealed partial class NativeExecutableTests
{
    /// <summary>What the C library consists of, on x64 and on ARM.</summary>
    private static readonly string[] CLibrary = ["libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"];

    [RequiresFact("readelf", "native-executable")]
    public Task It_needs_nothing_but_the_C_library() => ExpectOnlyTheCLibraryAsync(BuiltFiles.Executable);

    [RequiresFact("readelf", "native-arm-executable")]
    public Task That_for_ARM_needs_nothing_but_the_C_library() => ExpectOnlyTheCLibraryAsync(BuiltFiles.ArmExecutable);

    /// <summary>What README says that hosts must have. Built with a newer C library it may be more.</summary>
    [RequiresFact("readelf", "native-executable")]
    public async Task It_needs_glibc_2_34_or_later()
    {
        Version[] needed =
        [
            .. GlibcVersion().Matches(await ReadAsync("--version-info", BuiltFiles.Executable)).Select(match => Version.Parse(match.Groups["version"].ValueSpan)),
        ];
        Assert.Equal(new Version(2, 34), needed.Max());
    }

    [RequiresFact("readelf", "native-executable")]
    public async Task Its_symbols_are_in_a_file_of_their_own()
    {
        Assert.DoesNotContain(".symtab", await ReadAsync("--sections", BuiltFiles.Executable), StringComparison.Ordinal);
        Assert.Contains(".symtab", await ReadAsync("--sections", BuiltFiles.Symbols), StringComparison.Ordinal);
        Assert.Equal(
            BuildId().Match(await ReadAsync("--notes", BuiltFiles.Executable)).Value,
            BuildId().Match(await ReadAsync("--notes", BuiltFiles.Symbols)).Value);
    }

    [RequiresFact("strace", "native-executable")]
    public async Task A_whole_session_opens_no_library_but_those_of_the_C_library()
    {
        using TemporaryDirectory directory = new();
        ProgramRun run = await Cli.ScriptRun.RunAsync(
            "strace",
            ["-f", "-e", "trace=open,openat", "-e", "signal=none", "-o", directory["calls"], BuiltFiles.Executable, "connect", "--local", "--headless", "--server", $"{BuiltFiles.Executable} server", "--", "env", "PS1=remote> ", "sh"],
            "timeout 60\nwait pattern ^remote>\nrun stty size\nline exit\nwait state Closed\n",
            new Dictionary<string, string> { ["LANG"] = "C.UTF-8" });
        Assert.Equal(0, run.EnsureSuccess().ExitCode);
        string[] opened =
        [
            .. OpenedLibrary().Matches(await File.ReadAllTextAsync(directory["calls"])).Select(match => match.Groups["name"].Value).Distinct(),
        ];
        Assert.Contains("libc.so.6", opened);

        // The shell and the program of the session have their own; the login records' library is taken where there is one.
        Assert.Empty(opened.Except([.. CLibrary, "libutempter.so.0", "libtinfo.so.6"]));
    }

    private static async Task ExpectOnlyTheCLibraryAsync(string executable)
    {
        string[] needed = [.. NeededLibrary().Matches(await ReadAsync("--dynamic", executable)).Select(match => match.Groups["name"].Value)];
        Assert.Contains("libc.so.6", needed);
        Assert.Empty(needed.Except(CLibrary));
    }

    private static async Task<string> ReadAsync(string what, string file) =>
        (await ProgramRun.RunAsync("readelf", ["--wide", what, file], new Dictionary<string, string?> { ["LC_ALL"] = "C" })).EnsureSuccess().Output;

    [GeneratedRegex(@"\(NEEDED\).*\[(?<name>[^]]+)\]")]
    private static partial Regex NeededLibrary();

    [GeneratedRegex(@"Name: GLIBC_(?<version>[\d.]+)")]
    private static partial Regex GlibcVersion();

    [GeneratedRegex(@"Build ID: \w+")]
    private static partial Regex BuildId();

    [GeneratedRegex(@"""[^""]*/(?<name>lib[^/""]+\.so[^/""]*)"", [^)]*\) = \d")]
    private static partial Regex OpenedLibrary();
}
