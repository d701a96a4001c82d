using System.Globalization;
using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Client.Overlays;

/// <summary>
/// The blue line over the top of the screen that tells of lost contact, errors and the end (spec 3 §4). Time is in
/// milliseconds.
/// </summary>
/// <param name="quitKey">The escape key's name, for the hint how to quit; empty for no hint.</param>
internal sealed class NotificationBar(string quitKey)
{
    /// <summary>The server's newest state may be this old before contact counts as late: two heartbeats and some.</summary>
    public const long ContactLateAfter = 6_500;

    /// <summary>The newest acknowledged state of ours may have been sent this long ago before a reply counts as late.</summary>
    public const long ReplyLateAfter = 10_000;

    /// <summary>How long the news that nothing was received, or nothing that can be opened, stands unless renewed.</summary>
    public const long BriefMessage = 1_000;

    /// <summary>How long a network error stands, and how long once the network works again.</summary>
    public const long NetworkErrorMessage = 3_100;

    private const int LongestText = 127;
    private const long TickInterval = 1_000;
    private const long SlowTickInterval = 3_000;
    private const long SlowTicksFrom = 60_000;

    private static readonly Rendition Background = new(Color.FromPalette(7), Color.FromPalette(4), CharacterAttributes.None);

    private readonly string _quitHint = quitKey.Length == 0 ? "" : $" [To quit: {quitKey} .]";
    private string _message = "";
    private long _messageExpiry = long.MaxValue;
    private bool _hidesQuitHint;
    private bool _isNetworkError;
    private long _lastState;
    private long _lastAcknowledged;
    private long _watchedSince;

    /// <summary>Shows a message until it is replaced.</summary>
    /// <param name="text">One line.</param>
    /// <param name="hidesQuitHint">Whether the hint how to quit is left out.</param>
    public void Show(string text, bool hidesQuitHint = false) => Show(text, long.MaxValue, hidesQuitHint);

    /// <summary>Shows a message until a time.</summary>
    public void Show(string text, long expiry, bool hidesQuitHint)
    {
        _message = text;
        _messageExpiry = expiry;
        _hidesQuitHint = hidesQuitHint;
        _isNetworkError = false;
    }

    /// <summary>Shows why the network does not take datagrams; the hint how to quit stays as it was.</summary>
    public void ShowNetworkError(string text, long now)
    {
        Show(text, now + NetworkErrorMessage, _hidesQuitHint);
        _isNetworkError = true;
    }

    /// <summary>The network takes datagrams: an error does not stand for long any more.</summary>
    public void ClearNetworkError(long now)
    {
        if (_isNetworkError)
        {
            _messageExpiry = Math.Min(_messageExpiry, now + BriefMessage);
        }
    }

    /// <summary>Takes a message away, if it is still the one shown.</summary>
    public void Clear(string text)
    {
        if (_message == text)
        {
            _message = "";
        }
    }

    /// <summary>Whether a message stands.</summary>
    public bool HasMessage(long now) => _message.Length > 0 && now < _messageExpiry;

    /// <summary>Takes the news of the transport.</summary>
    /// <param name="lastState">When the server's newest state arrived; the session's start before the first.</param>
    /// <param name="lastAcknowledged">When the newest acknowledged state of ours was sent; likewise.</param>
    public void Update(long lastState, long lastAcknowledged)
    {
        _lastState = lastState;
        _lastAcknowledged = lastAcknowledged;
    }

    /// <summary>
    /// Nobody listened for a while, so silence counts from now on: this process was stopped, or had no time. What was
    /// late before that still is.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="until">When somebody listened last.</param>
    public void StartListening(long now, long until)
    {
        if (!IsLate(until))
        {
            _watchedSince = now;
        }
    }

    /// <summary>Whether nothing new has come from the server for too long.</summary>
    public bool IsContactLate(long now) => now - Math.Max(_lastState, _watchedSince) > ContactLateAfter;

    /// <summary>
    /// When the bar changes next; <see cref="long.MaxValue"/> for never. An age is told anew when it has another
    /// second: stock looks once a second at any moment, and so shows some seconds late and leaves others out.
    /// </summary>
    public long NextDeadline(long now)
    {
        long deadline = HasMessage(now) ? _messageExpiry : long.MaxValue;
        if (!IsContactLate(now))
        {
            deadline = Math.Min(deadline, Math.Max(_lastState, _watchedSince) + ContactLateAfter + 1);
        }

        if (!IsReplyLate(now))
        {
            deadline = Math.Min(deadline, Math.Max(_lastAcknowledged, _watchedSince) + ReplyLateAfter + 1);
        }

        if (IsLate(now))
        {
            long interval = now - _lastState >= SlowTicksFrom ? SlowTickInterval : TickInterval;
            deadline = Math.Min(deadline, now + interval - (Age(now) % interval));
        }

        return deadline;
    }

    /// <summary>What the bar says; empty when there is none.</summary>
    public string GetText(long now)
    {
        bool hasMessage = HasMessage(now);
        if (!hasMessage && !IsLate(now))
        {
            return "";
        }

        string hint = hasMessage && _hidesQuitHint ? "" : _quitHint;
        string word = IsContactLate(now) ? "contact" : "reply";
        string text = (hasMessage, IsLate(now)) switch
        {
            (true, true) => $"mosh: {_message} ({Describe(Age(now), "s")} without {word}.){hint}",
            (true, false) => $"mosh: {_message}{hint}",
            _ => $"mosh: Last {word} {Describe(Age(now), "seconds")} ago.{hint}",
        };
        return text.Length > LongestText ? text[..LongestText] : text;
    }

    /// <summary>Draws the bar, if there is one.</summary>
    public static void Draw(Screen frame, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        Span<Cell> cells = frame.GetWritableCells(0);
        cells.Fill(new Cell(' ', Background));
        if (frame.CursorRow == 0)
        {
            frame.IsCursorVisible = false;
        }

        Rendition bold = Background.With(CharacterAttributes.Bold);
        int column = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            // Combining marks do not occur in our texts, and in the system's at most in a name.
            int width = CharacterWidth.Of(rune.Value);
            if (width < 1)
            {
                continue;
            }

            if (column + width > cells.Length)
            {
                return;
            }

            cells[column] = new Cell((uint)rune.Value, bold, isWide: width == 2);
            column += width;
        }
    }

    private static string Describe(long milliseconds, string unit)
    {
        TimeSpan time = TimeSpan.FromSeconds(milliseconds / 1_000);
        return time switch
        {
            { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Seconds} {unit}"),
            { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}"),
        };
    }

    /// <summary>The age that is told while something is late: of the reply, if only that is.</summary>
    private long Age(long now) => now - (IsContactLate(now) ? _lastState : _lastAcknowledged);

    /// <summary>Whether contact is late, or at least a reply.</summary>
    private bool IsLate(long now) => IsContactLate(now) || IsReplyLate(now);

    private bool IsReplyLate(long now) => now - Math.Max(_lastAcknowledged, _watchedSince) > ReplyLateAfter;
}
