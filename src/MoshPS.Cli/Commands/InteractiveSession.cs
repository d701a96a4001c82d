using MoshPS.Engine.Client;
using MoshPS.Engine.Client.Consoles;

namespace MoshPS.Cli.Commands;

/// <summary>A session on the terminal that the program was started in, from the first frame to the last message.</summary>
internal static class InteractiveSession
{
    // For the last acknowledgements to reach the server; it would end without them too, only later.
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs the session to its end and says how it ended (spec 3 §3.5).</summary>
    /// <param name="console">The terminal.</param>
    /// <param name="options">Where to connect; the size is the terminal's. The key is disposed of once the session has started.</param>
    /// <param name="attachOptions">How to join the two.</param>
    /// <param name="recording">What records the session; null for nothing.</param>
    /// <returns>The exit status.</returns>
    public static async Task<int> RunAsync(IConsole console, MoshClientOptions options, AttachOptions attachOptions, Recording? recording = null)
    {
        ConsoleSize size = console.GetSize();
        if (size is { Columns: > 0, Rows: > 0 })
        {
            options = options with
            {
                Columns = Math.Min(size.Columns, MoshClientOptions.LargestDimension),
                Rows = Math.Min(size.Rows, MoshClientOptions.LargestDimension),
            };
        }

        MoshClient client = ClientProcess.Start(options);
        MoshClientEnd end;
        try
        {
            if (recording is not null)
            {
                await recording.StartAsync(client).ConfigureAwait(false);
            }

            AttachResult result = await client.AttachAsync(console, attachOptions).ConfigureAwait(false);
            end = result.End ?? await client.ShutdownAsync().ConfigureAwait(false);
        }
        finally
        {
            console.Dispose();
        }

        Report(end, options);
        await StandardStreams.Output.WriteLineAsync("[mosh is exiting.]").ConfigureAwait(false);
        Task farewell = client.DisposeAsync().AsTask();
        await Task.WhenAny(farewell, Task.Delay(FarewellPatience)).ConfigureAwait(false);
        int status = end.WasConnected && end.IsClean ? ExitStatus.Success : ExitStatus.Failure;
        return recording is null ? status : await recording.FinishAsync(status).ConfigureAwait(false);
    }

    /// <summary>Says on standard error what went wrong, if anything.</summary>
    public static void Report(MoshClientEnd end, MoshClientOptions options)
    {
        if (end.Reason == MoshClientEndReason.Failed)
        {
            StandardStreams.Error.WriteLine($"\n{end.Error!.Message}\n{end.Error.RecommendedAction}");
        }
        else if (!end.WasConnected)
        {
            StandardStreams.Error.WriteLine(
                $"""

                mosh did not make a successful connection to {options.Server}.
                Please verify that UDP port {options.Server.Port} is not firewalled and can reach the server.

                (By default, mosh uses a UDP port between 60000 and 61000. The -p option
                selects a specific UDP port number.)
                """);
        }
        else if (!end.IsClean)
        {
            StandardStreams.Error.WriteLine(
                """


                mosh did not shut down cleanly. Please note that the
                mosh-server process may still be running on the server.
                """);
        }
    }
}
