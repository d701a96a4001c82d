using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MoshPS.Engine.Client.Consoles;

/// <summary>
/// The console of a Windows process, as a terminal: virtual terminal sequences both ways (Windows 10 version 1809
/// or later), Ctrl+C as input, UTF-8, and the window's size from the console's own events.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe class WindowsConsole : IConsole
{
    private const int RecordsPerRead = 64;
    private const byte ControlC = 0x03;

    private readonly Lock _gate = new();
    private readonly AutoResetEvent _cancelled = new(initialState: false);
    private readonly AutoResetEvent _interrupted = new(initialState: false);
    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly WindowsKeyDecoder _keys = new();
    private readonly WindowsInputRecord[] _records = new WindowsInputRecord[RecordsPerRead];
    private readonly byte[] _decoded = new byte[RecordsPerRead * WindowsKeyDecoder.MostBytesPerKey];
    private readonly nint _input = WindowsTerminal.StandardInput;
    private readonly nint _output = WindowsTerminal.StandardOutput;
    private FoundModes? _found;
    private int _decodedStart;
    private int _decodedEnd;

    /// <inheritdoc/>
    public event Action<ConsoleEvent>? Happened;

    /// <inheritdoc/>
    public TerminalDescription Terminal => TerminalDescription.XtermDefaults;

    /// <inheritdoc/>
    public bool CanSuspend => false;

    /// <inheritdoc/>
    public ConsoleSize GetSize()
    {
        if (!WindowsTerminal.GetScreenBuffer(_output, out WindowsTerminal.ScreenBuffer buffer))
        {
            throw WindowsTerminal.Failure("GetConsoleScreenBufferInfo");
        }

        return new ConsoleSize(buffer.WindowRight - buffer.WindowLeft + 1, buffer.WindowBottom - buffer.WindowTop + 1);
    }

    /// <inheritdoc/>
    public void EnterRawMode()
    {
        lock (_gate)
        {
            if (_found is not null)
            {
                return;
            }

            if (!WindowsTerminal.GetMode(_input, out uint input) || !WindowsTerminal.GetMode(_output, out uint output))
            {
                throw WindowsTerminal.Failure("GetConsoleMode");
            }

            _found = new FoundModes(input, output, WindowsTerminal.GetInputCodePage(), WindowsTerminal.GetOutputCodePage());
            uint rawInput = (input | WindowsTerminal.EnableVirtualTerminalInput | WindowsTerminal.EnableWindowInput | WindowsTerminal.EnableExtendedFlags)
                & ~(WindowsTerminal.EnableProcessedInput
                    | WindowsTerminal.EnableLineInput
                    | WindowsTerminal.EnableEchoInput
                    | WindowsTerminal.EnableMouseInput
                    | WindowsTerminal.EnableQuickEditMode);
            uint rawOutput = output
                | WindowsTerminal.EnableProcessedOutput
                | WindowsTerminal.EnableVirtualTerminalProcessing
                | WindowsTerminal.DisableNewlineAutoReturn;
            if (!WindowsTerminal.SetMode(_input, rawInput) || !WindowsTerminal.SetMode(_output, rawOutput))
            {
                IOException failure = WindowsTerminal.Failure("SetConsoleMode");
                LeaveRawMode();
                throw failure;
            }

            WindowsTerminal.SetInputCodePage(WindowsTerminal.Utf8CodePage);
            WindowsTerminal.SetOutputCodePage(WindowsTerminal.Utf8CodePage);
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
            WindowsTerminal.SetMode(_input, found.Input);
            WindowsTerminal.SetMode(_output, found.Output);
            WindowsTerminal.SetInputCodePage(found.InputCodePage);
            WindowsTerminal.SetOutputCodePage(found.OutputCodePage);
        }
    }

    /// <inheritdoc/>
    public int Read(Span<byte> buffer)
    {
        nint* handles = stackalloc nint[3];
        handles[0] = _cancelled.SafeWaitHandle.DangerousGetHandle();
        handles[1] = _interrupted.SafeWaitHandle.DangerousGetHandle();
        handles[2] = _input;
        while (_decodedStart == _decodedEnd)
        {
            switch (WindowsTerminal.WaitForAny(3, handles, all: false, WindowsTerminal.WaitForEver))
            {
                case 0:
                    return -1;
                case 1:
                    buffer[0] = ControlC;
                    return 1;
                case 2 when DecodeRecords():
                    break;
                default:
                    return 0;
            }
        }

        int length = Math.Min(buffer.Length, _decodedEnd - _decodedStart);
        _decoded.AsSpan(_decodedStart, length).CopyTo(buffer);
        _decodedStart += length;
        return length;
    }

    /// <inheritdoc/>
    public void CancelRead() => _cancelled.Set();

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            fixed (byte* start = bytes)
            {
                if (!WindowsTerminal.WriteFile(_output, start, (uint)bytes.Length, out uint written, 0))
                {
                    throw WindowsTerminal.Failure("WriteFile");
                }

                bytes = bytes[(int)written..];
            }
        }
    }

    /// <inheritdoc/>
    public void Suspend() => throw new NotSupportedException("Windows has no job control.");

    /// <inheritdoc/>
    public void Dispose()
    {
        LeaveRawMode();
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }

        _signals.Clear();
        _cancelled.Dispose();
        _interrupted.Dispose();
    }

    /// <summary>Takes the waiting records: keys to <see cref="_decoded"/>, changes of size to the listener.</summary>
    private bool DecodeRecords()
    {
        uint count;
        fixed (WindowsInputRecord* records = _records)
        {
            if (!WindowsTerminal.ReadInput(_input, records, RecordsPerRead, out count))
            {
                return false;
            }
        }

        _decodedStart = 0;
        _decodedEnd = 0;
        for (int i = 0; i < count; i++)
        {
            if (_records[i].Kind == WindowsInputKind.Key)
            {
                // A held key's repetitions must not take the room of the records after it.
                int reserved = ((int)count - i - 1) * WindowsKeyDecoder.MostBytesPerKey;
                _decodedEnd += _keys.Decode(in _records[i], _decoded.AsSpan(_decodedEnd, _decoded.Length - _decodedEnd - reserved));
            }
            else if (_records[i].Kind == WindowsInputKind.WindowBufferSize)
            {
                Happened?.Invoke(new ConsoleEvent(ConsoleEventKind.Resized));
            }
        }

        return true;
    }

    private void RegisterSignals()
    {
        // Where a console insists on making a signal of Ctrl+C, it is a key all the same.
        Register(PosixSignal.SIGINT, _ => _interrupted.Set());
        Register(PosixSignal.SIGQUIT, EndRequested);
        Register(PosixSignal.SIGTERM, EndRequested);
        Register(PosixSignal.SIGHUP, EndRequested);

        void EndRequested(PosixSignal signal) =>
            Happened?.Invoke(new ConsoleEvent(ConsoleEventKind.TerminationRequested, signal));
    }

    private void Register(PosixSignal signal, Action<PosixSignal> handler) =>
        _signals.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            handler(context.Signal);
        }));

    private readonly record struct FoundModes(uint Input, uint Output, uint InputCodePage, uint OutputCodePage);
}
