using System.Diagnostics.CodeAnalysis;
using MoshPS.Engine;
using MoshPS.Engine.Ssh;

namespace MoshPS.Interop.Tests.Sessions;

/// <summary>The host that the tests of a collection log in to: one real sshd, whose sessions start stock mosh-servers.</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit ends a fixture by IAsyncLifetime, whose DisposeAsync is another one.")]
public sealed class SessionHost : IAsyncLifetime
{
    /// <summary>Enough for a login while everything else is tested too.</summary>
    internal static readonly TimeSpan BusyMachine = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();
    private readonly Lazy<Task<SshServer>> _server = new(() => SshServer.StartAsync(new SshServerSettings
    {
        Environment = new Dictionary<string, string> { ["LANG"] = "C.UTF-8", ["TZ"] = "UTC" },
    }));

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Writes a file for the session's program and returns its full path.</summary>
    public string WriteFile(string name, string text) => _directory.Write(name, text);

    /// <summary>A new directory for one session's own files.</summary>
    public string CreateDirectory() => Directory.CreateDirectory(_directory[Guid.NewGuid().ToString("N")[..8]]).FullName;

    /// <summary>Logs in and starts a mosh-server with this command; it waits a minute for its client.</summary>
    internal async Task<SshBootstrapResult> StartServerAsync(IReadOnlyList<string> command)
    {
        SshServer server = await _server.Value;
        try
        {
            return await SshBootstrap.RunAsync(server.BootstrapOptions() with { Command = command, Timeout = BusyMachine }, CancellationToken.None);
        }
        catch (MoshBootstrapException e)
        {
            throw new InvalidOperationException($"{e.Message}\nsshd says:\n{server.Log}", e);
        }
    }

    public async Task DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }

        _directory.Dispose();
    }
}

/// <summary>Tests of sessions run one after the other: each of them keeps several programs busy.</summary>
[CollectionDefinition(Name)]
public sealed class SharedSessionHost : ICollectionFixture<SessionHost>
{
    public const string Name = "Sessions";
}
