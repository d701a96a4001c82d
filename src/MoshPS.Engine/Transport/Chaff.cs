namespace MoshPS.Engine.Transport;

/// <summary>
/// Up to 16 random bytes in each instruction, so that the length of a datagram does not tell what was typed
/// (spec 1 §6: a random octet mod 17 is the length).
/// </summary>
internal static class Chaff
{
    public const int MaximumLength = 16;

    /// <summary>Octets to draw for one chaff: the length's and the content's.</summary>
    public const int DrawLength = 1 + MaximumLength;

    /// <summary>Draws a chaff into <paramref name="draw"/> and returns it as a part of that.</summary>
    /// <param name="random">Where the octets come from.</param>
    /// <param name="draw">Room for <see cref="DrawLength"/> octets.</param>
    public static ReadOnlySpan<byte> Draw(RandomFill random, Span<byte> draw)
    {
        random(draw[..DrawLength]);
        return draw.Slice(1, draw[0] % (MaximumLength + 1));
    }
}
