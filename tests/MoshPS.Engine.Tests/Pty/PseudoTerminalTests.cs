using System.Runtime.Versioning;
using MoshPS.Engine.Pty;
using MoshPS.Engine.Tests.Unix;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Tests.Pty;

[UnsupportedOSPlatform("windows")]
public sealed class PseudoTerminalTests : IDisposable
{
    private const int SomeMilliseconds = 200;

    private static readonly string[] DefaultModes = ["iutf8", "icanon", "echo", "icrnl", "ixon", "onlcr", "isig"];

    private readonly PseudoTerminal? _terminal = OperatingSystem.IsWindows() ? null : PseudoTerminal.Open(91, 37);

    private PseudoTerminal Terminal => _terminal!;

    private TerminalUser User => field ??= new TerminalUser(Terminal);

    public void Dispose() => _terminal?.Dispose();

    [UnixFact]
    public void The_terminal_is_all_that_a_program_has_and_controls_it()
    {
        bool isLinux = OperatingSystem.IsLinux();
        StartShell("tty; echo tty >/dev/tty; stty size; set -- $(ps -o pid= -o tpgid= -p $$); [ $1 = $2 ] && echo foreground" + (isLinux ? "; ls -1 /proc/$$/fd; :" : ""));
        string output = User.ReadToEnd();
        string descriptors = isLinux ? "0\r\n1\r\n2\r\n" : "";
        Assert.Equal($"{Terminal.Name}\r\ntty\r\n37 91\r\nforeground\r\n{descriptors}", output);
    }

    [UnixFact]
    public void The_terminal_has_the_modes_of_the_system_and_knows_UTF8()
    {
        StartShell("stty -a");
        string[] modes = User.ReadToEnd().Split((char[]?)null);
        Assert.All(DefaultModes, mode => Assert.Contains(mode, modes));
    }

    [UnixFact]
    public void Nothing_to_read_is_not_the_end()
    {
        StartShell("read line; echo got $line");
        Assert.Equal(0, Terminal.Read(new byte[100]));
        User.Type("text\n");
        Assert.EndsWith("got text\r\n", User.ReadToEnd());
    }

    [UnixFact]
    public void All_that_a_program_wrote_before_it_ended_is_read()
    {
        StartShell("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done");
        string[] lines = User.ReadToEnd().Split("\r\n");
        Assert.Equal(20001, lines.Length);
        Assert.Equal("line 19999", lines[^2]);
        Assert.Equal(-1, Terminal.Read(new byte[100]));
    }

    [UnixFact]
    public void The_end_of_a_program_ends_the_terminal_though_what_it_started_goes_on()
    {
        // nohup keeps the child from SIGHUP; it has the terminal open.
        StartShell("nohup sleep 60 & echo pid=$!=");
        string output = User.ReadToEnd();
        int child = int.Parse(output.Split('=')[1], null);
        Assert.Equal(0, SpawnedProgram.RunShell($"kill {child}").Status);
    }

    [UnixFact(linuxOnly: true)]
    public void A_program_that_closes_the_terminal_has_left_it()
    {
        int process = StartShell("exec sleep 60 <&- >&- 2>&-", reap: false);
        Assert.Equal("", User.ReadToEnd());
        Assert.False(ProcessSpawner.HasEnded(process));
        Terminal.Dispose();
        Assert.Equal(128 + 1, ProcessSpawner.WaitForExit(process));
    }

    [UnixFact]
    public void Closing_the_terminal_hangs_up_on_its_programs()
    {
        int process = StartShell("echo ready; sleep 60; echo never", reap: false);
        User.ReadUntil("ready");
        Terminal.Dispose();
        Assert.Equal(128 + 1, ProcessSpawner.WaitForExit(process));
    }

    [UnixFact]
    public void A_program_is_told_that_the_window_has_another_size()
    {
        StartShell("trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.05; done");
        User.ReadUntil("ready");
        Terminal.Resize(132, 50);
        User.ReadUntil("50 132\r\n");
    }

    [UnixFact]
    public void Stopped_output_waits_and_what_is_typed_meanwhile_is_kept()
    {
        StartShell("stty -echo; echo ready; while read line; do echo =$line=; done");
        User.ReadUntil("ready\r\n");
        User.Type("\u0013one\ntwo\n");
        Assert.False(User.HasOutputWithin(SomeMilliseconds));
        User.Type("\u0011");
        User.ReadUntil("=one=\r\n=two=\r\n");
    }

    [UnixFact]
    public void A_program_that_does_not_read_makes_nobody_wait_and_loses_nothing()
    {
        StartShell("stty raw -echo; echo ready; sleep 0.5; head -c 200000 | cksum");
        User.ReadUntil("ready");
        byte[] input = [.. Enumerable.Range(0, 200_000).Select(i => (byte)('a' + (i % 23)))];
        int taken = 0;
        int refusals = 0;
        for (int written; taken < input.Length; taken += written)
        {
            written = Terminal.Write(input.AsSpan(taken));
            Assert.True(written >= 0);
            refusals += written == 0 ? 1 : 0;
        }

        Assert.True(refusals > 0);
        User.ReadUntil(" 200000");
        Assert.Contains($"{PosixChecksum(input)} 200000", User.Output);
    }

    [UnixFact]
    public void Reading_and_writing_allocate_nothing()
    {
        StartShell("stty raw -echo; echo ready; exec cat");
        User.ReadUntil("ready");
        byte[] buffer = new byte[4096];
        Exchange(buffer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            Exchange(buffer);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Terminal.Dispose();
    }

    [UnixFact]
    public void Using_a_closed_terminal_is_its_end_and_no_failure()
    {
        Terminal.Dispose();
        Terminal.Dispose();
        Assert.Equal(-1, Terminal.Read(new byte[100]));
        Assert.Equal(-1, Terminal.Write("text"u8));
    }

    private void Exchange(byte[] buffer)
    {
        int missing = Terminal.Write("text"u8);
        while (missing > 0)
        {
            missing -= Terminal.Read(buffer);
        }
    }

    /// <summary>What POSIX <c>cksum</c> prints: CRC-32 with the polynomial 0x04C11DB7, of the data and its length.</summary>
    private static uint PosixChecksum(ReadOnlySpan<byte> data)
    {
        uint checksum = 0;
        foreach (byte value in data)
        {
            checksum = Add(checksum, value);
        }

        for (int length = data.Length; length > 0; length >>= 8)
        {
            checksum = Add(checksum, (byte)length);
        }

        return ~checksum;

        static uint Add(uint checksum, byte value)
        {
            checksum ^= (uint)value << 24;
            for (int bit = 0; bit < 8; bit++)
            {
                checksum = (checksum & 0x80000000) != 0 ? (checksum << 1) ^ 0x04C11DB7 : checksum << 1;
            }

            return checksum;
        }
    }

    private int StartShell(string command, bool reap = true)
    {
        int process = Terminal.Start(new SpawnRequest { Program = "sh", Arguments = ["sh", "-c", command] });
        if (reap)
        {
            // No zombie stays behind.
            _ = Task.Run(() => ProcessSpawner.WaitForExit(process));
        }

        return process;
    }
}
