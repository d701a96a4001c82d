using MoshPS.Engine.Client;

namespace MoshPS.Interop.Tests.ServerLife;

/// <summary>
/// The time of day is set while a session runs, by libfaketime, which leaves the machine's clock alone. Only the time
/// of day: the monotonic clock goes on.
/// </summary>
public sealed class ClockTests
{
    [RequiresTheory("mosh-server", "linux", "faketime")]
    [InlineData(MoshServerProgram.MoshPS)]
    public async Task Setting_the_time_of_day_ends_no_session_and_delays_nothing(MoshServerProgram program)
    {
        using TemporaryDirectory directory = new();
        string time = directory.Write("time", "+0\n");
        await using ServedSession session = await ServedSession.StartAsync(
            program,
            "stty -echo; echo ready; while read line; do echo \"$line: $(date +%Y)\"; done",
            "ready",
            ("LD_PRELOAD", FindLibrary()),
            ("FAKETIME_TIMESTAMP_FILE", time),
            ("FAKETIME_NO_CACHE", "1"),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
            ("DONT_FAKE_MONOTONIC", "1"),
            ("MOSH_SERVER_NETWORK_TMOUT", "60"),
            ("MOSH_SERVER_SIGNAL_TMOUT", "60"));
        await StepAsync("ahead", 1000);
        await StepAsync("back", -1000);
        await session.SignalServerAsync("USR1");
        await StepAsync("ahead again", 1000);
        Assert.Equal(MoshClientState.Connected, session.Client.State);

        async Task StepAsync(string name, int days)
        {
            await File.WriteAllTextAsync(time, $"{days:+0;-0;+0}d\n");
            int year = DateTime.UtcNow.AddDays(days).Year;
            session.Type($"{name}\r");
            await session.WaitForAsync($"^{name}: {year}$");

            // Longer than a heartbeat takes.
            await Task.Delay(TimeSpan.FromSeconds(3.5));
        }
    }

    private static string FindLibrary() =>
        Directory.EnumerateDirectories("/usr/lib").Prepend("/usr/lib").Prepend("/usr/local/lib")
            .Select(directory => Path.Combine(directory, "faketime", "libfaketimeMT.so.1"))
            .First(File.Exists);
}
