using System.Globalization;
using System.IO.Pipes;
using MoshPS.Engine.Unix;

namespace MoshPS.Cli.Commands.Server;

/// <summary>
/// <c>moshps server</c>: the contract of stock <c>mosh-server</c> (spec 3 §2). This process is only the starter: it
/// starts the session's process, passes its connect line on, and leaves, so that ssh returns at once.
/// </summary>
internal static class ServerCommand
{
    /// <summary>The first argument of a session's process; not for people.</summary>
    public const string SessionArgument = "--session";

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">What follows <c>server</c>.</param>
    public static int Run(string[] arguments)
    {
        if (OperatingSystem.IsWindows())
        {
            StandardStreams.Error.WriteLine("moshps server: A mosh server needs Linux or macOS; on Windows there are 'moshps connect' and 'moshps client'.");
            return ExitStatus.Failure;
        }

        if (arguments is [SessionArgument, .. var rest])
        {
            return SessionProcess.Run(rest);
        }

        using AnonymousPipeServerStream pipe = new(PipeDirection.In, HandleInheritability.None);
        int process = ProcessSpawner.Start(new SpawnRequest
        {
            Program = Environment.ProcessPath!,
            Arguments = ["mosh-server", "server", SessionArgument, .. arguments],
            // Nothing of ssh may stay open in the session: ssh would wait for it.
            StandardInput = SpawnRequest.NullDevice,
            StandardOutput = SpawnRequest.NullDevice,
            StandardError = SpawnRequest.NullDevice,
            ExtraDescriptor = (int)pipe.ClientSafePipeHandle.DangerousGetHandle(),
        });
        pipe.DisposeLocalCopyOfClientHandle();
        using StreamReader reader = new(pipe);
        string? connectLine = reader.ReadLine();
        if (connectLine is null)
        {
            return ProcessSpawner.WaitForExit(process);
        }

        StandardStreams.Output.WriteLine(connectLine);
        StandardStreams.Error.Write($"\n[mosh-server detached, pid = {process.ToString(CultureInfo.InvariantCulture)}]\n");
        return ExitStatus.Success;
    }
}
