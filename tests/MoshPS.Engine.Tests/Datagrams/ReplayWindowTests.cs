using MoshPS.Engine.Datagrams;

namespace MoshPS.Engine.Tests.Datagrams;

public sealed class ReplayWindowTests
{
    [Fact]
    public void Every_number_is_new_once()
    {
        ReplayWindow window = new();
        for (ulong sequence = 0; sequence < 10_000; sequence++)
        {
            Assert.True(window.TryAdd(sequence));
            Assert.False(window.TryAdd(sequence));
            Assert.Equal(sequence + 1, window.Expected);
        }
    }

    [Fact]
    public void A_number_too_old_to_tell_counts_as_seen()
    {
        ReplayWindow window = new();
        Assert.True(window.TryAdd(50_000));
        Assert.True(window.TryAdd(50_001 - ReplayWindow.Size));
        Assert.False(window.TryAdd(50_000 - ReplayWindow.Size));
        Assert.False(window.TryAdd(0));
    }

    [Fact]
    public void The_highest_numbers_work()
    {
        ReplayWindow window = new();
        const ulong Last = (1UL << 63) - 1;
        Assert.True(window.TryAdd(3));
        Assert.True(window.TryAdd(Last));
        Assert.True(window.TryAdd(Last - 1));
        Assert.False(window.TryAdd(Last - 1));
        Assert.False(window.TryAdd(Last));
        Assert.False(window.TryAdd(3));
        Assert.Equal(62, window.CountMissing(64, out int considered));
        Assert.Equal(64, considered);
    }

    [Fact]
    public void It_agrees_with_a_set_that_forgets_nothing_inside_the_window()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            ReplayWindow window = new();
            HashSet<ulong> seen = [];
            ulong expected = (ulong)random.Next(3) * 1_000_000;
            for (int step = 0; step < 2000; step++)
            {
                // Mostly close to the newest; sometimes far ahead, or at the far end of the window.
                long delta = random.Next(20) switch
                {
                    0 => random.Next(3 * ReplayWindow.Size),
                    1 => -random.Next(2 * ReplayWindow.Size),
                    _ => random.Next(-70, 30),
                };
                ulong sequence = (ulong)Math.Max(0, (long)expected + delta);
                bool tooOld = window.Expected > sequence && window.Expected - sequence > ReplayWindow.Size;

                bool added = window.TryAdd(sequence);

                Assert.True(added == (!tooOld && seen.Add(sequence)), $"Seed {seed}, step {step}, number {sequence}.");
                expected = Math.Max(expected, window.Expected);
                if (step % 50 == 0)
                {
                    AssertMissing(window, seen, random.Next(1, 2 * ReplayWindow.Size), seed);
                }
            }
        }
    }

    private static void AssertMissing(ReplayWindow window, HashSet<ulong> seen, int count, int seed)
    {
        int missing = window.CountMissing(count, out int considered);
        Assert.Equal((int)Math.Min((ulong)Math.Min(count, ReplayWindow.Size), window.Expected), considered);
        int expected = 0;
        for (ulong sequence = window.Expected - (ulong)considered; sequence < window.Expected; sequence++)
        {
            expected += seen.Contains(sequence) ? 0 : 1;
        }

        Assert.True(expected == missing, $"Seed {seed}: {missing} missing of {considered}, not {expected}.");
    }
}
