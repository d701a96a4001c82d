using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Tests.Unix;

[UnsupportedOSPlatform("windows")]
public sealed partial class ProcessSpawnerTests
{
    private const int NoSuchFile = 2; // ENOENT

    [UnixFact]
    public void A_program_runs_with_its_arguments_and_its_exit_status_is_known()
    {
        SpawnedProgram run = SpawnedProgram.Run(new SpawnRequest
        {
            Program = "sh",
            Arguments = ["other name", "-c", "printf '%s|' \"$0\" \"$@\"; exit 7", "zero", "", "ä b"],
        });
        Assert.Equal(new SpawnedProgram(7, "zero||ä b|"), run);
    }

    [UnixFact]
    public void The_first_argument_is_the_name_that_the_program_sees()
    {
        SpawnedProgram run = SpawnedProgram.Run(new SpawnRequest { Program = "/bin/sh", Arguments = ["-sh", "-c", "echo $0"] });
        Assert.Equal("-sh\n", run.Output);
    }

    [UnixFact]
    public void A_signal_that_ended_a_program_is_reported_as_shells_do() =>
        Assert.Equal(128 + 9, SpawnedProgram.RunShell("kill -9 $$").Status);

    [UnixFact]
    public void A_program_that_does_not_exist_is_reported_with_the_reason_of_the_system()
    {
        IOException exception = Assert.Throws<IOException>(
            () => ProcessSpawner.Start(new SpawnRequest { Program = "/nonexistent/program", Arguments = ["program"] }));
        Assert.Equal(Marshal.GetPInvokeErrorMessage(NoSuchFile), exception.Message);
    }

    [UnixFact]
    public void A_script_without_a_first_line_for_the_system_is_run_by_the_shell()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("moshps-");
        try
        {
            string script = Path.Combine(directory.FullName, "script");
            File.WriteAllText(script, "echo ran $1\n");
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            SpawnedProgram run = SpawnedProgram.Run(new SpawnRequest { Program = script, Arguments = ["script", "here"] });
            Assert.Equal(new SpawnedProgram(0, "ran here\n"), run);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [UnixFact(linuxOnly: true)]
    public void A_program_gets_no_descriptor_but_those_that_are_named()
    {
        // As a program would be given it by a parent that does not care.
        int careless = Fcntl(1, 0, 77); // F_DUPFD
        try
        {
            Assert.Equal("0\n1\n2\n", SpawnedProgram.RunShell("ls /proc/$$/fd; :").Output);
            Assert.Equal("0\n1\n2\n3\n", SpawnedProgram.RunShell("ls /proc/$$/fd; :", request => request with { ExtraDescriptor = careless }).Output);
        }
        finally
        {
            _ = Close(careless);
        }
    }

    [UnixFact(linuxOnly: true)]
    public void A_program_starts_with_the_signals_blocked_that_are_named()
    {
        SpawnedProgram run = SpawnedProgram.RunShell("exec cat /proc/self/status", request => request with { BlockedSignals = [1, 15] });
        Assert.Contains("\nSigBlk:\t0000000000004001\n", run.Output, StringComparison.Ordinal);
    }

    [UnixFact(linuxOnly: true)]
    public void A_null_device_leaves_no_descriptor_behind_in_either_process()
    {
        int before = Directory.GetFileSystemEntries("/proc/self/fd").Length;
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal("0\n1\n2\n", SpawnedProgram.RunShell("ls /proc/$$/fd; :", request => request with { StandardError = SpawnRequest.NullDevice }).Output);
        }

        // Other tests run meanwhile.
        Assert.InRange(Directory.GetFileSystemEntries("/proc/self/fd").Length, 0, before + 50);
    }

    [UnixFact]
    public void Where_there_is_room_for_a_process_nothing_is_left_of_the_trial() => ProcessSpawner.CheckRoom();

    [UnixFact]
    public void Descriptors_may_be_given_in_any_order_and_more_than_once()
    {
        using AnonymousPipeServerStream first = new(PipeDirection.In, HandleInheritability.None);
        using AnonymousPipeServerStream second = new(PipeDirection.In, HandleInheritability.None);
        int process = ProcessSpawner.Start(new SpawnRequest
        {
            Program = "sh",
            Arguments = ["sh", "-c", "echo output; echo error >&2; echo extra >&3"],
            StandardInput = SpawnRequest.NullDevice,
            StandardOutput = SpawnedProgram.DescriptorOf(first),
            StandardError = SpawnedProgram.DescriptorOf(second),
            ExtraDescriptor = SpawnedProgram.DescriptorOf(first),
        });
        first.DisposeLocalCopyOfClientHandle();
        second.DisposeLocalCopyOfClientHandle();
        Assert.Equal("output\nextra\n", new StreamReader(first).ReadToEnd());
        Assert.Equal("error\n", new StreamReader(second).ReadToEnd());
        Assert.Equal(0, ProcessSpawner.WaitForExit(process));
    }

    [UnixFact(linuxOnly: true)]
    public void A_descriptor_that_stays_what_it_is_is_given_too()
    {
        // Descriptor 3 of this process, whatever it is, becomes descriptor 3 of the program's.
        string file = new FileInfo("/proc/self/fd/3").LinkTarget ?? throw new InvalidOperationException("Descriptor 3 is not open.");
        SpawnedProgram run = SpawnedProgram.RunShell("readlink /proc/$$/fd/3; :", request => request with { ExtraDescriptor = 3 });
        Assert.Equal(file, run.Output.TrimEnd('\n'));
    }

    [UnixFact]
    public void The_null_device_may_stand_for_every_descriptor() =>
        Assert.Equal(
            new SpawnedProgram(0, "end\n"),
            SpawnedProgram.RunShell("cat; echo lost >&2; echo end", request => request with { StandardError = SpawnRequest.NullDevice }));

    [UnixFact]
    public void A_program_has_a_session_of_its_own()
    {
        string[] ids = SpawnedProgram.RunShell("echo $$; ps -o pid= -o sess= -o pgid= -p $$").Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, ids.Length);
        Assert.All(ids, id => Assert.Equal(ids[0], id));
    }

    [UnixFact(linuxOnly: true)]
    public void A_program_has_default_signals_and_an_empty_mask()
    {
        // glibc ignores signals 32 and 33, its own, in what it starts.
        const ulong InternalSignals = 0x1_8000_0000;
        string[] lines = [.. SpawnedProgram.RunShell("exec cat /proc/self/status").Output.Split('\n').Where(line => line.StartsWith("SigBlk") || line.StartsWith("SigIgn"))];
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Equal(0UL, ulong.Parse(line.Split('\t')[1], NumberStyles.HexNumber, null) & ~InternalSignals));
    }

    [UnixFact]
    public void A_program_starts_in_the_directory_that_is_named() =>
        Assert.Equal("/usr\n", SpawnedProgram.RunShell("pwd -P", request => request with { WorkingDirectory = "/usr" }).Output);

    [UnixFact]
    public void An_ended_child_leaves_no_zombie()
    {
        int process = ProcessSpawner.Start(new SpawnRequest { Program = "true", Arguments = ["true"] });
        Assert.True(SpinWait.SpinUntil(() => ProcessSpawner.HasEnded(process), TimeSpan.FromSeconds(30)));
        Assert.True(SpawnedProgram.RunShell($"ps -p {process}").Status != 0);
    }

    [UnixFact(linuxOnly: true)]
    public void An_older_C_library_serves_as_well()
    {
        // Neither addclosefrom (glibc 2.34, not in musl) nor addchdir (glibc 2.29).
        string directory = Directory.GetCurrentDirectory();
        int careless = Fcntl(1, 0, 78);
        try
        {
            using AnonymousPipeServerStream pipe = new(PipeDirection.In, HandleInheritability.None);
            SpawnRequest request = new()
            {
                Program = "sh",
                Arguments = ["sh", "-c", "pwd -P; ls /proc/$$/fd; :"],
                StandardInput = SpawnRequest.NullDevice,
                StandardOutput = SpawnedProgram.DescriptorOf(pipe),
                WorkingDirectory = "/usr",
            };
            int process = ProcessSpawner.Start(request, _ => 0);
            pipe.DisposeLocalCopyOfClientHandle();
            Assert.Equal("/usr\n0\n1\n2\n", new StreamReader(pipe).ReadToEnd());
            Assert.Equal(0, ProcessSpawner.WaitForExit(process));
            Assert.Equal(directory, Directory.GetCurrentDirectory());
        }
        finally
        {
            _ = Close(careless);
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Fcntl(int descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
