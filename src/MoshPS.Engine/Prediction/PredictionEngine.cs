namespace MoshPS.Engine.Prediction;

/// <summary>
/// Shows the effect of typing before the server does (spec 3 §5): guesses what each key will change on the server's
/// screen, draws the guesses that can be trusted over it, and takes them back as the server's answers come in.
/// <para>
/// Trust goes by epochs. A key whose effect is not obvious begins a new one, and nothing of an epoch is drawn until the
/// server has echoed one of its characters. So a program that does not echo never has its secrets shown.
/// </para>
/// Time is in milliseconds. Not thread-safe.
/// </summary>
internal sealed partial class PredictionEngine
{
    private const int SlowestSendInterval = 250;

    private readonly PredictionOptions _options;
    private readonly List<CursorPrediction> _cursors = [];
    private readonly KeysUnderWay _keys = new();
    private RowPredictions?[] _rows = [];
    private int _columns;
    private PredictionFeedback _feedback = new(0, 0, 0, SlowestSendInterval);
    private long _typed;
    private long _shown;
    private long _confirmed;
    private long _wrong;
    private long _epoch = 1;
    private long _confirmedEpoch;

    /// <param name="options">How to predict.</param>
    /// <param name="counters">How well it went before, for a session that is shown again.</param>
    public PredictionEngine(PredictionOptions options, PredictionCounters counters)
    {
        _options = options;
        _lines = new LearnedLines(options);
        (_typed, _shown, _confirmed, _wrong) = (counters.Typed, counters.Shown, counters.Confirmed, counters.Wrong);
    }

    /// <summary>How well it went so far; counted in fields, so that a keystroke allocates nothing.</summary>
    public PredictionCounters Counters => new() { Typed = _typed, Shown = _shown, Confirmed = _confirmed, Wrong = _wrong };

    /// <summary>Whether predictions are shown now, as far as they can be trusted.</summary>
    public bool IsShowing => _options.Mode switch
    {
        PredictionMode.Never => false,
        PredictionMode.Adaptive => _isLinkSlow || _glitches > 0,
        _ => true,
    };

    /// <summary>Whether shown predictions are underlined, since confirmation takes long.</summary>
    public bool IsUnderlining { get; private set; }

    /// <summary>What becomes of predicted typing at the moment.</summary>
    public PredictionState State => _options.Mode switch
    {
        PredictionMode.Never => PredictionState.Off,
        _ when !IsShowing => PredictionState.Waiting,
        _ => IsUnderlining ? PredictionState.Underlined : PredictionState.Shown,
    };

    private bool IsExperimental => _options.Mode == PredictionMode.Experimental;

    /// <summary>Whether anything is predicted that has not been judged.</summary>
    private bool HasPredictions => _cursors.Count > 0 || Array.Exists(_rows, row => row is { HasActive: true });

    /// <summary>Takes the news of the transport, before <see cref="Cull"/> and <see cref="Type"/>.</summary>
    public void Update(PredictionFeedback feedback) => _feedback = feedback;

    /// <summary>
    /// Forgets all predictions, and begins a new epoch: for pastes, changes of the window's size, and whatever makes the
    /// screen unpredictable.
    /// </summary>
    public void Reset()
    {
        _keys.Clear();
        _parser.Reset();
        _lastKey = 0;
        Forget();
    }

    /// <summary>When <see cref="Cull"/> may change what is shown next; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline(long now) =>
        _options.Mode != PredictionMode.Never && HasPredictions && !(_glitches > 0 && IsUnderlining)
            ? now + CheckInterval
            : long.MaxValue;

    private bool IsTentative(long epoch) => epoch > _confirmedEpoch;

    private void BecomeTentative()
    {
        if (!IsExperimental)
        {
            _epoch++;
        }
    }

    private void Forget()
    {
        foreach (RowPredictions? row in _rows)
        {
            row?.Clear();
        }

        _cursors.Clear();
        BecomeTentative();
    }

    private RowPredictions Row(int row) => _rows[row] ??= new RowPredictions(_columns);
}
