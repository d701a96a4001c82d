namespace MoshPS.Engine.Client.Recording;

/// <summary>What a viewer can ask for.</summary>
internal enum PlaybackKey
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Stand still, or go on.</summary>
    Pause,

    /// <summary>Show the next output, while standing still.</summary>
    Step,

    /// <summary>End this recording.</summary>
    Quit,

    /// <summary>End all of it.</summary>
    Interrupt,
}

/// <summary>The keys of the player: those of <c>asciinema play</c>, and <c>q</c>.</summary>
internal static class PlaybackKeys
{
    private const byte ControlC = 0x03;
    private const byte Escape = 0x1b;

    /// <summary>
    /// The key that input begins with, and takes it off. Sequences of other keys, such as an arrow's, are skipped whole:
    /// what is left of the input is dropped with them, since whoever types by hand sends one key at a time.
    /// </summary>
    public static PlaybackKey Take(ref ReadOnlySpan<byte> input)
    {
        byte key = input[0];
        input = key == Escape ? [] : input[1..];
        return key switch
        {
            (byte)' ' => PlaybackKey.Pause,
            (byte)'.' => PlaybackKey.Step,
            (byte)'q' => PlaybackKey.Quit,
            ControlC => PlaybackKey.Interrupt,
            _ => PlaybackKey.None,
        };
    }
}
