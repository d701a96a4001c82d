using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MoshPS.Engine.Pty;
using MoshPS.Engine.Tests.Unix;

namespace MoshPS.Engine.Tests.Pty;

[UnsupportedOSPlatform("windows")]
public sealed unsafe class LoginRecordTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string _directory = Directory.CreateTempSubdirectory("moshps-").FullName;

    private string Log => Path.Combine(_directory, "log");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [UtempterFact]
    public void An_entry_is_written_changed_and_removed_by_the_system_s_helper()
    {
        UseHelper("");
        using PseudoTerminal terminal = PseudoTerminal.Open(80, 24);
        LoginRecord record = new(terminal);
        Assert.True(record.IsAvailable);
        record.Set("mosh [4711]");
        WaitForLine("add mosh [4711]");
        record.Set("mosh [4711]");
        record.Set("192.0.2.7 via mosh [4711]");
        WaitForLine("add 192.0.2.7 via mosh [4711]");
        record.Remove();
        record.Set("too late");
        record.Remove();
        Assert.Equal(["add mosh [4711]", "add 192.0.2.7 via mosh [4711]", "del"], File.ReadAllLines(Log));
    }

    [UtempterFact]
    public void A_helper_that_hangs_holds_nobody_up_and_only_the_last_wish_counts()
    {
        string go = Path.Combine(_directory, "go");
        UseHelper($"while [ ! -e {go} ]; do sleep 0.05; done\n");
        using PseudoTerminal terminal = PseudoTerminal.Open(80, 24);
        LoginRecord record = new(terminal);
        record.Set("first");
        WaitForLine("add first");
        for (int i = 0; i < 1000; i++)
        {
            record.Set($"host {i}");
        }

        File.WriteAllText(go, "");
        WaitForLine("add host 999");
        record.Remove();
        Assert.Equal(["add first", "add host 999", "del"], File.ReadAllLines(Log));
    }

    [UnixFact]
    public void Without_an_entry_there_is_nothing_to_remove()
    {
        using PseudoTerminal terminal = PseudoTerminal.Open(80, 24);
        new LoginRecord(terminal).Remove();
        Assert.False(File.Exists(Log));
    }

    /// <summary>Puts a program of the test in the place of the library's own helper.</summary>
    private void UseHelper(string commands)
    {
        string helper = Path.Combine(_directory, "helper");
        File.WriteAllText(helper, $"#!/bin/sh\ntest -c /proc/self/fd/0 || exit 1\necho \"$@\" >> {Log}\n{commands}");
        File.SetUnixFileMode(helper, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        // The library keeps the pointer.
        nint library = NativeLibrary.Load("libutempter.so.0");
        ((delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "utempter_set_helper"))(Marshal.StringToCoTaskMemUTF8(helper));
    }

    private void WaitForLine(string line) =>
        Assert.True(
            SpinWait.SpinUntil(() => File.Exists(Log) && File.ReadAllLines(Log).Contains(line), Limit),
            $"'{line}' is missing.");

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class UtempterFactAttribute : FactAttribute
    {
        public UtempterFactAttribute()
        {
            if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libutempter.so.0", out _))
            {
                Skip = "Not run: this machine lacks libutempter.";
            }
        }
    }
}
