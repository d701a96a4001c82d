using MoshPS.Engine.Prediction;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Client.Overlays;

/// <summary>
/// Makes the newest screen of the server the frame that a console shows: predictions are drawn over it, then the
/// notification bar, then the title is prefixed (spec 3 §4). Safe for several threads.
/// </summary>
internal sealed class FrameComposer
{
    private const string TitlePrefix = "[mosh] ";

    // A server nearby answers sooner than this, in milliseconds: no need to mention it.
    private const long ConnectingNoticeAfter = 250;

    // Stock's words.
    private const string CannotOpen = "Crypto exception: Packet failed integrity check.";

    private readonly Lock _gate = new();
    private readonly PredictionEngine _predictions;
    private readonly NotificationBar _bar;
    private readonly PasteDetector _pastes = new();
    private readonly string _connecting;
    private readonly string _help;
    private readonly bool _hasTitlePrefix;
    private string _title = "";
    private string _prefixedTitle = TitlePrefix;
    private long _sendErrors;
    private long _invalidDatagrams = long.MaxValue; // What came before is no news.
    private bool _timedOut;
    private bool _isExiting;
    private bool _showsHelp;
    private long _composedAt;
    private long _deadline = long.MaxValue;

    /// <param name="options">What the user chose.</param>
    /// <param name="counters">How well typing was predicted before.</param>
    /// <param name="serverPort">The server's UDP port.</param>
    /// <param name="canSuspend">Whether the escape key followed by Ctrl+Z suspends.</param>
    public FrameComposer(AttachOptions options, PredictionCounters counters, int serverPort, bool canSuspend)
    {
        _predictions = new PredictionEngine(options.Prediction, counters);
        _bar = new NotificationBar(options.EscapeKey.Name);
        _hasTitlePrefix = options.TitlePrefix;
        _connecting = $"Nothing received from server on UDP port {serverPort}.";
        string pass = options.EscapeKey.PassKey is { } key ? ((char)key).ToString() : "";
        _help = "Commands: "
            + (canSuspend ? "Ctrl-Z suspends, " : "")
            + (options.AllowDetach ? "\"d\" detaches, " : "")
            + $"\".\" quits, \"{pass}\" gives literal {options.EscapeKey.Name}";
    }

    /// <summary>When a frame is due without anything happening, in the session's milliseconds; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline
    {
        get
        {
            lock (_gate)
            {
                return _deadline;
            }
        }
    }

    /// <summary>What becomes of predicted typing at the moment.</summary>
    public PredictionState PredictionState
    {
        get
        {
            lock (_gate)
            {
                return _predictions.State;
            }
        }
    }

    /// <summary>How well typing was predicted so far.</summary>
    public PredictionCounters Predictions
    {
        get
        {
            lock (_gate)
            {
                return _predictions.Counters;
            }
        }
    }

    /// <summary>The user has typed something that goes to the server; to be told before it does.</summary>
    public void Type(in ClientView view, ReadOnlySpan<byte> typed)
    {
        if (view.State is MoshClientState.Closing or MoshClientState.Closed)
        {
            // It will not be sent.
            return;
        }

        lock (_gate)
        {
            _predictions.Update(view.Feedback);
            if (_pastes.IsPaste(typed))
            {
                _predictions.Reset();
                return;
            }

            foreach (byte key in typed)
            {
                _predictions.Type(view.Now, key, view.Screen);
            }
        }
    }

    /// <summary>The window has another size: nothing predicted holds any more.</summary>
    public void Resized()
    {
        lock (_gate)
        {
            _predictions.Reset();
        }
    }

    /// <summary>The process was stopped until now: that nothing was heard meanwhile is no news.</summary>
    public void Continued(long now)
    {
        lock (_gate)
        {
            _bar.StartListening(now, _composedAt);
        }
    }

    /// <summary>Shows or hides the help on what may follow the escape key. While it is asked for, only the end replaces it.</summary>
    public void ShowHelp(bool isShown)
    {
        lock (_gate)
        {
            _showsHelp = isShown && !IsEnding;
            if (_showsHelp)
            {
                _bar.Show(_help, hidesQuitHint: true);
            }
            else
            {
                _bar.Clear(_help);
            }
        }
    }

    /// <summary>Says why the session is about to end, until it has.</summary>
    public void ShowExit(string text)
    {
        lock (_gate)
        {
            _isExiting = true;
            _bar.Show(text);
        }
    }

    /// <summary>Makes a frame.</summary>
    /// <param name="view">The session as it is now; its screen becomes the frame.</param>
    /// <param name="isLast">Whether the console is about to be given back: then nothing is laid over the screen.</param>
    public void Compose(in ClientView view, bool isLast)
    {
        if (isLast)
        {
            return;
        }

        lock (_gate)
        {
            _composedAt = view.Now;
            _predictions.Update(view.Feedback);
            _predictions.Cull(view.Now, view.Screen);
            WatchConnection(view);
            string notice = _bar.GetText(view.Now);
            _deadline = Math.Min(_predictions.NextDeadline(view.Now), _bar.NextDeadline(view.Now));
            if (!view.WasConnected)
            {
                _deadline = Math.Min(_deadline, view.Now + ConnectingNoticeAfter);
            }

            _predictions.Draw(view.Screen);
            NotificationBar.Draw(view.Screen, notice);
            if (_hasTitlePrefix && view.Screen.IsTitleSet)
            {
                PrefixTitle(view.Screen);
            }
        }
    }

    /// <summary>Whether the bar says why the session ends, which is the last word.</summary>
    private bool IsEnding => _isExiting || _timedOut;

    private void WatchConnection(in ClientView view)
    {
        _bar.Update(view.LastState, view.LastAcknowledged);
        if (view.WasConnected)
        {
            _bar.Clear(_connecting);
        }

        if (view.ConnectTimedOut && !_timedOut)
        {
            _timedOut = true;
            _bar.Show("Timed out waiting for server...");
        }

        if (!IsEnding && !_showsHelp)
        {
            TellOfTrouble(view);
        }

        if (view.SendError is null)
        {
            _bar.ClearNetworkError(view.Now);
        }

        _sendErrors = view.SendErrors;
        _invalidDatagrams = view.InvalidDatagrams;
    }

    private void TellOfTrouble(in ClientView view)
    {
        if (view.SendErrors != _sendErrors && view.SendError is { } error)
        {
            _bar.ShowNetworkError(error, view.Now);
        }
        else if (view.InvalidDatagrams > _invalidDatagrams && (!view.WasConnected || _bar.IsContactLate(view.Now)))
        {
            // Stock tells of each. While the session works there is nothing to be done about a stray datagram.
            _bar.Show(CannotOpen, view.Now + NotificationBar.BriefMessage, hidesQuitHint: false);
        }
        else if (!view.WasConnected && view.Now > ConnectingNoticeAfter && !_bar.HasMessage(view.Now))
        {
            _bar.Show(_connecting, view.Now + NotificationBar.BriefMessage, hidesQuitHint: false);
        }
    }

    private void PrefixTitle(Screen frame)
    {
        bool iconIsTitle = string.Equals(frame.IconName, frame.WindowTitle, StringComparison.Ordinal);
        if (!string.Equals(frame.WindowTitle, _title, StringComparison.Ordinal))
        {
            _title = frame.WindowTitle;
            _prefixedTitle = TitlePrefix + _title;
        }

        frame.WindowTitle = _prefixedTitle;
        if (iconIsTitle)
        {
            frame.IconName = _prefixedTitle;
        }
    }
}
