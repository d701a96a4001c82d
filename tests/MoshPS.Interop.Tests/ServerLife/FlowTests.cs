using MoshPS.Engine.Client;

namespace MoshPS.Interop.Tests.ServerLife;

/// <summary>Programs that print for ever, hardly anything, or a lot of which little can be seen.</summary>
public sealed class FlowTests
{
    [RequiresTheory("mosh-server", "linux", "stty")]
    [InlineData(MoshServerProgram.MoshPS)]
    public async Task Endless_output_stops_at_ctrl_S_and_goes_on_at_ctrl_Q(MoshServerProgram program)
    {
        await using ServedSession session = await ServedSession.StartAsync(
            program, "i=0; while :; do i=$((i+1)); echo line $i; done", "line");
        for (int i = 0; i < 2; i++)
        {
            session.Type("\x13");
            await session.Client.WaitForQuietAsync(TimeSpan.FromSeconds(1.5)).WaitAsync(ServedSession.Limit);
            int last = LastNumber(session.Client.GetScreen().GetText());

            // More than the terminal takes of a program that does not read.
            session.Type(new string('x', 5000));
            await Task.Delay(TimeSpan.FromSeconds(1));
            Assert.Equal(MoshClientState.Connected, session.Client.State);
            session.Type("\x11");
            using CancellationTokenSource limit = new(ServedSession.Limit);
            while (LastNumber(session.Client.GetScreen().GetText()) < last + 100)
            {
                await Task.Delay(20, limit.Token);
            }
        }

        session.Type("\x03");
        await session.ExpectRemoteEndAsync();
        await session.ExpectAllGoneAsync();
    }

    /// <summary>Nothing differs in what is printed, and hardly anything is to be done about it (spec 3 §8).</summary>
    [RequiresFact("linux")]
    public async Task Printing_the_same_over_and_over_takes_hardly_any_time()
    {
        await using ServedSession session = await ServedSession.StartAsync(
            MoshServerProgram.MoshPS, "printf ready; while :; do printf '\\rready'; sleep 1; done", "ready");
        await Task.Delay(TimeSpan.FromSeconds(2));
        TimeSpan before = ProcessFiles.CpuTime(session.Server.ProcessId);
        await Task.Delay(TimeSpan.FromSeconds(6));
        Assert.InRange((ProcessFiles.CpuTime(session.Server.ProcessId) - before).TotalSeconds, 0, 0.6);
    }

    [RequiresFact("linux", "less", "seq")]
    public async Task A_pager_bears_many_changes_of_size()
    {
        await using ServedSession session = await ServedSession.StartAsync(MoshServerProgram.MoshPS, "seq 100000 | less", "^23\n:");
        for (int i = 0; i < 60; i++)
        {
            session.Client.Resize(20 + (i * 37 % 120), 2 + (i * 17 % 50));
            session.Type(i % 2 == 0 ? " " : "b");
            await Task.Delay(20);
        }

        session.Client.Resize(60, 12);

        // A change of size makes less forget the first digits of a command.
        await session.WaitForAsync("^\\d+\n(\\d+\n){10}:");
        await session.Client.WaitForQuietAsync(TimeSpan.FromSeconds(1));
        session.Type("500g");
        await session.WaitForAsync("^500\n(\\d+\n){10}:");
        Assert.Equal((60, 12), (session.Client.GetScreen().Columns, session.Client.GetScreen().Rows));
        session.Type("q");
        await session.ExpectRemoteEndAsync();
        await session.ExpectAllGoneAsync();
    }

    /// <summary>The number in the last line that is whole; 0 where what was typed has filled the screen.</summary>
    private static int LastNumber(string screen) =>
        screen.Split('\n').SkipLast(2).Where(line => line.StartsWith("line ", StringComparison.Ordinal))
            .Select(line => int.Parse(line.Split(' ', 'x')[1], null)).DefaultIfEmpty().Max();
}
