namespace MoshPS.Engine.Pty;

/// <summary>The program of a session could not be started: the message is the system's reason, without more.</summary>
internal sealed class HostProgramException : IOException
{
    public HostProgramException(string program, byte[] greeting, IOException reason)
        : base(reason.Message, reason)
    {
        Program = program;
        Greeting = greeting;
        HResult = reason.HResult;
    }

    /// <summary>The program, as it was asked for.</summary>
    public string Program { get; }

    /// <summary>What was to be shown before the program's output.</summary>
    public byte[] Greeting { get; }
}
