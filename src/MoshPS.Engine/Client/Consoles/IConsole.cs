namespace MoshPS.Engine.Client.Consoles;

/// <summary>
/// A terminal in the hands of a user, Unix or Windows: raw input and output as bytes, its size, and what happens
/// to it. The members are safe to call from several threads, except that <see cref="Read"/> has one caller.
/// </summary>
public interface IConsole : IDisposable
{
    /// <summary>
    /// Something other than input has happened to the console. Raised on any thread, from the first
    /// <see cref="EnterRawMode"/> until the console is disposed.
    /// </summary>
    event Action<ConsoleEvent>? Happened;

    /// <summary>What the terminal is able to do.</summary>
    TerminalDescription Terminal { get; }

    /// <summary>Whether <see cref="Suspend"/> can stop this process.</summary>
    bool CanSuspend { get; }

    /// <summary>The window's size now.</summary>
    /// <exception cref="IOException">The size cannot be read.</exception>
    ConsoleSize GetSize();

    /// <summary>
    /// Hands every key to the program as bytes and every byte to the terminal unchanged (spec 3 §3.2). The modes
    /// found first are kept for <see cref="LeaveRawMode"/>.
    /// </summary>
    /// <exception cref="IOException">There is no terminal.</exception>
    void EnterRawMode();

    /// <summary>Restores the modes that <see cref="EnterRawMode"/> found. Does nothing when it is not raw.</summary>
    void LeaveRawMode();

    /// <summary>
    /// Waits for input and reads what there is. Returns the number of bytes, 0 at the end of input, or −1 when
    /// <see cref="CancelRead"/> was called; bytes not yet read then stay in the system's buffer.
    /// </summary>
    int Read(Span<byte> buffer);

    /// <summary>Makes the present call of <see cref="Read"/>, or the next one, return −1 without reading.</summary>
    void CancelRead();

    /// <summary>Writes all the bytes, waiting for a slow terminal.</summary>
    /// <exception cref="IOException">The terminal is gone.</exception>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>
    /// Stops the whole process group until the user continues it; <see cref="ConsoleEventKind.Continued"/> follows.
    /// Leave raw mode first.
    /// </summary>
    void Suspend();
}
