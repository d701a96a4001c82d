using System.Net;
using System.Security.Cryptography;
using System.Text;
using MoshPS.Engine.Client;
using MoshPS.Interop.Tests.ServerLife;

namespace MoshPS.Interop.Tests.Server;

/// <summary>Much output, much input, and programs that do not read theirs: our server with real programs.</summary>
public sealed class FlowTests
{
    private const string Interruptible = "trap 'echo; echo stopped; read line; exit' INT; echo ready; read line; ";

    [RequiresTheory("bash", "linux")]
    [InlineData("yes")]
    [InlineData("yes \"$(seq -s, 1 200)\"")]
    [InlineData("while :; do /bin/echo $((i++)); done")]
    [InlineData("cat /dev/zero | tr '\\0' x")]
    public async Task An_interrupt_ends_a_flood_of_output(string flood)
    {
        await using ServedSession session = await StartAsync(Interruptible + flood, "ready");
        session.Type("\r");
        await Task.Delay(1_000);
        session.Type("\u0003");
        await session.WaitForAsync("^stopped$");

        // Of some hundred megabytes the client was sent what a person can see.
        Assert.InRange(session.Client.GetStatistics().BytesReceived, 1, 2_000_000);
    }

    [RequiresFact("bash", "linux")]
    public async Task A_large_file_ends_in_its_last_lines()
    {
        await using ServedSession session = await StartAsync(
            "echo ready; read line; seq 1 4000000; printf '\\033[31mthe end\\033[m\\n'; read line", "ready");
        session.Type("\r");
        await session.WaitForAsync("^3999999\n4000000\nthe end$");
    }

    [RequiresFact("bash", "linux")]
    public async Task A_paste_of_a_megabyte_reaches_the_program_whole_and_in_order()
    {
        StringBuilder text = new();
        for (int i = 0; text.Length < 1_000_000; i++)
        {
            text.Append(null, $"{i * 7919 % 100_003} is line {i}\r");
        }

        using TemporaryDirectory directory = new();
        string file = directory["paste"];
        await using ServedSession session = await StartAsync(
            $"stty -echo; echo ready; head -c {text.Length} >{file}; echo done; read line", "ready");
        session.Client.Send(Encoding.ASCII.GetBytes(text.ToString()));
        await session.WaitForAsync("^done$");
        byte[] expected = SHA256.HashData(Encoding.ASCII.GetBytes(text.ToString().Replace('\r', '\n')));
        Assert.Equal(expected, SHA256.HashData(await File.ReadAllBytesAsync(file)));
    }

    /// <summary>The terminal takes some kilobytes, the server's queue 64; the rest waits, and output goes on.</summary>
    [RequiresFact("bash", "linux")]
    public async Task A_program_that_does_not_read_for_a_while_loses_nothing_and_holds_up_nothing()
    {
        using TemporaryDirectory directory = new();
        await using ServedSession session = await StartAsync(
            $"stty raw -echo; printf ready; until [ -e {directory["go"]} ]; do sleep 0.1; echo -n .; done; head -c 500001 | sha256sum; sleep 100", "ready");
        byte[] input = new byte[500_001];
        new Random(5).NextBytes(input);

        // Printable, and nothing that starts an escape sequence.
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = (byte)('0' + (input[i] % 64));
        }

        session.Client.Send(input);
        int dots = session.Client.GetScreen().GetText().Count(c => c == '.');
        await session.WaitForAsync($"\\.{{{dots + 15}}}");
        session.Client.Resize(100, 30);
        using CancellationTokenSource limit = new(ServedSession.Limit);
        while (session.Client.GetScreen().Rows != 30)
        {
            await Task.Delay(50, limit.Token);
        }

        directory.Write("go", "");
        await session.WaitForAsync(Convert.ToHexStringLower(SHA256.HashData(input)));
    }

    [RequiresFact("bash", "linux")]
    public async Task Stopped_output_goes_on_where_it_was_stopped()
    {
        await using ServedSession session = await StartAsync("echo ready; read line; i=0; while :; do echo $((i++)); sleep 0.01; done", "ready");
        session.Type("\r");
        await session.WaitForAsync("^20$");
        session.Type("\u0013");
        await Task.Delay(500);
        string stopped = session.Client.GetScreen().GetText();
        await Task.Delay(500);
        Assert.Equal(stopped, session.Client.GetScreen().GetText());
        session.Type("\u0011");
        int last = int.Parse(stopped.TrimEnd().Split('\n')[^1], null);
        await session.WaitForAsync($"^{last}\n{last + 1}\n");
    }

    [RequiresFact("bash", "linux")]
    public async Task The_program_finds_the_clients_window_from_its_first_moment()
    {
        await using ServedSession session = await StartAsync("stty size; echo ready; read line", "ready");
        Assert.StartsWith("24 80\nready", session.Client.GetScreen().GetText(), StringComparison.Ordinal);
    }

    [RequiresFact("linux")]
    public async Task A_program_that_cannot_be_started_is_told_of_on_the_screen()
    {
        await using ServedSession session = await ServedSession.StartAsync(
            new MoshServerSettings { Program = MoshServerProgram.MoshPS, Command = ["/nonexistent/program"] },
            "mosh-server: execvp: /nonexistent/program: No such file or directory");
        await session.ExpectRemoteEndAsync();
        await session.ExpectServerGoneAsync();
    }

    [RequiresTheory("linux")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task A_server_at_any_address_is_reached_by_both_families(string address)
    {
        using MoshServer server = await MoshServer.StartAsync(new MoshServerSettings
        {
            Program = MoshServerProgram.MoshPS,
            Address = IPAddress.IPv6Any,
            Command = ["sh", "-c", "echo ready; read line"],
        });
        await using MoshClient client = MoshClient.Start(Client.LiveSession.OptionsFor(server) with
        {
            Server = new IPEndPoint(IPAddress.Parse(address), server.Address.Port),
        });
        using CancellationTokenSource limit = new(ServedSession.Limit);
        await client.WaitForPatternAsync(new System.Text.RegularExpressions.Regex("ready"), limit.Token);
    }

    private static Task<ServedSession> StartAsync(string script, string shows) => ServedSession.StartAsync(
        new MoshServerSettings { Program = MoshServerProgram.MoshPS, Command = ["bash", "--norc", "-c", script] }, shows);
}
