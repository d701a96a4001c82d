using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using MoshPS.Engine.Client.Consoles;
using MoshPS.Engine.Client.Overlays;
using MoshPS.Engine.Prediction;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Client;

/// <summary>
/// A console joined to a session (spec 3 §3.3). One thread reads the keyboard and sends; one draws, and does
/// everything else that writes to the terminal, so that nothing comes between. Both sleep until something happens.
/// </summary>
internal sealed class ConsoleAttachment : IDisposable
{
    private const int LongestRead = 16384;

    // How long the stop of the process group may take to reach this thread. Where nothing stops (the first process
    // of a container cannot be stopped), the terminal is taken back after this.
    private static readonly TimeSpan StopPatience = TimeSpan.FromMilliseconds(250);

    // A frame this much later than it was due, in milliseconds, means that the process was stopped in between. The
    // signal that tells of it may come after the frame.
    private const long StoppedAfter = 1_000;

    // Windows ends the process as soon as the handler of a closing window returns.
    private static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(3);

    private readonly ClientSession _session;
    private readonly IConsole _console;
    private readonly ClipboardGate _clipboard;
    private readonly ConsoleDisplay _display;
    private readonly FrameComposer _composer;
    private readonly EscapeKeyInterpreter _interpreter;
    private readonly PredictionMode _predictionMode;
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly Lock _wakeGate = new();
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The keyboard thread's copy of the server's screen.
    private readonly Screen _typedOn = new(1, 1);
    private readonly TypingPredictor _predict;
    private int _requests;
    private volatile bool _isKeyboardFree;
    private bool _isDisposed;
    private PosixSignal? _terminationSignal;

    /// <param name="session">The session.</param>
    /// <param name="console">The console.</param>
    /// <param name="options">How to join the two.</param>
    /// <param name="counters">How well typing was predicted before.</param>
    /// <param name="serverPort">The server's UDP port, for messages.</param>
    public ConsoleAttachment(
        ClientSession session, IConsole console, AttachOptions options, PredictionCounters counters, int serverPort)
    {
        _session = session;
        _console = console;
        _clipboard = new ClipboardGate(options.Clipboard, options.ClipboardLimit, session.KnownClipboard);
        _display = new ConsoleDisplay(console, options.AlternateScreen, _clipboard);
        _predictionMode = options.Prediction.Mode;
        bool canSuspend = options.AllowSuspend && console.CanSuspend;
        _composer = new FrameComposer(options, counters, serverPort, canSuspend);
        _predict = _composer.Type;
        _interpreter = new EscapeKeyInterpreter(options.EscapeKey, options.AllowDetach, canSuspend);
    }

    /// <summary>What the drawing thread is asked for.</summary>
    [Flags]
    private enum Requests
    {
        None = 0,
        Repaint = 1,
        Resize = 2,
        TakeOver = 4,
        Suspend = 8,
        Detach = 16,
        Cancel = 32,
    }

    /// <summary>How typing is predicted. Safe for any thread.</summary>
    public PredictionStatus PredictionStatus => new(_predictionMode, _composer.PredictionState);

    /// <summary>How well typing was predicted so far. Safe for any thread.</summary>
    public PredictionCounters Predictions => _composer.Predictions;

    /// <summary>Serves the console until the session ends or lets go of it.</summary>
    public async Task<AttachResult> RunAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_session.Completion.IsCompleted)
        {
            return new AttachResult(AttachOutcome.Ended, await _session.Completion.ConfigureAwait(false), null);
        }

        _display.Open();
        Thread keyboard = new(ReadKeyboard) { Name = "MoshPS keyboard", IsBackground = true };
        Thread drawing = new(Draw) { Name = "MoshPS display", IsBackground = true };
        _console.Happened += OnConsoleEvent;
        _session.Changes.Immediately += Wake;
        try
        {
            AdoptSize();
            keyboard.Start();
            drawing.Start();
            using (cancellationToken.Register(() => Request(Requests.Cancel)))
            {
                await _finished.Task.ConfigureAwait(false);
            }
        }
        finally
        {
            _session.Changes.Immediately -= Wake;
            _console.Happened -= OnConsoleEvent;
            Request(Requests.Cancel);
            if (drawing.IsAlive)
            {
                drawing.Join();
            }

            _isKeyboardFree = true;
            if (keyboard.IsAlive)
            {
                _console.CancelRead();
                keyboard.Join();
            }

            _display.Close();
            _session.KnownClipboard = _clipboard.Known;
        }

        if (_session.Completion.IsCompleted)
        {
            MoshClientEnd end = await _session.Completion.ConfigureAwait(false);
            return new AttachResult(AttachOutcome.Ended, end, _terminationSignal);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new AttachResult(AttachOutcome.Detached, null, null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _display.Dispose();
        lock (_wakeGate)
        {
            _isDisposed = true;
            _wake.Dispose();
        }
    }

    private void Request(Requests request)
    {
        Interlocked.Or(ref _requests, (int)request);
        Wake();
    }

    /// <summary>Wakes the drawing thread. A last call may come when all is over: events have no end of their own.</summary>
    private void Wake()
    {
        lock (_wakeGate)
        {
            if (!_isDisposed)
            {
                _wake.Set();
            }
        }
    }

    private void OnConsoleEvent(ConsoleEvent happened)
    {
        switch (happened.Kind)
        {
            case ConsoleEventKind.Resized:
                Request(Requests.Resize);
                break;
            case ConsoleEventKind.Continued:
                Request(Requests.TakeOver | Requests.Resize);
                break;
            case ConsoleEventKind.SuspendRequested:
                Request(Requests.Suspend);
                break;
            case ConsoleEventKind.TerminationRequested:
                _terminationSignal = happened.Signal;
                // A terminal that closes says so more than once: the system to its programs, and a shell to its jobs.
                Quit("Signal received, shutting down...", isRepeatable: happened.Signal == PosixSignal.SIGHUP);
                if (OperatingSystem.IsWindows())
                {
                    _session.Completion.Wait(ShutdownPatience);
                }

                break;
        }
    }

    /// <summary>Ends the session in good order; asked for again before it is over, at once.</summary>
    /// <param name="message">Why.</param>
    /// <param name="isRepeatable">Whether being asked again means nothing.</param>
    private void Quit(string message, bool isRepeatable = false)
    {
        _composer.ShowExit(message);
        if (_session.State == MoshClientState.Closing && !isRepeatable)
        {
            _session.Abort();
        }
        else
        {
            _session.BeginShutdown();
        }
    }

    private void ReadKeyboard()
    {
        byte[] buffer = new byte[LongestRead];
        ArrayBufferWriter<byte> toServer = new(LongestRead);
        try
        {
            while (true)
            {
                int length = _console.Read(buffer);
                if (length < 0)
                {
                    // A cancellation may be left over from another attachment of this console.
                    if (_isKeyboardFree)
                    {
                        return;
                    }
                }
                else if (length == 0)
                {
                    _composer.ShowExit("Exiting...");
                    _session.BeginShutdown();
                    return;
                }
                else if (!Interpret(buffer.AsSpan(0, length), toServer))
                {
                    return;
                }
            }
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    /// <summary>Returns whether to go on reading.</summary>
    private bool Interpret(ReadOnlySpan<byte> input, ArrayBufferWriter<byte> toServer)
    {
        while (!input.IsEmpty)
        {
            bool awaitedCommand = _interpreter.AwaitsCommand;
            bool repaint = false;
            EscapeCommand command = _interpreter.Interpret(ref input, toServer, ref repaint);
            if (repaint)
            {
                Request(Requests.Repaint);
            }

            if (_interpreter.AwaitsCommand != awaitedCommand)
            {
                awaitedCommand = _interpreter.AwaitsCommand;
                _composer.ShowHelp(awaitedCommand);
                Wake();
            }

            if (toServer.WrittenCount > 0)
            {
                Send(toServer.WrittenSpan);
                Wake();
                toServer.ResetWrittenCount();
            }

            switch (command)
            {
                case EscapeCommand.Quit:
                    Quit("Exiting on user request...");
                    return true;
                case EscapeCommand.Suspend:
                    Request(Requests.Suspend);
                    break;
                case EscapeCommand.Detach:
                    Request(Requests.Detach);
                    return false;
            }
        }

        return true;
    }

    private void Send(ReadOnlySpan<byte> input)
    {
        try
        {
            _session.Send(input, _typedOn, _predict);
        }
        catch (MoshSessionException)
        {
            // Megabytes wait for a server out of contact: more typing is not worth ending the session for.
        }
    }

    private void Draw()
    {
        try
        {
            while (true)
            {
                Requests requests = (Requests)Interlocked.Exchange(ref _requests, 0);
                if (requests.HasFlag(Requests.Suspend))
                {
                    Suspend();
                    requests |= Requests.TakeOver | Requests.Resize;
                }

                if (requests.HasFlag(Requests.TakeOver))
                {
                    _display.Open();
                }

                if (requests.HasFlag(Requests.Repaint))
                {
                    _display.Repaint();
                }

                if (requests.HasFlag(Requests.Resize))
                {
                    AdoptSize();
                }

                bool isOver = _session.Completion.IsCompleted;
                bool isLast = isOver || (requests & (Requests.Detach | Requests.Cancel)) != 0;
                ClientView view = _session.GetView(_display.NextFrame);
                if (view.Now - _composer.NextDeadline > StoppedAfter)
                {
                    _composer.Continued(view.Now);
                }

                _composer.Compose(view, isLast);
                _display.Draw();
                if (isLast)
                {
                    _finished.TrySetResult();
                    return;
                }

                WaitForNews(_composer.NextDeadline, view.Now);
            }
        }
        catch (IOException)
        {
            // The terminal has gone, and with it the user: like the end of input.
            EndWithoutTerminal();
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private void WaitForNews(long deadline, long now)
    {
        if (deadline == long.MaxValue)
        {
            _wake.WaitOne();
        }
        else
        {
            _wake.WaitOne((int)Math.Clamp(deadline - now, 1, int.MaxValue));
        }
    }

    private void EndWithoutTerminal()
    {
        _session.BeginShutdown();
        while (!_session.Completion.IsCompleted)
        {
            _wake.WaitOne();
        }

        _finished.TrySetResult();
    }

    /// <summary>
    /// Gives the terminal back and stops the process group. Until the stop takes effect, and when the process runs
    /// again, this thread waits for the news of being continued.
    /// </summary>
    private void Suspend()
    {
        _display.Close();
        _console.Write("\n\e[37;44m[mosh is suspended.]\e[m\n"u8);
        _console.Suspend();
        while (_wake.WaitOne(StopPatience))
        {
            if (((Requests)Volatile.Read(ref _requests)).HasFlag(Requests.TakeOver))
            {
                return;
            }
        }
    }

    /// <summary>Gives the session the console's size. Without a size (some consoles say 0×0) the present one stays.</summary>
    private void AdoptSize()
    {
        ConsoleSize size = _console.GetSize();
        if (size is { Columns: > 0, Rows: > 0 })
        {
            _composer.Resized();
            _session.Resize(
                Math.Min(size.Columns, MoshClientOptions.LargestDimension),
                Math.Min(size.Rows, MoshClientOptions.LargestDimension));
        }
    }

    private void Fail(Exception exception) =>
        _finished.TrySetException(ExceptionDispatchInfo.SetCurrentStackTrace(exception));
}
