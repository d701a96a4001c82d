using System.Globalization;
using System.Net;
using MoshPS.Engine.Client;
using MoshPS.Engine.Crypto;

namespace MoshPS.Interop.Tests.ServerContract;

/// <summary>The shipped server, started by a shell that has made things hard for it first.</summary>
internal static class StartedServer
{
    /// <summary>
    /// Runs a script in which <c>"$@"</c> is the server with its arguments: a session on a loopback port whose shell has
    /// a known prompt.
    /// </summary>
    public static Task<ServerRun> RunAsync(string script, params string[] settings) => RunAsync(BuiltFiles.Executable, script, settings);

    /// <inheritdoc cref="RunAsync(string, string[])"/>
    /// <param name="program">The executable.</param>
    /// <param name="script">The script.</param>
    /// <param name="settings">Variables to set (<c>NAME=VALUE</c>) or to take away (<c>NAME</c>).</param>
    public static Task<ServerRun> RunAsync(string program, string script, string[] settings) => ServerRun.RunAsync(
        "/bin/sh",
        "moshps server",
        ["-c", script, "sh", program, "server", "new", "-i", "127.0.0.1", "-p", "0", "--", "env", "PS1=remote> ", "sh"],
        settings);

    /// <summary>
    /// Holds a run against the contract: either a session is announced, with status 0, and serves a client; or there is
    /// a message and status 1, no session, and none of the runtime's traces.
    /// </summary>
    /// <returns>Whether it was announced.</returns>
    public static async Task<bool> CheckAsync(ServerRun run)
    {
        Assert.DoesNotContain("Unhandled exception", run.Raw.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", run.Raw.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Raw.Error, StringComparison.Ordinal);
        if (run.Raw.ExitCode == 0)
        {
            Assert.Equal("MOSH CONNECT PORT KEY\n", run.Output);
            await UseAsync(run.Raw.Output);
            return true;
        }

        Assert.Equal((1, ""), (run.Raw.ExitCode, run.Raw.Output));
        Assert.True(run.Error.Split('\n').Length >= 3, $"Neither what failed nor what to do: '{run.Error}'");
        await AssertNoSessionAsync(run);
        return false;
    }

    /// <summary>Nothing is left running.</summary>
    public static async Task AssertNoSessionAsync(ServerRun run)
    {
        for (int i = 0; i < 200 && run.Processes.Count > 0; i++)
        {
            await Task.Delay(50);
        }

        Assert.Empty(run.Processes);
    }

    /// <summary>Joins a session, types into its shell, and ends it.</summary>
    private static async Task UseAsync(string connectLine)
    {
        string[] words = connectLine.TrimEnd('\n').Split(' ');
        Assert.True(SessionKey.TryParse(words[3], out SessionKey? key, out string? error), error);
        await using MoshClient client = MoshClient.Start(new MoshClientOptions
        {
            Server = new IPEndPoint(IPAddress.Loopback, int.Parse(words[2], CultureInfo.InvariantCulture)),
            Key = key,
        });
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        await client.WaitForConnectionAsync(limit.Token);
        CommandResult result = await CommandRunner.RunAsync(client, "echo $((6*7))", TimeSpan.FromSeconds(60), limit.Token);
        Assert.Equal("42", string.Join('\n', result.Output));
        Assert.True((await client.ShutdownAsync(limit.Token)).IsClean);
    }
}
