using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MoshPS.Engine.Client;
using MoshPS.Interop.Tests.Client;
using MoshPS.UdpRelay;

namespace MoshPS.Interop.Tests.ServerLife;

/// <summary>
/// One server, stock's or ours, with a program in it, and the engine's client, which reaches it through a relay. The
/// same is expected of both servers wherever stock's behaviour is the measure.
/// </summary>
internal sealed class ServedSession : IAsyncDisposable
{
    /// <summary>Far beyond what anything here takes, on a busy machine too.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private ServedSession(MoshServer server, UdpRelay.UdpRelay relay, MoshClient client)
    {
        Server = server;
        Relay = relay;
        Client = client;
    }

    public MoshServer Server { get; }

    public UdpRelay.UdpRelay Relay { get; }

    public MoshClient Client { get; }

    /// <summary>Whether the server's process lives, whatever has become of the program.</summary>
    public bool IsServerAlive => ProcessFiles.IsAlive(Server.ProcessId);

    /// <summary>Starts a shell script in a session and waits until its screen shows a word.</summary>
    public static Task<ServedSession> StartAsync(MoshServerProgram program, string script, string shows, params (string Name, string Value)[] environment) =>
        StartAsync(
            new MoshServerSettings
            {
                Program = program,
                Command = ["sh", "-c", script],
                Environment = environment.ToDictionary(variable => variable.Name, variable => (string?)variable.Value),
            },
            shows);

    /// <summary>Starts a session and waits until its screen shows a word.</summary>
    public static async Task<ServedSession> StartAsync(MoshServerSettings settings, string shows)
    {
        MoshServer server = await MoshServer.StartAsync(settings);
        UdpRelay.UdpRelay relay = UdpRelay.UdpRelay.Start(server.Address);
        ServedSession session = new(server, relay, MoshClient.Start(LiveSession.OptionsFor(server) with { Server = relay.Listening }));
        try
        {
            await session.WaitForAsync(shows);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public void Type(string text) => Client.Send(Encoding.UTF8.GetBytes(text));

    /// <summary>Types something now and then, for the server to learn how slow the network has become.</summary>
    public async Task TypeSlowlyAsync()
    {
        for (int i = 0; i < 12; i++)
        {
            Type("s");
            await Task.Delay(250);
        }

        await WaitForAsync("s{12}");
    }

    /// <summary>Waits until the screen's text matches.</summary>
    public async Task WaitForAsync(string pattern)
    {
        using CancellationTokenSource limit = new(Limit);
        try
        {
            await Client.WaitForPatternAsync(new Regex(pattern, RegexOptions.Multiline), limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The screen never showed /{pattern}/:\n{Client.GetScreen().GetText()}");
        }
    }

    /// <summary>Sends a signal to the server's process, and to nothing that runs in its session.</summary>
    public Task SignalServerAsync(string signal) => SignalAsync(signal, Server.ProcessId);

    /// <summary>Sends a signal to a process.</summary>
    public static async Task SignalAsync(string signal, int process) =>
        (await ProgramRun.RunAsync("kill", $"-{signal}", process.ToString(CultureInfo.InvariantCulture))).EnsureSuccess();

    /// <summary>Waits for the client's end, which the server has brought about and both know of.</summary>
    public async Task ExpectRemoteEndAsync()
    {
        MoshClientEnd end = await Client.Completion.WaitAsync(Limit);
        Assert.Equal((MoshClientEndReason.RemoteExit, true), (end.Reason, end.IsClean));
    }

    /// <summary>Waits until the server's process has gone, whatever it leaves running.</summary>
    public Task ExpectServerGoneAsync() => ProcessFiles.WaitUntilGoneAsync(Server.ProcessId, Limit);

    /// <summary>Waits until the server's process and all that ran in the session have gone.</summary>
    public async Task ExpectAllGoneAsync() =>
        Assert.True(await Server.WaitForEndAsync(Limit), "The server, or something that ran in its session, is still there.");

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Relay.DisposeAsync();
        Server.Dispose();
    }
}
