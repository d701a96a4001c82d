using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Pty;
using MoshPS.Engine.Transport;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Server;

/// <summary>
/// Joins a <see cref="ServerSession"/> to its socket, pseudo-terminal, signals and clock. One thread does everything,
/// in turns that begin with one <c>poll</c>: a session that nobody uses costs nothing between two heartbeats, and
/// input never waits for another thread.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe class ServerLoop : IDisposable
{
    private const int OutputBufferSize = 16384;

    private readonly MoshServerOptions _options;
    private readonly ServerSocket _socket;
    private readonly SessionClock _clock;
    private readonly ServerSession _session;
    private readonly PseudoTerminal _terminal;
    private readonly byte[] _output = new byte[OutputBufferSize];
    private readonly AnonymousPipeServerStream _signalPipe = new(PipeDirection.Out, HandleInheritability.None);
    private readonly List<PosixSignalRegistration> _signals = [];
    private volatile bool _stopRequested;
    private (int Columns, int Rows) _size;
    private int _process;
    private bool _programLeft;

    public ServerLoop(MoshServerOptions options, ServerSocket socket, SessionKey key)
    {
        _options = options;
        _socket = socket;
        _clock = new SessionClock(options.TimeProvider);
        _session = new ServerSession(key, options.Columns, options.Rows, socket.MaximumPayload, _clock.Now);
        _size = (options.Columns, options.Rows);
        _terminal = PseudoTerminal.Open(options.Columns, options.Rows);
        foreach (PosixSignal signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT })
        {
            _signals.Add(PosixSignalRegistration.Create(signal, OnStopSignal));
        }

        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true));
    }

    public void Run()
    {
        int signalDescriptor = (int)_signalPipe.ClientSafePipeHandle.DangerousGetHandle();
        UnixTerminal.PollDescriptor* descriptors = stackalloc UnixTerminal.PollDescriptor[3];
        while (true)
        {
            long now = _clock.Now;
            if (_stopRequested && !_session.IsEnding)
            {
                _session.BeginShutdown(now);
            }

            _session.Tick(now, _socket);
            if (_session.IsOver || (!_session.HasClient && now > _options.FirstContactTimeout.TotalMilliseconds))
            {
                return;
            }

            bool readsProgram = _process != 0 && !_programLeft && !_session.IsEnding;
            descriptors[0] = new() { Descriptor = _socket.Descriptor, Events = UnixTerminal.PollInput };
            descriptors[1] = new() { Descriptor = signalDescriptor, Events = UnixTerminal.PollInput };
            descriptors[2] = new()
            {
                Descriptor = readsProgram ? _terminal.Descriptor : -1,
                Events = (short)(UnixTerminal.PollInput | (_session.HostInput.Pending.IsEmpty ? 0 : UnixTerminal.PollOutput)),
            };
            long deadline = Math.Min(_session.NextDeadline(now), _session.HasClient ? long.MaxValue : (long)_options.FirstContactTimeout.TotalMilliseconds + 1);
            int timeout = deadline == long.MaxValue ? -1 : (int)Math.Clamp(deadline - now, 0, int.MaxValue);
            _ = UnixTerminal.Poll(descriptors, 3, timeout);
            if (descriptors[0].ReturnedEvents != 0)
            {
                ReceiveDatagram();
            }

            if (readsProgram && descriptors[2].ReturnedEvents != 0)
            {
                ExchangeWithProgram();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }

        _session.Dispose();
        _terminal.Dispose();
        _signalPipe.Dispose();
    }

    private void ReceiveDatagram()
    {
        if (!_socket.TryReceive(out ReadOnlySpan<byte> datagram))
        {
            return;
        }

        ReceiveResult result = _session.Receive(_clock.Now, datagram);
        if (result.IsFresh)
        {
            _socket.AdoptSource();
        }

        if (_session.Size != _size)
        {
            _size = _session.Size;
            _terminal.Resize(_size.Columns, _size.Rows);
        }

        if (_process == 0 && _session.HasClient)
        {
            StartProgram();
        }
    }

    private void StartProgram()
    {
        IReadOnlyList<string> command = _options.Command.Count > 0
            ? _options.Command
            : [Environment.GetEnvironmentVariable("SHELL") ?? "/bin/sh"];
        EnvironmentBlock environment = EnvironmentBlock.Inherited();
        environment.Remove("STY");
        environment.Set("TERM", _options.Colors == 256 ? "xterm-256color" : "xterm");
        environment.Set("NCURSES_NO_UTF8_ACS", "1");
        _process = _terminal.Start(new SpawnRequest
        {
            Program = command[0],
            Arguments = _options.Command.Count > 0 ? command : ["-" + Path.GetFileName(command[0])],
            Environment = environment,
            WorkingDirectory = Environment.GetEnvironmentVariable("HOME"),
        });
    }

    private void ExchangeWithProgram()
    {
        int length = _terminal.Read(_output);
        if (length < 0)
        {
            _programLeft = true;
            _session.BeginShutdown(_clock.Now);
            return;
        }

        if (length > 0)
        {
            _session.TakeOutput(_output.AsSpan(0, length));
        }

        ReadOnlySpan<byte> input = _session.HostInput.Pending;
        if (!input.IsEmpty && _terminal.Write(input) is > 0 and int written)
        {
            _session.HostInput.Advance(written);
        }
    }

    private void OnStopSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        _stopRequested = true;
        _signalPipe.WriteByte(0);
    }
}
