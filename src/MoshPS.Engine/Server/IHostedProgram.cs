namespace MoshPS.Engine.Server;

/// <summary>A program on a terminal, as a session sees it. Reading and writing do not wait.</summary>
internal interface IHostedProgram : IDisposable
{
    /// <summary>The terminal's descriptor, for <c>poll</c>.</summary>
    int Descriptor { get; }

    /// <summary>Starts the program.</summary>
    ProgramStart Start();

    /// <summary>Reads what was written to the terminal.</summary>
    /// <returns>How many bytes; 0 if there are none now; −1 when all programs have left the terminal.</returns>
    int Read(Span<byte> buffer);

    /// <summary>Writes what the user has typed.</summary>
    /// <returns>How many bytes the terminal took, which may be none; −1 when it is gone.</returns>
    int Write(ReadOnlySpan<byte> bytes);

    /// <summary>Changes the window's size.</summary>
    void Resize(int columns, int rows);

    /// <summary>Removes the program from the system's table if it has ended.</summary>
    /// <returns>Whether it has.</returns>
    bool TryReap();
}

/// <summary>What came of the start of a program.</summary>
/// <param name="Greeting">Output of a terminal to be shown before the program's.</param>
/// <param name="Error">The program's name and the system's reason why it cannot be started; null when it was.</param>
internal readonly record struct ProgramStart(byte[] Greeting, string? Error);
