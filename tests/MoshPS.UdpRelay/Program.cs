using System.Net.Sockets;
using MoshPS.UdpRelay;

if (args is ["--send", .. var command])
{
    return RelayProgram.Send(command);
}

try
{
    var arguments = RelayArguments.Parse(args);
    if (arguments.Help)
    {
        StandardStreams.Output.WriteLine(RelayArguments.Usage);
        return 0;
    }

    if (arguments.Detached)
    {
        FrontMode.LeaveSession();
    }

    return arguments.Front ? await FrontMode.RunAsync(arguments) : await RelayProgram.RunAsync(arguments);
}
catch (Exception exception) when (exception is FormatException or OverflowException or SocketException or ArgumentException)
{
    StandardStreams.Error.WriteLine($"moshps-udprelay: {exception.Message}");
    return 2;
}
