using MoshPS.Engine.Client;
using MoshPS.Engine.Prediction;

namespace MoshPS.Interop.Tests.Client;

/// <summary>A window that is dragged about, made as small as one cell, and said to have no size at all.</summary>
public sealed class ResizeStormTests
{
    private const int Resizes = 100;

    [RequiresTheory("mosh-server", "dash", "linux")]
    [InlineData(MoshServerProgram.Stock)]
    [InlineData(MoshServerProgram.MoshPS)]
    public async Task A_hundred_sizes_in_a_second_end_in_the_right_screen(MoshServerProgram program)
    {
        using MoshServer server = await MoshServer.StartAsync(new MoshServerSettings
        {
            Program = program,

            // A shell that leaves editing to the terminal: the line editor of bash loses its way in one column.
            Command = ["dash"],
            Environment = new Dictionary<string, string?> { ["PS1"] = LiveSession.Prompt + " " },
        });
        await using MoshClient client = MoshClient.Start(LiveSession.OptionsFor(server));
        using FakeConsole console = new();
        Task<AttachResult> attached = client.AttachAsync(
            console, new AttachOptions { Prediction = new PredictionOptions { Mode = PredictionMode.Experimental } });
        await console.WaitForTextAsync(LiveSession.Prompt);
        console.Type("i=0; while [ ! -e \"$HOME/stop\" ]; do printf '%d \\033[3%dmsome words 文字 e\\314\\201 that wrap\\033[m\\n' $((i += 1)) $((i % 8)); done &\r");
        await console.WaitForTextAsync("9 some words");

        Random random = new(1);
        for (int i = 0; i < Resizes; i++)
        {
            (int columns, int rows) = random.Next(5) switch
            {
                0 => (1, 1),
                1 => (0, 0),
                2 => (random.Next(1, 4), random.Next(1, 4)),
                _ => (random.Next(1, 200), random.Next(1, 70)),
            };
            console.Resize(columns, rows);
            console.Type("x\u007F文\u007F");
            await Task.Delay(10);
        }

        // Keys and sizes come by ways of their own: what is typed just after a change of size may overtake it.
        console.Resize(100, 30);
        await console.WaitForAsync(_ => (client.Columns, client.Rows) == (100, 30), "its last size");
        console.Type("\u0015touch \"$HOME/stop\"; wait; stty size; echo fin\\ ished\r");
        await console.WaitForTextAsync("fin ished\n");
        console.Type("clear; stty size; echo fin\\ ally\r");
        await console.WaitForAsync(shown => shown.Text.StartsWith("30 100\nfin ally\n", StringComparison.Ordinal), "the last command");
        await console.WaitForAsync(shown => shown.Text == client.GetScreen().GetText(), "the session's screen");
        Assert.False(attached.IsCompleted);
        console.Type("\u001Ed");
        Assert.Equal(AttachOutcome.Detached, (await attached.WaitAsync(LiveSession.Limit)).Outcome);
    }
}
