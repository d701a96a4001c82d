namespace MoshPS.Engine.Client.Consoles;

/// <summary>Opens the terminal that this process was started in.</summary>
public static class SystemConsole
{
    /// <summary>The console on standard input and output, for <see cref="MoshClient.AttachAsync"/>.</summary>
    /// <exception cref="MoshSessionException">The terminal is not usable; see <see cref="TerminalDescription.FromEnvironment"/>.</exception>
    public static IConsole Open()
    {
        if (OperatingSystem.IsWindows())
        {
            return new WindowsConsole();
        }

        TerminalDescription terminal = TerminalDescription.FromEnvironment();
        return new UnixConsole(terminal);
    }
}
