using System.Diagnostics;
using System.Globalization;
using System.Text;
using MoshPS.Engine.Client;
using MoshPS.Engine.Terminal;
using MoshPS.Interop.Tests.Client;
using MoshPS.Interop.Tests.Sessions;

namespace MoshPS.Interop.Tests.BadNetworks;

/// <summary>
/// A session through a relay, whose program writes down every byte that reaches it, and sends it back. Whatever the
/// network does, in the end the record must be what was typed, and the screen what that looks like.
/// </summary>
internal sealed class TypingSession : IAsyncDisposable
{
    /// <summary>Far beyond what any of the recoveries takes, on a busy machine too.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory;
    private readonly StringBuilder _typed = new();
    private int _words;

    private TypingSession(TemporaryDirectory directory, MoshServer server, UdpRelay.UdpRelay relay, MoshClient client)
    {
        _directory = directory;
        Server = server;
        Relay = relay;
        Client = client;
    }

    public MoshServer Server { get; }

    public UdpRelay.UdpRelay Relay { get; }

    public MoshClient Client { get; }

    /// <summary>Time between two keys.</summary>
    public TimeSpan KeyPause { get; set; } = TimeSpan.FromMilliseconds(20);

    private string RecordPath => _directory["record"];

    /// <summary>Starts the session over a link that is still perfect, and waits until the program listens.</summary>
    /// <param name="program">Whose server it is.</param>
    public static Task<TypingSession> StartAsync(MoshServerProgram program = MoshServerProgram.Stock) =>
        StartAsync(new MoshServerSettings { Program = program });

    /// <summary>Starts the session over a link that is still perfect, and waits until the program listens.</summary>
    /// <param name="settings">The server's, but for the command, which is the recording program.</param>
    public static async Task<TypingSession> StartAsync(MoshServerSettings settings)
    {
        TemporaryDirectory directory = new();
        MoshServer server = await MoshServer.StartAsync(settings with
        {
            Command = ["sh", "-c", $"stty raw -echo; printf ready; exec tee {directory["record"]}"],
        });
        UdpRelay.UdpRelay relay = UdpRelay.UdpRelay.Start(server.Address);
        TypingSession session = new(directory, server, relay, MoshClient.Start(LiveSession.OptionsFor(server) with { Server = relay.Listening }));
        try
        {
            await session.Client.WaitForPatternAsync(new("ready")).WaitAsync(Limit);
            session.Send("\e[H\e[2J");
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Types numbered words, key by key, as fast as people who are in a hurry.</summary>
    public async Task TypeWordsAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _words++;
            string end = _words % 9 == 0 ? "\r\n" : " ";
            foreach (char key in string.Create(CultureInfo.InvariantCulture, $"word{_words}{end}"))
            {
                Send(key.ToString());
                await Task.Delay(KeyPause);
            }
        }
    }

    /// <summary>Types words for as long as something else takes, at least one.</summary>
    public async Task TypeWhileAsync(Task other)
    {
        do
        {
            await TypeWordsAsync(1);
        }
        while (!other.IsCompleted);
        await other;
    }

    /// <summary>Types one word and measures how long it takes until the screen shows it, in milliseconds.</summary>
    public async Task<double> MeasureEchoAsync()
    {
        _words++;
        string word = string.Create(CultureInfo.InvariantCulture, $"word{_words}");
        long start = Stopwatch.GetTimestamp();
        Send(word + (_words % 9 == 0 ? "\r\n" : " "));
        await Client.WaitForPatternAsync(new(word + "(?![0-9])")).WaitAsync(Limit);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Waits for a state of the session.</summary>
    public async Task WaitForStateAsync(MoshClientState state) =>
        Assert.Equal(state, await Client.WaitForStateAsync(state).WaitAsync(Limit));

    /// <summary>
    /// Waits until all that was typed has arrived and come back, and checks that nothing was lost, doubled or
    /// reordered on the way.
    /// </summary>
    public async Task CheckAllArrivedAsync()
    {
        string typed = _typed.ToString();
        Emulator expected = new(Client.Columns, Client.Rows);
        expected.Write(Encoding.UTF8.GetBytes(typed));
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            string record = await ReadRecordAsync();
            int right = record.AsSpan().CommonPrefixLength(typed);
            if (right < record.Length)
            {
                Assert.Fail($"Relay seed {Relay.Seed}: after {right} bytes '{Around(typed, right)}' was typed, and '{Around(record, right)}' arrived.");
            }

            string? difference = record.Length == typed.Length ? ScreenComparison.Describe(expected.Screen, Client.GetScreen()) : "input is missing";
            if (difference is null)
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(start) > Limit)
            {
                Assert.Fail($"{record.Length} of {typed.Length} bytes arrived. Relay seed {Relay.Seed}. {Client.GetStatistics()}\n{difference}");
            }

            await Task.Delay(50);
        }
    }

    /// <summary>Sends a signal to the server's process, and to nothing that runs in its session.</summary>
    public async Task SignalServerAsync(string signal) =>
        (await ProgramRun.RunAsync("kill", $"-{signal}", $"{Server.ProcessId}")).EnsureSuccess();

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Relay.DisposeAsync();
        Server.Dispose();
        _directory.Dispose();
    }

    private static string Around(string text, int position) =>
        text[Math.Max(0, position - 10)..Math.Min(text.Length, position + 20)];

    private void Send(string text)
    {
        _typed.Append(text);
        Client.Send(Encoding.UTF8.GetBytes(text));
    }

    private async Task<string> ReadRecordAsync() => File.Exists(RecordPath) ? await File.ReadAllTextAsync(RecordPath) : "";
}
