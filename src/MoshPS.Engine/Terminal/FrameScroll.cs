namespace MoshPS.Engine.Terminal;

/// <summary>
/// A scroll that brings rows to where they belong: rows 0 to <paramref name="Bottom"/> − 1 move up by
/// <paramref name="Count"/>.
/// </summary>
/// <param name="Bottom">How many rows take part, from the first.</param>
/// <param name="Count">How far they move; 0 when no scroll helps.</param>
/// <param name="Gain">About how many bytes of text need not be written thanks to it.</param>
internal readonly record struct FrameScroll(int Bottom, int Count, int Gain)
{
    /// <summary>How far rows are followed, which bounds the search on a very high screen.</summary>
    private const int MaximumCount = 256;

    /// <summary>
    /// How many cells the search may compare at most: more than a screen of 200 by 250 can need, and a few dozen
    /// milliseconds where large rows are alike up to their last cell.
    /// </summary>
    private const long MaximumComparedCells = 1L << 24;

    /// <summary>
    /// Finds the scroll that brings most text of <paramref name="next"/> to its place. The vocabulary of spec 2 §1 can
    /// scroll a region that begins at the first row, and only upward.
    /// </summary>
    /// <param name="last">What the terminal shows.</param>
    /// <param name="next">What it is to show; of the same size.</param>
    /// <param name="inPlace">For each row, whether it is the same in both.</param>
    /// <param name="weights">Scratch, one number for each row.</param>
    /// <param name="votes">Scratch, one number for each row.</param>
    public static FrameScroll Find(
        Screen last, Screen next, ReadOnlySpan<bool> inPlace, Span<int> weights, Span<int> votes)
    {
        votes.Clear();
        for (int row = 0; row < weights.Length; row++)
        {
            weights[row] = CountText(next.GetCells(row));
        }

        int best = 0;
        long compared = 0;
        for (int row = 0; row < weights.Length && compared < MaximumComparedCells; row++)
        {
            // Blank rows are everywhere and tell nothing.
            if (inPlace[row] || weights[row] == 0)
            {
                continue;
            }

            int end = Math.Min(weights.Length, row + 1 + MaximumCount);
            compared += (long)(end - row) * next.Columns;
            for (int source = row + 1; source < end; source++)
            {
                if (last.HasSameCells(source, next, row))
                {
                    int count = source - row;
                    votes[count] += weights[row];
                    best = votes[count] > votes[best] ? count : best;
                }
            }
        }

        return best == 0 ? default : Measure(last, next, inPlace, weights, best);
    }

    /// <summary>Chooses how many rows take part in a scroll by <paramref name="count"/>.</summary>
    private static FrameScroll Measure(
        Screen last, Screen next, ReadOnlySpan<bool> inPlace, ReadOnlySpan<int> weights, int count)
    {
        FrameScroll best = default;
        int gain = 0;
        for (int row = 0; row < weights.Length; row++)
        {
            // To take in one more row is to lose it where it stands...
            gain -= inPlace[row] ? weights[row] : 0;

            // ...and to bring it to where it may belong.
            int target = row - count;
            if (target >= 0 && weights[target] > 0 && last.HasSameCells(row, next, target))
            {
                gain += weights[target];
            }

            if (gain > best.Gain)
            {
                best = new FrameScroll(row + 1, count, gain);
            }
        }

        return best;
    }

    private static int CountText(ReadOnlySpan<Cell> cells)
    {
        int count = 0;
        foreach (Cell cell in cells)
        {
            count += cell.IsEmpty && cell.Rendition == Rendition.Default ? 0 : 1;
        }

        return count;
    }
}
