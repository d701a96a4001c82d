using MoshPS.Engine.Client.Consoles;

namespace MoshPS.Engine.Client.Recording;

/// <summary>
/// Shows recordings on a console: on the alternate screen while playing, and where it was played to its end, the last
/// screen as text afterwards. The recording goes through our own emulator, so that whatever is in it, the console gets
/// screens and nothing else.
/// </summary>
public static class RecordingPlayer
{
    /// <summary>Plays a recording. The space bar pauses, a full stop then steps, <c>q</c> and Ctrl+C end it.</summary>
    /// <param name="recording">The recording, before its first event.</param>
    /// <param name="console">The terminal; it is left as it was found.</param>
    /// <param name="pace">How quickly.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ArgumentOutOfRangeException">The speed is out of range, or the idle limit negative.</exception>
    /// <exception cref="MoshRecordingException"><c>RecordingMalformed</c>: a line of the recording is no event; <c>FileNotReadable</c>.</exception>
    /// <exception cref="IOException">There is no terminal, or it has gone.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<PlaybackOutcome> PlayAsync(
        AsciicastReader recording, IConsole console, PlaybackPace pace, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recording);
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThan(pace.Speed, PlaybackPace.Slowest, nameof(pace));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pace.Speed, PlaybackPace.Fastest, nameof(pace));
        ArgumentOutOfRangeException.ThrowIfLessThan(pace.IdleLimit ?? TimeSpan.Zero, TimeSpan.Zero, nameof(pace));
        PlaybackPace own = pace with { IdleLimit = pace.IdleLimit ?? recording.Header.IdleLimit };
        using Playback playback = new(recording, console, own, timeProvider);
        return await playback.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What somebody should know before a recording is played: that it does not fit into the window.</summary>
    /// <param name="header">The recording's header.</param>
    /// <param name="window">The window.</param>
    /// <returns>A sentence, or null.</returns>
    public static string? Foresee(AsciicastHeader header, ConsoleSize window)
    {
        ArgumentNullException.ThrowIfNull(header);
        return window is { Columns: > 0, Rows: > 0 } && (header.Columns > window.Columns || header.Rows > window.Rows)
            ? $"The recording has {header.Columns} columns and {header.Rows} rows, the window {window.Columns} and {window.Rows}: what does not fit is cut off."
            : null;
    }
}
