using System.Text;

namespace MoshPS.Engine.Client.Recording;

/// <summary>Shows a recording on a terminal, as it was or quicker.</summary>
public static class RecordingPlayer
{
    /// <summary>Plays a recording to its end.</summary>
    /// <param name="recording">The recording, before its first event.</param>
    /// <param name="output">The terminal, in UTF-8.</param>
    /// <param name="pace">How quickly.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ArgumentOutOfRangeException">The speed is out of range.</exception>
    /// <exception cref="InvalidDataException">A line of the recording is no event.</exception>
    /// <exception cref="IOException">The recording cannot be read, or the terminal is gone.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task PlayAsync(
        AsciicastReader recording, Stream output, PlaybackPace pace, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recording);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pace.Speed);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pace.Speed, PlaybackPace.Fastest);

        // Against the clock, so that the time that showing takes does not add up.
        long origin = timeProvider.GetTimestamp();
        TimeSpan due = TimeSpan.Zero;
        TimeSpan last = TimeSpan.Zero;
        while (recording.TryRead(out AsciicastEvent recorded))
        {
            due += pace.PauseBetween(last, recorded.Time);
            last = recorded.Time;
            if (recorded.Kind != AsciicastEventKind.Output)
            {
                continue;
            }

            TimeSpan wait = due - timeProvider.GetElapsedTime(origin);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, timeProvider, cancellationToken).ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            await output.WriteAsync(Encoding.UTF8.GetBytes(recorded.Data), cancellationToken).ConfigureAwait(false);
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
