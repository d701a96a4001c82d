using MoshPS.Cli;
using MoshPS.Cli.CommandLine;
using MoshPS.Cli.Commands;
using MoshPS.Cli.Commands.Server;

const string Help =
    """
    moshps: a mosh client and server. A terminal session over SSH and UDP that survives sleep, roaming and bad networks.

      moshps connect [user@]host [-- command...]   log in with ssh and start a session
      moshps connect --local [-- command...]       a session on this machine, without ssh
      moshps play FILE...                          play what 'connect --record' or asciinema has recorded
      moshps client IP PORT                        join a mosh-server that runs already
      moshps server new [-- command...]            be a mosh-server: started by ssh, joined by any mosh client
      moshps COMMAND --help                        more on a command
      moshps --version

    """;

StandardStreams.Secure();
UnexpectedError.Watch();
try
{
    if (Executable.CalledName() is { } name && Path.GetFileName(name.AsSpan()) is Executable.ServerName)
    {
        return ServerCommand.Run(name, args);
    }

    if (args is ["server", .. var rest])
    {
        return ServerCommand.Run("moshps server", rest);
    }

    return await RunAsync(args).ConfigureAwait(false);
}
catch (Exception e)
{
    return UnexpectedError.Report(e);
}

static async Task<int> RunAsync(string[] args)
{
    switch (args)
    {
        case ["connect", .. var rest]:
            ClientProcess.Protect();
            return await ConnectCommand.RunAsync(rest).ConfigureAwait(false);
        case ["play", .. var rest]:
            return await PlayCommand.RunAsync(rest).ConfigureAwait(false);
        case ["client", .. var rest]:
            ClientProcess.Protect();
            return await ClientCommand.RunAsync(rest).ConfigureAwait(false);
        case ["--help" or "-h" or "help", ..]:
            StandardStreams.Output.Write(Help);
            return ExitStatus.Success;
        case ["--version" or "-V", ..]:
            StandardStreams.Output.WriteLine(ProgramVersion.Notice);
            return ExitStatus.Success;
        case []:
            StandardStreams.Error.Write(Help);
            return ExitStatus.Usage;
        default:
            StandardStreams.Error.WriteLine($"moshps: There is no command '{PlainText.Of(args[0])}'.\n");
            StandardStreams.Error.Write(Help);
            return ExitStatus.Usage;
    }
}
