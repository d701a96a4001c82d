using System.Text;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Transport;

public sealed class FragmentAssemblyTests
{
    private readonly FragmentAssembly _assembly = new();

    [Fact]
    public void A_single_fragment_is_complete_at_once_and_read_in_place()
    {
        byte[] piece = [1, 2, 3];
        Assert.True(_assembly.TryAdd(new Fragment(1, 0, true, piece), out ReadOnlySpan<byte> complete));
        Assert.True(complete == piece);
        Assert.Equal(0, _assembly.PartialInstructions);
    }

    [Fact]
    public void Fragments_in_order_make_the_instruction()
    {
        Assert.Null(Add(1, 0, false, "ab"));
        Assert.Null(Add(1, 1, false, "cd"));
        Assert.Equal("abcde", Add(1, 2, true, "e"));
        Assert.Equal(0, _assembly.PartialInstructions);
    }

    [Fact]
    public void Fragments_in_any_order_make_the_instruction()
    {
        int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        string[] pieces = ["first ", "second ", "third"];
        ulong id = 0;
        foreach (int[] order in orders)
        {
            id++;
            string? result = null;
            foreach (int number in order)
            {
                Assert.Null(result);
                result = Add(id, number, number == 2, pieces[number]);
            }

            Assert.Equal("first second third", result);
        }
    }

    [Fact]
    public void A_duplicate_is_ignored()
    {
        Add(1, 0, false, "ab");
        Assert.Null(Add(1, 0, false, "ab"));
        Assert.Equal("abc", Add(1, 1, true, "c"));
    }

    [Fact]
    public void A_duplicate_with_other_content_is_dropped()
    {
        Add(1, 0, false, "ab");
        Assert.Null(Add(1, 0, false, "XY"));
        Assert.Null(Add(1, 0, false, "longer"));
        Assert.Equal("abc", Add(1, 1, true, "c"));
    }

    [Fact]
    public void A_repeated_fragment_after_completion_starts_anew_and_yields_the_instruction_again()
    {
        Add(1, 0, false, "ab");
        Assert.Equal("abc", Add(1, 1, true, "c"));
        Assert.Null(Add(1, 1, true, "c"));
        Assert.Equal("abc", Add(1, 0, false, "ab"));
    }

    [Fact]
    public void Instructions_that_overtake_each_other_all_complete()
    {
        for (ulong id = 1; id <= FragmentAssembly.MaximumPartialInstructions; id++)
        {
            Assert.Null(Add(id, 1, true, $"end {id}"));
        }

        for (ulong id = FragmentAssembly.MaximumPartialInstructions; id >= 1; id--)
        {
            Assert.Equal($"start end {id}", Add(id, 0, false, "start "));
        }
    }

    [Fact]
    public void One_more_partial_instruction_pushes_out_the_one_that_waited_longest()
    {
        for (ulong id = 1; id <= FragmentAssembly.MaximumPartialInstructions; id++)
        {
            Add(id, 0, false, "start ");
        }

        Add(1, 1, false, "middle ");
        Add(100, 0, false, "another");

        Assert.Equal(FragmentAssembly.MaximumPartialInstructions, _assembly.PartialInstructions);
        Assert.Equal("start middle end", Add(1, 2, true, "end"));
        Assert.Null(Add(2, 1, true, "end"));
        Assert.Equal("start end", Add(3, 1, true, "end"));
    }

    [Fact]
    public void A_number_beyond_the_final_one_is_dropped()
    {
        Add(1, 2, true, "c");
        Assert.Null(Add(1, 3, false, "d"));
        Assert.Null(Add(1, 4, true, "e"));
        Assert.Null(Add(1, 1, true, "another end"));
        Assert.Null(Add(1, 0, false, "a"));
        Assert.Equal("abc", Add(1, 1, false, "b"));
    }

    [Fact]
    public void A_final_fragment_before_one_that_is_here_discards_the_contradictory_instruction()
    {
        Add(1, 5, false, "f");
        Assert.Null(Add(1, 2, true, "c"));
        Assert.Equal(0, _assembly.PartialInstructions);
    }

    [Fact]
    public void An_instruction_over_the_limit_is_discarded()
    {
        byte[] piece = new byte[2_000];
        for (int number = 0; number <= InstructionLimits.MaximumLength / piece.Length; number++)
        {
            Assert.False(_assembly.TryAdd(new Fragment(1, number, false, piece), out _));
        }

        Assert.Equal(0, _assembly.PartialInstructions);
        Assert.True(_assembly.HeldBytes < 100_000);
    }

    [Fact]
    public void The_largest_instruction_completes()
    {
        byte[] whole = new byte[InstructionLimits.MaximumLength];
        new Random(1).NextBytes(whole);
        var fragmenter = new Fragmenter(1, whole, 462);
        while (fragmenter.TryNext(out Fragment fragment))
        {
            if (_assembly.TryAdd(fragment, out ReadOnlySpan<byte> complete))
            {
                Assert.True(complete.SequenceEqual(whole));
                return;
            }
        }

        Assert.Fail("incomplete");
    }

    [Fact]
    public void Whatever_arrives_memory_stays_within_its_limit()
    {
        var random = new Random(2);
        byte[] piece = new byte[2_010];
        for (int i = 0; i < 60_000; i++)
        {
            int length = random.Next(4) == 0 ? 0 : random.Next(piece.Length);
            var fragment = new Fragment(
                (ulong)random.Next(12), random.Next(Fragment.MaximumNumber), random.Next(5_000) == 0, piece.AsSpan(0, length));
            _assembly.TryAdd(fragment, out _);
            if (i % 64 == 0)
            {
                Assert.True(_assembly.HeldBytes <= FragmentAssembly.MaximumHeldBytes);
                Assert.True(_assembly.PartialInstructions <= FragmentAssembly.MaximumPartialInstructions);
            }
        }
    }

    [Fact]
    public void Memory_of_a_large_instruction_is_given_back()
    {
        byte[] piece = new byte[2_000];
        for (int number = 0; number < 1_000; number++)
        {
            _assembly.TryAdd(new Fragment(1, number, number == 999, piece), out _);
        }

        Assert.True(_assembly.HeldBytes < 100_000);
    }

    private string? Add(ulong id, int number, bool isFinal, string piece) =>
        _assembly.TryAdd(new Fragment(id, number, isFinal, Encoding.ASCII.GetBytes(piece)), out ReadOnlySpan<byte> complete)
            ? Encoding.ASCII.GetString(complete)
            : null;
}
