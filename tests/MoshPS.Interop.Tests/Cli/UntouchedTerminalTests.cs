using System.Runtime.Versioning;

namespace MoshPS.Interop.Tests.Cli;

/// <summary>
/// Programs that show nothing on the terminal they are started from change nothing there either. The runtime's console
/// does, when it is touched, or a child process ends: it puts the keypad into application mode and leaves it so.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class UntouchedTerminalTests
{
    private static readonly string[] Session = ["server", "new", "-i", "127.0.0.1", "--", "sleep", "1"];

    /// <summary>What is not the terminal.</summary>
    public static TheoryData<string> Redirections { get; } =
        ["", ">/dev/null", ">/dev/null 2>&1", "</dev/null", "</dev/null >/dev/null", "</dev/null 2>/dev/null"];

    [RequiresTheory("sh", "linux")]
    [MemberData(nameof(Redirections))]
    public async Task The_executable_writes_no_escape_sequence(string redirections)
    {
        await ExpectPlainAsync(redirections, [MoshPSProgram.Path, "--version"]);
        await ExpectPlainAsync(redirections, [MoshPSProgram.Path, "connect", "--help"]);
        await ExpectPlainAsync(redirections, [MoshPSProgram.Path, "connect"]);
        await ExpectPlainAsync(redirections, [MoshPSProgram.Path, "play", "/nowhere"]);
        await ExpectPlainAsync(redirections, [MoshPSProgram.Path, "client", "127.0.0.1", "60001"]);
        await ExpectPlainAsync(redirections, [MoshPSProgram.Path, .. Session]);
    }

    [RequiresTheory("sh", "ssh", "linux")]
    [MemberData(nameof(Redirections))]
    public async Task A_login_that_fails_writes_no_escape_sequence(string redirections) =>
        await ExpectPlainAsync(redirections, [MoshPSProgram.Path, "connect", "--headless", "--batch", "--ssh-port", "1", "127.0.0.1"]);

    [RequiresTheory("sh", "linux")]
    [InlineData("")]
    [InlineData(">/dev/null")]
    [InlineData(">/dev/null 2>&1")]
    public async Task A_session_without_a_screen_writes_no_escape_sequence(string redirections) =>
        await ExpectPlainAsync(
            redirections,
            [MoshPSProgram.Path, "connect", "--local", "--headless", "--server", $"{MoshPSProgram.Path} server", "--", "sh", "-c", "read line"],
            typed: "timeout 20\nwait state Connected\nline\nwait state Closed\nquit\n");

    [RequiresTheory("sh", "linux")]
    [MemberData(nameof(Redirections))]
    public async Task The_relay_writes_no_escape_sequence(string redirections)
    {
        await ExpectPlainAsync(redirections, [Programs.UdpRelay, "--help"]);
        await ExpectPlainAsync(redirections, [Programs.UdpRelay, "--wrong"]);
        await ExpectPlainAsync(redirections, [Programs.UdpRelay, "--send", "/nowhere", "stats"]);
        await ExpectPlainAsync(redirections, [Programs.UdpRelay, "--to", "127.0.0.1:9", "--idle", "1s"]);
        await ExpectPlainAsync(redirections, [Programs.UdpRelay, "--front", "--idle", "1s", "--", MoshPSProgram.Path, .. Session]);
    }

    private static async Task ExpectPlainAsync(string redirections, string[] command, string typed = "")
    {
        using RecordedTerminal terminal = RecordedTerminal.Start(["/bin/sh", "-c", $"\"$@\" {redirections}; echo \"status $?\" >/dev/tty", "sh", .. command]);
        terminal.Type(typed);
        await terminal.WaitForExitAsync();
        Assert.Matches(@"status \d+\r\n\z", terminal.Written);
        Assert.DoesNotContain('\e', terminal.Written);
    }
}
