using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using MoshPS.Engine.Client;
using MoshPS.Engine.Crypto;

namespace MoshPS.Interop.Tests.Client;

/// <summary>A stock mosh-server with a plain shell, and our client connected to it.</summary>
internal sealed class LiveSession : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>A prompt that no output is mistaken for.</summary>
    public const string Prompt = "ready>";

    private LiveSession(MoshServer server, MoshClient client)
    {
        Server = server;
        Client = client;
    }

    public MoshServer Server { get; }

    public MoshClient Client { get; }

    /// <summary>Starts a shell and waits for its prompt.</summary>
    /// <param name="shell">The shell's command line; bash without its files unless given.</param>
    /// <param name="adjust">Changes the client's options, for instance to go through a relay.</param>
    public static async Task<LiveSession> StartAsync(
        string[]? shell = null, Func<MoshClientOptions, MoshClientOptions>? adjust = null)
    {
        MoshServer server = await MoshServer.StartAsync(new MoshServerSettings
        {
            Command = shell ?? ["bash", "--norc", "--noprofile"],
            Environment = new Dictionary<string, string?> { ["PS1"] = Prompt + " ", ["HISTFILE"] = "/dev/null" },
        });
        MoshClientOptions options = OptionsFor(server);
        LiveSession session = new(server, MoshClient.Start(adjust is null ? options : adjust(options)));
        try
        {
            await session.WaitForAsync($"^{Prompt}");
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public static MoshClientOptions OptionsFor(MoshServer server) => new()
    {
        Server = server.Address,
        Key = KeyOf(server),
    };

    public static SessionKey KeyOf(MoshServer server)
    {
        Assert.True(SessionKey.TryParse(server.Key, out SessionKey? key, out string? error), error);
        return key;
    }

    /// <summary>Where the server is, seen through a relay.</summary>
    public static Func<MoshClientOptions, MoshClientOptions> Through(IPEndPoint relay) => options => options with { Server = relay };

    public void Type(string text) => Client.Send(Encoding.UTF8.GetBytes(text));

    /// <summary>Waits until the screen's text matches.</summary>
    public async Task<ScreenMatch> WaitForAsync(string pattern, TimeSpan? limit = null)
    {
        using CancellationTokenSource time = new(limit ?? Limit);
        try
        {
            return await Client.WaitForPatternAsync(new Regex(pattern, RegexOptions.Multiline), time.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The screen never showed /{pattern}/:\n{Client.GetScreen().GetText()}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        Server.Dispose();
    }
}
