using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Client.Consoles;

/// <summary>
/// The terminal on standard input and output of a Unix process. It talks to the C library directly, since the
/// runtime's own console would change the terminal's modes and write to it.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe class UnixConsole : IConsole
{
    private readonly Lock _gate = new();
    private readonly AnonymousPipeServerStream _cancelWriter = new(PipeDirection.Out, HandleInheritability.None);
    private readonly int _cancelReader;
    private readonly List<PosixSignalRegistration> _signals = [];
    private UnixTerminal.Modes? _found;

    /// <param name="terminal">What the terminal is able to do.</param>
    public UnixConsole(TerminalDescription terminal)
    {
        Terminal = terminal;
        _cancelReader = (int)_cancelWriter.ClientSafePipeHandle.DangerousGetHandle();
    }

    /// <inheritdoc/>
    public event Action<ConsoleEvent>? Happened;

    /// <inheritdoc/>
    public TerminalDescription Terminal { get; }

    /// <inheritdoc/>
    public bool CanSuspend => true;

    /// <inheritdoc/>
    public ConsoleSize GetSize()
    {
        (int columns, int rows) = UnixTerminal.GetWindowSize(UnixTerminal.StandardInput);
        return new ConsoleSize(columns, rows);
    }

    /// <inheritdoc/>
    public void EnterRawMode()
    {
        lock (_gate)
        {
            // Once raw, the modes present may be those of a shell that had the terminal while this process was stopped.
            UnixTerminal.Modes found = _found ?? UnixTerminal.GetModes(UnixTerminal.StandardInput);
            UnixTerminal.SetModes(UnixTerminal.StandardInput, UnixTerminal.MakeRaw(found));
            _found = found;
            if (_signals.Count == 0)
            {
                RegisterSignals();
            }
        }
    }

    /// <inheritdoc/>
    public void LeaveRawMode()
    {
        lock (_gate)
        {
            if (_found is not { } found)
            {
                return;
            }

            _found = null;
            try
            {
                UnixTerminal.SetModes(UnixTerminal.StandardInput, found);
            }
            catch (IOException)
            {
                // The terminal is gone (SIGHUP), and its modes with it.
            }
        }
    }

    /// <inheritdoc/>
    public int Read(Span<byte> buffer)
    {
        UnixTerminal.PollDescriptor* descriptors = stackalloc UnixTerminal.PollDescriptor[2];
        descriptors[0] = new() { Descriptor = UnixTerminal.StandardInput, Events = UnixTerminal.PollInput };
        descriptors[1] = new() { Descriptor = _cancelReader, Events = UnixTerminal.PollInput };
        while (true)
        {
            if (UnixTerminal.Poll(descriptors, 2, timeout: -1) < 0)
            {
                if (Marshal.GetLastPInvokeError() is var pollError && pollError != UnixTerminal.InterruptedCall && pollError != UnixTerminal.WouldBlock)
                {
                    return 0;
                }

                continue;
            }

            if (descriptors[1].ReturnedEvents != 0)
            {
                byte mark;
                _ = UnixTerminal.Read(_cancelReader, &mark, 1);
                return -1;
            }

            nint length;
            fixed (byte* start = buffer)
            {
                length = UnixTerminal.Read(UnixTerminal.StandardInput, start, (nuint)buffer.Length);
            }

            if (length >= 0)
            {
                return (int)length;
            }

            // Another program may have made the terminal non-blocking, for both of us.
            if (Marshal.GetLastPInvokeError() is var error && error != UnixTerminal.InterruptedCall && error != UnixTerminal.WouldBlock)
            {
                return 0;
            }
        }
    }

    /// <inheritdoc/>
    public void CancelRead() => _cancelWriter.WriteByte(0);

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint written;
            fixed (byte* start = bytes)
            {
                written = UnixTerminal.Write(UnixTerminal.StandardOutput, start, (nuint)bytes.Length);
            }

            if (written >= 0)
            {
                bytes = bytes[(int)written..];
                continue;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == UnixTerminal.WouldBlock)
            {
                UnixTerminal.PollDescriptor descriptor = new() { Descriptor = UnixTerminal.StandardOutput, Events = UnixTerminal.PollOutput };
                _ = UnixTerminal.Poll(&descriptor, 1, timeout: -1);
            }
            else if (error != UnixTerminal.InterruptedCall)
            {
                throw UnixTerminal.Failure("write");
            }
        }
    }

    /// <inheritdoc/>
    public void Suspend() => UnixTerminal.StopProcessGroup();

    /// <inheritdoc/>
    public void Dispose()
    {
        LeaveRawMode();
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }

        _signals.Clear();
        _cancelWriter.Dispose();
    }

    private void RegisterSignals()
    {
        Register(PosixSignal.SIGWINCH, ConsoleEventKind.Resized);
        Register(PosixSignal.SIGCONT, ConsoleEventKind.Continued);
        Register(PosixSignal.SIGTSTP, ConsoleEventKind.SuspendRequested);
        Register(PosixSignal.SIGTERM, ConsoleEventKind.TerminationRequested);
        Register(PosixSignal.SIGINT, ConsoleEventKind.TerminationRequested);
        Register(PosixSignal.SIGQUIT, ConsoleEventKind.TerminationRequested);
        Register(PosixSignal.SIGHUP, ConsoleEventKind.TerminationRequested);
    }

    private void Register(PosixSignal signal, ConsoleEventKind kind) =>
        _signals.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            Happened?.Invoke(new ConsoleEvent(kind, kind == ConsoleEventKind.TerminationRequested ? context.Signal : null));
        }));
}
