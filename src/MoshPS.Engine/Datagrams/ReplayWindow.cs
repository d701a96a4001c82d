using System.Numerics;

namespace MoshPS.Engine.Datagrams;

/// <summary>
/// Which of the newest sequence numbers have arrived: a sliding window as in RFC 6479. What the peer may do to
/// it is bounded by its fixed size.
/// </summary>
internal sealed class ReplayWindow
{
    /// <summary>How many of the newest sequence numbers can be told apart.</summary>
    public const int Size = (Words - 1) * WordBits;

    private const int Words = 32;
    private const int WordBits = 64;

    // Sequence number s is bit s % 64 of word s / 64 % 32. The word that the newest number is in may be partly
    // unused, so that only the other 31 are sure to tell.
    private readonly ulong[] _seen = new ulong[Words];

    /// <summary>The sequence number after the newest seen, 0 at first.</summary>
    public ulong Expected { get; private set; }

    /// <summary>Notes that a sequence number has arrived.</summary>
    /// <param name="sequence">Less than 2^63.</param>
    /// <returns>Whether it is the first time; false as well when it is too old to tell.</returns>
    public bool TryAdd(ulong sequence)
    {
        ulong word = sequence / WordBits;
        if (sequence >= Expected)
        {
            // Nothing has arrived before the very first: its word and those after it are all clear.
            ulong newestWord = Expected == 0 ? 0 : (Expected - 1) / WordBits;
            ulong passed = Math.Min(word - newestWord, Words);
            for (ulong i = 1; i <= passed; i++)
            {
                _seen[(newestWord + i) % Words] = 0;
            }

            Expected = sequence + 1;
        }
        else if (Expected - sequence > Size)
        {
            return false;
        }

        ulong bit = 1UL << (int)(sequence % WordBits);
        ref ulong seen = ref _seen[word % Words];
        if ((seen & bit) != 0)
        {
            return false;
        }

        seen |= bit;
        return true;
    }

    /// <summary>How many of the newest sequence numbers have not arrived.</summary>
    /// <param name="count">How many to look at; fewer if the peer has not sent as many.</param>
    /// <param name="considered">How many were looked at.</param>
    public int CountMissing(int count, out int considered)
    {
        considered = (int)Math.Min((ulong)Math.Min(count, Size), Expected);
        int arrived = 0;
        ulong sequence = Expected - (ulong)considered;
        while (sequence < Expected)
        {
            // From this number to the end of its word, or to the newest.
            int skip = (int)(sequence % WordBits);
            int take = (int)Math.Min((ulong)(WordBits - skip), Expected - sequence);
            ulong bits = _seen[sequence / WordBits % Words] >> skip << (WordBits - take);
            arrived += BitOperations.PopCount(bits);
            sequence += (ulong)take;
        }

        return considered - arrived;
    }
}
