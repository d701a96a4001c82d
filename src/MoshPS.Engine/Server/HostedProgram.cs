using System.Runtime.Versioning;
using MoshPS.Engine.Pty;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Server;

/// <summary>The program of a session on its pseudo-terminal.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class HostedProgram : IHostedProgram
{
    private readonly MoshServerOptions _options;
    private readonly PseudoTerminal _terminal;
    private readonly LoginRecord _login;
    private int _process;
    private bool _hasEnded;

    /// <param name="options">What to run.</param>
    /// <param name="port">The session's UDP port.</param>
    /// <exception cref="MoshServerStartException">The system has no pseudo-terminal to give.</exception>
    public HostedProgram(MoshServerOptions options, int port)
    {
        _options = options;
        try
        {
            _terminal = PseudoTerminal.Open(options.Columns, options.Rows);
        }
        catch (IOException e)
        {
            throw ServerStartFailures.NoTerminal(e);
        }

        _login = new LoginRecord(_terminal);
        Record = new SessionRecord(_login, port, options.OwnsProcess);
    }

    /// <summary>Where the machine's users see the session.</summary>
    public SessionRecord Record { get; }

    /// <inheritdoc/>
    public int Descriptor => _terminal.Descriptor;

    /// <inheritdoc/>
    public ProgramStart Start()
    {
        try
        {
            HostProgram program = HostProgram.Start(
                _terminal, new HostProgramOptions { Command = _options.Command, Colors = _options.Colors });
            _process = program.Process;
            return new ProgramStart(program.Greeting, null);
        }
        catch (HostProgramException e)
        {
            return new ProgramStart(e.Greeting, $"{e.Program}: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public int Read(Span<byte> buffer) => _terminal.Read(buffer);

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> bytes) => _terminal.Write(bytes);

    /// <inheritdoc/>
    public void Resize(int columns, int rows) => _terminal.Resize(columns, rows);

    /// <inheritdoc/>
    public bool TryReap()
    {
        _hasEnded |= _process > 0 && ProcessSpawner.HasEnded(_process);
        _process = _hasEnded ? 0 : _process;
        return _hasEnded;
    }

    /// <summary>Closes the terminal: the system sends SIGHUP to what still runs in its foreground.</summary>
    public void Dispose()
    {
        _login.Remove();
        _terminal.Dispose();
        _ = TryReap();
    }
}
