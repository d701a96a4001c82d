using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Terminal;

/// <summary>No output, however malformed or absurd, makes the emulator throw, grow or lose its shape.</summary>
public sealed class HostileInputTests
{
    [Theory]
    [InlineData(EmulatorRole.HostFacing)]
    [InlineData(EmulatorRole.WireFacing)]
    public void Mutated_sequences_leave_a_sound_screen(EmulatorRole role)
    {
        for (int seed = 0; seed < 400; seed++)
        {
            Check(seed, role, random => TerminalInput.Hostile(random, random.Next(1, 60)));
        }
    }

    [Theory]
    [InlineData(EmulatorRole.HostFacing)]
    [InlineData(EmulatorRole.WireFacing)]
    public void Sensible_sequences_leave_a_sound_screen(EmulatorRole role)
    {
        for (int seed = 0; seed < 400; seed++)
        {
            Check(seed, role, random => TerminalInput.Sensible(random, random.Next(1, 60)));
        }
    }

    [Theory]
    [InlineData(EmulatorRole.HostFacing)]
    [InlineData(EmulatorRole.WireFacing)]
    public void Random_bytes_leave_a_sound_screen(EmulatorRole role)
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Check(seed, role, random =>
            {
                byte[] bytes = new byte[random.Next(1, 300)];
                random.NextBytes(bytes);
                return bytes;
            });
        }
    }

    [Fact]
    public void Output_has_the_same_effect_however_it_is_cut()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            byte[] input = TerminalInput.Hostile(random, 200);
            var whole = new Emulator(20, 6);
            var inBytes = new Emulator(20, 6);

            whole.Write(input);
            foreach (byte value in input)
            {
                inBytes.Write([value]);
            }

            Assert.True(
                whole.Screen.HasSameContent(inBytes.Screen)
                && ScreenDescription.Describe(whole.Screen) == ScreenDescription.Describe(inBytes.Screen)
                && whole.Replies.SequenceEqual(inBytes.Replies),
                $"seed {seed}");
        }
    }

    [Theory]
    [InlineData("\e[65535S")]
    [InlineData("\e[65535T")]
    [InlineData("\e[65535L")]
    [InlineData("\e[65535M")]
    [InlineData("\e[65535@")]
    [InlineData("\e[65535P")]
    [InlineData("\e[65535X")]
    [InlineData("\e[65535I")]
    [InlineData("\e[65535Z")]
    [InlineData("\e[65535A\e[65535B\e[65535C\e[65535D")]
    [InlineData("\e[65535;65535H")]
    [InlineData("\e[65535;65535r\e[65534;65535r\e[1;65535r")]
    [InlineData("\e[3;3r\e[24;25r\eM\eM\n")]
    public void Absurd_counts_are_cut_to_the_screen(string sequence)
    {
        byte[] input = Encoding.ASCII.GetBytes("\e[12;40Hx" + sequence + "y");
        var emulator = new Emulator(80, 24);
        for (int i = 0; i < 200; i++)
        {
            emulator.Write(input);
        }

        ScreenInvariants.AssertHold(emulator.Screen, EmulatorRole.HostFacing);
    }

    [Fact]
    public void An_endless_command_takes_no_more_memory_than_its_limit()
    {
        var emulator = new Emulator(80, 24, EmulatorRole.WireFacing);
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("x😀", 10_000)));
        emulator.Write("\e]52;c;"u8);
        emulator.Write(text);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            emulator.Write(text);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        emulator.Write("\a"u8);
        Assert.Equal(16384 - "52;c;".Length, emulator.Screen.Clipboard.EnumerateRunes().Count());
    }

    [Fact]
    public void Replies_that_nobody_fetches_stop_at_their_limit()
    {
        var emulator = new Emulator(80, 24);
        for (int i = 0; i < 20_000; i++)
        {
            emulator.Write("\e[c\e[6n\e[>c"u8);
        }

        Assert.InRange(emulator.Replies.Length, Emulator.MaximumReplyBytes - 16, Emulator.MaximumReplyBytes);
        emulator.ClearReplies();
        emulator.Write("\e[5n"u8);
        Assert.Equal("\e[0n"u8, emulator.Replies);
    }

    [Theory]
    [InlineData("\e#8")]
    [InlineData("\e[H\e[J")]
    [InlineData("\e[2J")]
    [InlineData("\e[9999L")]
    [InlineData("\e[9999M")]
    [InlineData("\e[9999S")]
    [InlineData("\e[9999T")]
    public void A_large_screen_is_given_no_more_work_at_a_time_than_the_caller_allows(string sequence)
    {
        const long Work = 1 << 22;
        byte[] output = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(sequence, 50)));
        var emulator = new Emulator(2_000, 1_000);
        int position = 0;
        int rounds = 0;
        while (position < output.Length)
        {
            long before = emulator.Screen.WorkDone;
            position += emulator.Write(output.AsSpan(position), Work);
            Assert.InRange(emulator.Screen.WorkDone - before, 0, Work + (8L * 2_000 * 1_000));
            rounds++;
        }

        Assert.True(rounds > 3);
        var whole = new Emulator(2_000, 1_000);
        whole.Write(output);
        Assert.True(whole.Screen.HasSameContent(emulator.Screen));
    }

    [Fact]
    public void Ordinary_output_is_taken_at_once_whatever_the_size()
    {
        byte[] output = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("some text\e[K\r\n", 1_000)));
        Assert.Equal(output.Length, new Emulator(200, 60).Write(output, 1 << 22));
        Assert.Equal(0, new Emulator(200, 60).Write([], 1 << 22));
    }

    private static void Check(int seed, EmulatorRole role, Func<Random, byte[]> makeInput)
    {
        var random = new Random(seed);
        var emulator = new Emulator(random.Next(1, 30), random.Next(1, 10), role);
        try
        {
            for (int round = 0; round < 5; round++)
            {
                emulator.Write(makeInput(random));
                ScreenInvariants.AssertHold(emulator.Screen, role);
                if (random.Next(2) == 0)
                {
                    emulator.Resize(random.Next(0, 40), random.Next(0, 12));
                    ScreenInvariants.AssertHold(emulator.Screen, role);
                }

                if (random.Next(3) == 0)
                {
                    emulator.Screen = emulator.Screen.Snapshot();
                }
            }
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"seed {seed}, {role}", exception);
        }
    }
}
