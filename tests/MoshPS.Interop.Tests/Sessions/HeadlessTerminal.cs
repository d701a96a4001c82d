using System.Net;
using System.Text;
using MoshPS.Engine.Client;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Terminal;

namespace MoshPS.Interop.Tests.Sessions;

/// <summary>The engine's client without a console: the screen that scripts see.</summary>
internal sealed class HeadlessTerminal : ISessionTerminal
{
    private HeadlessTerminal(MoshClient client)
    {
        Client = client;
    }

    public MoshClient Client { get; }

    public static async Task<HeadlessTerminal> StartAsync(IPEndPoint server, string key, int columns, int rows)
    {
        Assert.True(SessionKey.TryParse(key, out SessionKey? parsed, out string? error), error);
        MoshClient client = MoshClient.Start(new MoshClientOptions
        {
            Server = server,
            Key = parsed,
            Columns = columns,
            Rows = rows,
            ConnectTimeout = SideBySide.Limit,
        });
        try
        {
            await client.WaitForConnectionAsync();
            return new HeadlessTerminal(client);
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    public Task SendAsync(string input)
    {
        Client.Send(Encoding.UTF8.GetBytes(input));
        return Task.CompletedTask;
    }

    public Task PasteAsync(string text) =>
        SendAsync(Client.GetScreen().IsBracketedPasteOn ? $"\e[200~{text}\e[201~" : text);

    public Task ResizeAsync(int columns, int rows)
    {
        Client.Resize(columns, rows);
        return Task.CompletedTask;
    }

    public Task<Screen> GetScreenAsync() => Task.FromResult(Client.GetScreen());

    public Task QuitAsync() => Client.ShutdownAsync();

    public async Task<string?> WaitForEndAsync(TimeSpan limit)
    {
        MoshClientEnd end = await Client.Completion.WaitAsync(limit);
        return end.IsClean ? null : end.ToString();
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
