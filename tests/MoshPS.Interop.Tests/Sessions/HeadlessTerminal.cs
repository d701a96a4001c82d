using System.Text;
using MoshPS.Engine.Client;
using MoshPS.Engine.Ssh;
using MoshPS.Engine.Terminal;

namespace MoshPS.Interop.Tests.Sessions;

/// <summary>The engine's client without a console: the screen that scripts see.</summary>
internal sealed class HeadlessTerminal : ISessionTerminal
{
    private HeadlessTerminal(MoshClient client)
    {
        Client = client;
    }

    public string Name => "MoshClient";

    public MoshClient Client { get; }

    public static async Task<HeadlessTerminal> StartAsync(SshBootstrapResult server, int columns, int rows)
    {
        MoshClient client = MoshClient.Start(new MoshClientOptions
        {
            Server = server.Server,
            Key = server.Key,
            Columns = columns,
            Rows = rows,
            ConnectTimeout = SessionHost.BusyMachine,
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

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
