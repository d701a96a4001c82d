using System.Runtime.Versioning;
using System.Text;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Tests.Unix;

[UnsupportedOSPlatform("windows")]
public sealed class ProcessTitleTests
{
    [UnixFact(linuxOnly: true)]
    public void A_title_shows_in_place_of_the_command_line()
    {
        byte[] before = File.ReadAllBytes("/proc/self/cmdline");
        byte[] environment = File.ReadAllBytes("/proc/self/environ");
        try
        {
            Assert.True(ProcessTitle.TrySet("moshps: a title"));
            Assert.Equal("moshps: a title", SpawnedProgram.RunShell($"ps -o args= -p {Environment.ProcessId}").Output.TrimEnd());
            Assert.True(ProcessTitle.TrySet("short"));
            Assert.Equal("short", CommandLine());

            Assert.True(ProcessTitle.TrySet(new string('x', before.Length + 1000)));
            Assert.Equal(new string('x', before.Length - 1), CommandLine());
            Assert.Equal(environment, File.ReadAllBytes("/proc/self/environ"));

            // A character that has no room is left out as a whole.
            Assert.True(ProcessTitle.TrySet(new string('x', before.Length - 2) + "ä"));
            Assert.Equal(new string('x', before.Length - 2), CommandLine());
        }
        finally
        {
            Assert.True(ProcessTitle.TrySet(Encoding.UTF8.GetString(before)));
        }

        Assert.Equal(before, File.ReadAllBytes("/proc/self/cmdline"));
    }

    [UnixFact(linuxOnly: true)]
    public void A_name_set_by_any_thread_is_the_process_s()
    {
        string before = File.ReadAllText("/proc/self/comm").TrimEnd();
        Thread thread = new(() => Assert.True(ProcessTitle.TrySetName("moshps-with-a-long-name")));
        thread.Start();
        thread.Join();
        try
        {
            Assert.Equal("moshps-with-a-l\n", SpawnedProgram.RunShell($"ps -o comm= -p {Environment.ProcessId}").Output);
        }
        finally
        {
            Assert.True(ProcessTitle.TrySetName(before));
        }
    }

    private static string CommandLine() => File.ReadAllText("/proc/self/cmdline").TrimEnd('\0');
}
