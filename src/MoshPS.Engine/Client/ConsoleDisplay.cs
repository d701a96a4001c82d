using System.Text;
using MoshPS.Engine.Client.Consoles;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Client;

/// <summary>
/// The output half of an attached console: switches the terminal into the state that a session needs and back
/// (spec 3 §3.2, spec 2 §10), and brings frames onto it by their differences.
/// </summary>
internal sealed class ConsoleDisplay : IDisposable
{
    // At the end of a process, a terminal that does not take our output is not waited for longer than this.
    private static readonly TimeSpan PatienceAtExit = TimeSpan.FromSeconds(1);

    private readonly IConsole _console;
    private readonly bool _alternateScreen;
    private readonly TerminalCapabilities _capabilities;
    private readonly ClipboardGate _clipboard;
    private readonly FrameWriter _writer = new();
    private readonly ConsoleGuard _guard;
    private readonly Lock _gate = new();
    private Screen _shown = new(1, 1);
    private CursorShape _cursorShape;
    private bool _isShown;
    private bool _isOpen;

    /// <param name="console">The console, not raw yet.</param>
    /// <param name="alternateScreen">Whether to switch to the alternate screen.</param>
    /// <param name="clipboard">What decides on the clipboard.</param>
    public ConsoleDisplay(IConsole console, bool alternateScreen, ClipboardGate clipboard)
    {
        _console = console;
        _alternateScreen = alternateScreen;
        _clipboard = clipboard;
        TerminalDescription terminal = console.Terminal;
        _capabilities = new TerminalCapabilities
        {
            CanEraseCharacters = terminal.HasEraseCharacters,
            ErasesWithBackground = terminal.ErasesWithBackground,
            HasTitles = terminal.HasTitle,

            // Who reads OSC 2 reads, or skips, OSC 8 too.
            HasHyperlinks = terminal.HasTitle,
        };
        _guard = new ConsoleGuard(CloseAtExit);
    }

    /// <summary>The frame to be drawn next; it holds an earlier one.</summary>
    public Screen NextFrame { get; private set; } = new(1, 1);

    /// <summary>What a terminal is told when a session lets go of it, before its own modes come back.</summary>
    private static ReadOnlySpan<byte> Farewell =>
        "\e[?1l\e[0m\e[?25h\e[?1003l\e[?1002l\e[?1001l\e[?1000l\e[?1015l\e[?1006l\e[?1005l"u8
        // Stock leaves bracketed paste, focus reports and the mouse of the X10 kind on.
        + "\e[?2004l\e[?1004l\e[?9l"u8;

    private static ReadOnlySpan<byte> ApplicationCursorKeys => "\e[?1h"u8;

    private static ReadOnlySpan<byte> NormalVideo => "\e[?5l"u8;

    // XTPUSHTITLE and XTPOPTITLE. Terminals without a stack of titles skip them, and keep the session's.
    private static ReadOnlySpan<byte> SaveTitle => "\e[22;0t"u8;

    private static ReadOnlySpan<byte> RestoreTitle => "\e[23;0t"u8;

    /// <summary>
    /// Takes the terminal over; the next frame is drawn whole. Also when it is taken over already, since another
    /// program may have used it while this one was stopped.
    /// </summary>
    /// <exception cref="IOException">There is no terminal.</exception>
    public void Open()
    {
        lock (_gate)
        {
            _console.EnterRawMode();
            if (!_isOpen && _capabilities.HasTitles)
            {
                _console.Write(SaveTitle);
            }

            _isOpen = true;
            _isShown = false;
            _cursorShape = CursorShape.Default;
            if (_alternateScreen)
            {
                _console.Write(_console.Terminal.EnterAlternateScreen.Span);
            }

            _console.Write(ApplicationCursorKeys);
        }
    }

    /// <summary>Makes the next frame be drawn whole.</summary>
    public void Repaint()
    {
        lock (_gate)
        {
            _isShown = false;
        }
    }

    /// <summary>Draws <see cref="NextFrame"/>, unless the terminal has been given back.</summary>
    /// <exception cref="IOException">The terminal is gone.</exception>
    public void Draw()
    {
        lock (_gate)
        {
            if (!_isOpen)
            {
                return;
            }

            if (_clipboard.Admits(NextFrame.Clipboard))
            {
                _console.Write(Encoding.ASCII.GetBytes($"\e]52;c;{NextFrame.Clipboard}\a"));
            }

            ShapeCursor(NextFrame.CursorShape);
            _console.Write(_writer.Write(_isShown ? _shown : NextFrame, NextFrame, _isShown, _capabilities));
            (_shown, NextFrame) = (NextFrame, _shown);
            _isShown = true;
        }
    }

    /// <summary>Gives the terminal back as it was found. Does nothing when it has been given back.</summary>
    public void Close()
    {
        lock (_gate)
        {
            CloseLocked();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        _guard.Dispose();
    }

    /// <summary>
    /// Gives the cursor another form, once a program has asked for one. The terminal's own stays as long as none has:
    /// not every terminal takes the default of DECSCUSR for what its user has chosen.
    /// </summary>
    private void ShapeCursor(CursorShape shape)
    {
        // Who reads OSC 2 reads, or skips, DECSCUSR too.
        if (shape != _cursorShape && _capabilities.HasTitles)
        {
            _console.Write([(byte)'\e', (byte)'[', (byte)('0' + (int)shape), (byte)' ', (byte)'q']);
            _cursorShape = shape;
        }
    }

    private void CloseAtExit()
    {
        if (_gate.TryEnter(PatienceAtExit))
        {
            try
            {
                CloseLocked();
            }
            finally
            {
                _gate.Exit();
            }
        }
        else
        {
            _console.LeaveRawMode();
        }
    }

    private void CloseLocked()
    {
        if (!_isOpen)
        {
            return;
        }

        _isOpen = false;
        try
        {
            if (_isShown && _shown.IsReverseVideo)
            {
                _console.Write(NormalVideo);
            }

            ShapeCursor(CursorShape.Default);
            _console.Write(Farewell);
            if (_alternateScreen)
            {
                _console.Write(_console.Terminal.LeaveAlternateScreen.Span);
            }

            if (_capabilities.HasTitles)
            {
                _console.Write(RestoreTitle);
            }
        }
        catch (IOException)
        {
            // The terminal is gone.
        }
        finally
        {
            _console.LeaveRawMode();
        }
    }
}
