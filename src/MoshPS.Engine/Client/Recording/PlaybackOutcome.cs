using System.Runtime.InteropServices;

namespace MoshPS.Engine.Client.Recording;

/// <summary>Why playing a recording is over.</summary>
public enum PlaybackEnd
{
    /// <summary>It was shown to its end.</summary>
    Completed,

    /// <summary>The viewer has had enough of this recording: <c>q</c>.</summary>
    Quit,

    /// <summary>The viewer has had enough of everything: Ctrl+C, or the terminal has gone.</summary>
    Interrupted,
}

/// <summary>How playing a recording ended.</summary>
/// <param name="End">Why it is over.</param>
/// <param name="TerminationSignal">The signal that asked the process to end meanwhile; null without one.</param>
public readonly record struct PlaybackOutcome(PlaybackEnd End, PosixSignal? TerminationSignal);
