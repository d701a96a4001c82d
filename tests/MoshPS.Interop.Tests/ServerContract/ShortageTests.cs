using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using MoshPS.Interop.Tests.Cli;

namespace MoshPS.Interop.Tests.ServerContract;

/// <summary>
/// A server where the system gives little: it works, or says what is missing and exits with 1 before it has announced
/// anything; stock announces itself first and fails then, and its client waits in vain. Held by the file that is shipped
/// as machine code: the virtual machine of the others has limits of its own, below which it does not start.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class ShortageTests
{
    private const string Native = "native-executable";

    // What a file of machine code exits with when its runtime cannot start.
    private const int RuntimeRefusal = 255;
    private const int SegmentationFault = 128 + 11;

    private const string BareDevices =
        "mkdir -p /dev/shm; mount --bind /dev/pts /mnt; mount -t tmpfs none /dev; mkdir /dev/pts; mount --move /mnt /dev/pts; ";

    [RequiresTheory("linux", "bash", Native)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    public async Task Few_open_files_are_enough_or_a_message_says_that_they_are_not(int count)
    {
        using ServerRun run = await StartedServer.RunAsync($"ulimit -n {count}; exec \"$@\"");
        bool isAnnounced = await StartedServer.CheckAsync(run);
        Assert.True(isAnnounced || count < 16, run.Error);
        if (!isAnnounced)
        {
            Assert.Contains("Too many open files", run.Error, StringComparison.Ordinal);
            Assert.Contains($"Allow more open files than {count}: ulimit -n", run.Error, StringComparison.Ordinal);
        }
    }

    [RequiresTheory("linux", "root", "setpriv", "prlimit", Native)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(16)]
    public async Task Few_processes_are_enough_or_a_message_says_that_they_are_not(int count)
    {
        // A user of its own, whom nobody else's processes count for, not even those that nobody waits for.
        using TemporaryDirectory directory = new();
        File.SetUnixFileMode(directory.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        string program = directory["moshps"];
        File.Copy(BuiltFiles.Executable, program);
        string user = RandomNumberGenerator.GetInt32(1_000_000, 2_000_000_000).ToString(CultureInfo.InvariantCulture);
        using ServerRun run = await StartedServer.RunAsync(program, $"exec setpriv --reuid {user} --regid {user} --clear-groups prlimit --nproc={count} \"$@\"", ["HOME=/"]);
        bool isAnnounced = await StartedServer.CheckAsync(run);
        Assert.True(isAnnounced || count < 16, run.Error);
        Assert.True(isAnnounced || run.Error.Contains("processes", StringComparison.Ordinal), run.Error);
        Assert.False(isAnnounced && count < 5, "That was no shortage.");
    }

    [RequiresFact("linux", Native)]
    public async Task A_session_takes_signals_without_threads_that_it_might_not_be_allowed()
    {
        using ServerRun run = await StartedServer.RunAsync("exec \"$@\"");
        Assert.Equal(0, run.Raw.ExitCode);
        string session = run.Session.ToString(CultureInfo.InvariantCulture);

        // The runtime's own two: that of the program and that of finalizers. Another one may write the login record.
        string threads = $"/proc/{session}/task";
        for (int i = 0; i < 100 && Directory.GetDirectories(threads).Length > 2; i++)
        {
            await Task.Delay(50);
        }

        Assert.Equal(2, Directory.GetDirectories(threads).Length);
        (await ProgramRun.RunAsync("/bin/sh", "-c", $"kill -HUP {session}; kill -CHLD {session}; sleep 0.5")).EnsureSuccess();
        Assert.Equal(2, Directory.GetDirectories(threads).Length);
        (await ProgramRun.RunAsync("/bin/sh", "-c", $"kill -TERM {session}")).EnsureSuccess();
        await StartedServer.AssertNoSessionAsync(run);
    }

    [RequiresFact("linux", "mount-namespaces", "unshare")]
    public async Task That_no_pseudo_terminal_is_left_is_said()
    {
        string taken = "mount -t devpts -o newinstance,ptmxmode=666,max=1 none /dev/pts && mount --bind /dev/pts/ptmx /dev/ptmx && exec 9<>/dev/ptmx || exit 99; ";
        using ServerRun run = await StartedServer.RunAsync(InMountsOfItsOwn(taken));
        Assert.Equal(
            (1, "", "mosh-server: There is no pseudo-terminal to be had: posix_openpt: No space left on device.\nEnd old sessions or raise the sysctl kernel.pty.max, and check that /dev/ptmx is there and devpts is mounted at /dev/pts.\n"),
            run.Words);
        await StartedServer.AssertNoSessionAsync(run);
    }

    [RequiresTheory("linux", "mount-namespaces", "unshare")]
    [InlineData("mknod -m 666 /dev/null c 1 3; ", "mosh-server: There is no pseudo-terminal to be had: posix_openpt: No such file or directory.\n")]
    [InlineData("mknod -m 666 /dev/ptmx c 5 2; ", "PROGRAM: The session's process did not start: /dev/null: No such file or directory.\n")]
    public async Task A_device_that_is_missing_is_named(string devices, string message)
    {
        using ServerRun run = await StartedServer.RunAsync(InMountsOfItsOwn(BareDevices + devices));
        Assert.False(await StartedServer.CheckAsync(run));
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
    }

    [RequiresTheory("linux", Native)]
    [InlineData(30_000)]
    [InlineData(60_000)]
    [InlineData(80_000)]
    [InlineData(100_000)]
    [InlineData(150_000)]
    [InlineData(300_000)]
    [InlineData(1_000_000)]
    public async Task Little_memory_is_enough_or_a_message_says_that_it_is_not(int kilobytes)
    {
        // exec would hide the signal that .NET sees nothing of.
        using ServerRun run = await StartedServer.RunAsync($"ulimit -v {kilobytes}; \"$@\"");
        if (run.Raw.ExitCode is RuntimeRefusal or SegmentationFault)
        {
            // The runtime of the starter itself did not come up: nothing of ours has run.
            Assert.True(kilobytes < 200_000, run.Error);
            Assert.Equal("", run.Raw.Output);
            await StartedServer.AssertNoSessionAsync(run);
            return;
        }

        bool isAnnounced = await StartedServer.CheckAsync(run);
        Assert.True(isAnnounced || kilobytes < 1_000_000, run.Error);
    }

    [RequiresFact("linux", Native)]
    public async Task A_session_writes_no_file_so_that_their_size_does_not_matter()
    {
        using ServerRun run = await StartedServer.RunAsync("ulimit -f 0; exec \"$@\"");
        Assert.True(await StartedServer.CheckAsync(run));
    }

    [RequiresFact("linux", Native)]
    public async Task An_output_that_is_too_large_a_file_is_named_as_the_reason()
    {
        using TemporaryDirectory directory = new();
        using ServerRun run = await StartedServer.RunAsync($"ulimit -f 0; exec \"$@\" >{directory["output"]}");
        Assert.Equal((1, "", "PROGRAM: The session could not be announced and was ended: write: File too large.\n"), run.Words);
        await StartedServer.AssertNoSessionAsync(run);
    }

    [RequiresTheory("linux")]
    [InlineData("HOME=/no/such/home")]
    [InlineData("HOME=/proc")]
    [InlineData("HOME=")]
    [InlineData("HOME")]
    [InlineData("TMPDIR=/no/such/folder")]
    [InlineData("TMPDIR=/proc")]
    [InlineData("PATH=/usr/bin:/bin:/no/such/folder")]
    public async Task A_session_needs_neither_home_nor_temporary_files(string setting)
    {
        using ServerRun run = await StartedServer.RunAsync("exec \"$@\"", setting);
        Assert.True(await StartedServer.CheckAsync(run));
    }

    [RequiresFact("linux", "bash", Native)]
    public async Task The_reason_reaches_who_connects_to_this_machine()
    {
        using TemporaryDirectory directory = new();
        string server = directory.Write("mosh-server", $"#!/bin/sh\nulimit -n 6\nexec {BuiltFiles.Executable} server \"$@\"\n");
        File.SetUnixFileMode(server, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        ProgramRun run = await MoshPSProgram.RunAsync("connect", "--local", "--headless", "--server", server);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("Too many open files", run.Error, StringComparison.Ordinal);
        Assert.Contains("Allow more open files than 6: ulimit -n", run.Error, StringComparison.Ordinal);
    }

    [RequiresFact("linux", "mount-namespaces", "unshare")]
    public async Task That_there_is_no_terminal_reaches_who_connects_to_this_machine()
    {
        ProgramRun run = await ProgramRun.RunAsync(
            "unshare",
            ["--mount", "--propagation", "private", "sh", "-c", BareDevices + "mknod -m 666 /dev/null c 1 3; exec \"$@\"", "sh", MoshPSProgram.Path, "connect", "--local", "--headless", "--server", $"{BuiltFiles.Executable} server"],
            new Dictionary<string, string?> { ["LANG"] = "C.UTF-8" });
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("There is no pseudo-terminal to be had: posix_openpt: No such file or directory", run.Error, StringComparison.Ordinal);
    }

    /// <summary>The script that changes mounts for the server alone; what is opened there stays open until its starter leaves.</summary>
    private static string InMountsOfItsOwn(string script) => $"exec unshare --mount --propagation private sh -c '{script}exec \"$@\"' sh \"$@\"";
}
