namespace MoshPS.Engine.Client.Consoles;

/// <summary>Opens the terminal that this process was started in.</summary>
public static class SystemConsole
{
    /// <summary>The console on standard input and output, for <see cref="MoshClient.AttachAsync"/>.</summary>
    /// <exception cref="IOException">Standard input or output is not a terminal.</exception>
    /// <exception cref="MoshSessionException"><c>UnknownTerminal</c>: the terminal's description cannot be found.</exception>
    public static IConsole Open() => throw new NotImplementedException();
}
