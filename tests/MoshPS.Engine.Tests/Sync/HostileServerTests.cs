using System.Buffers;
using System.Text;
using MoshPS.Engine.Sync;
using MoshPS.Engine.Sync.Messages;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Sync;

/// <summary>A server that means harm cannot take a client's time and memory without limit.</summary>
public sealed class HostileServerTests
{
    [Theory]
    [InlineData("\e#8")]
    [InlineData("\e[2J")]
    [InlineData("\e[J")]
    [InlineData("\e[1J\e[9999H")]
    [InlineData("\e[L")]
    [InlineData("\e[M")]
    [InlineData("\e[999S")]
    [InlineData("\e[999T")]
    [InlineData("\e[?3h")]
    [InlineData("\ec")]
    public void Output_that_makes_far_more_work_than_it_shows_is_refused(string output)
    {
        // Each costs a screen of 10,000 rows at least once; without a limit the largest difference takes hours.
        ScreenState state = new(200, 10_000);
        Assert.False(state.TryApply(HostBytes(string.Concat(Enumerable.Repeat(output, 60_000)))));
    }

    [Theory]
    [InlineData("\e[@")]
    [InlineData("\e[P")]
    [InlineData("\e[K")]
    [InlineData("\e[9999X")]
    [InlineData("\eH\e[g")]
    [InlineData("\e[3g")]
    [InlineData("\e[9999I")]
    [InlineData("\e[9999Z")]
    public void Work_within_a_row_counts_too(string output)
    {
        ScreenState state = new(10_000, 1);
        Assert.False(state.TryApply(HostBytes(string.Concat(Enumerable.Repeat(output, 60_000)))));
    }

    [Fact]
    public void Text_that_scrolls_a_narrow_screen_counts_too()
    {
        ScreenState state = new(1, 10_000);
        Assert.False(state.TryApply(HostBytes("\e[9999H" + new string('x', 60_000))));
    }

    [Theory]
    [InlineData(200, 10_000)]
    [InlineData(1_000, 300)]
    public void The_largest_honest_frames_are_not_refused(int columns, int rows)
    {
        Emulator program = new(columns, rows);
        program.Write(Encoding.ASCII.GetBytes(string.Concat(
            Enumerable.Range(0, rows).Select(row => $"\r\n{row} \e[42mgreen\e[{columns - 20}Gend\e[m"))));
        ScreenState state = new(columns, rows);
        ScreenState follower = new(80, 24);
        Follow();

        program.Write(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("\r\nmore", rows - 1))));
        Follow();
        program.Write("\e[2J"u8);
        Follow();

        void Follow()
        {
            ScreenState from = state.Snapshot();
            state.Publish(program.Screen);
            ArrayBufferWriter<byte> diff = new();
            state.WriteDiff(from, diff);
            Assert.True(follower.TryApply(diff.WrittenSpan));
            Assert.True(ScreenAppearance.AreAlike(state.Screen, follower.Screen));
        }
    }

    [Fact]
    public void The_limit_of_one_difference_says_nothing_about_the_next()
    {
        ScreenState state = new(1_000, 1_000);
        for (int i = 0; i < 5; i++)
        {
            ScreenState next = state.Snapshot();
            Assert.True(next.TryApply(HostBytes(string.Concat(Enumerable.Repeat("\e#8", 100)))));
            state = next;
        }
    }

    [Fact]
    public void States_that_hold_a_screen_each_are_refused_beyond_the_limit_until_the_server_lets_go_of_some()
    {
        const int Size = 1_000;
        const long ScreenBytes = Size * Size * 16;
        TransportReceiver<ScreenState> receiver = new(new ScreenState(80, 24));
        byte[] full = [.. Resize(Size, Size), .. HostBytes("\e#8")];
        ulong number = 0;
        while (Receive(0, number + 1, 0, full) == InstructionOutcome.Advanced)
        {
            number++;
            Assert.InRange(receiver.HeldBytes, (long)number * ScreenBytes, ((long)number * ScreenBytes) + 100_000);
            Assert.True(number < 100, "no limit");
        }

        Assert.InRange(
            receiver.HeldBytes,
            TransportReceiver<ScreenState>.MaximumHeldBytes,
            TransportReceiver<ScreenState>.MaximumHeldBytes + ScreenBytes + 100_000);
        Assert.Equal(InstructionOutcome.Quenched, Receive(0, number + 1, 0, full));

        Assert.Equal(InstructionOutcome.Advanced, Receive(number, number + 1, number, full));
        Assert.Equal(2, receiver.StateCount);
        Assert.InRange(receiver.HeldBytes, 2 * ScreenBytes, (2 * ScreenBytes) + 200_000);

        // Bare acknowledgements share what they hold.
        Assert.Equal(InstructionOutcome.Advanced, Receive(number + 1, number + 2, number + 1, []));
        Assert.Equal(InstructionOutcome.Advanced, Receive(number + 2, number + 3, number + 2, []));
        Assert.InRange(receiver.HeldBytes, ScreenBytes, ScreenBytes + 100_000);

        InstructionOutcome Receive(ulong from, ulong to, ulong throwaway, byte[] diff) => receiver.Process(
            0,
            new Instruction
            {
                ProtocolVersion = Instruction.CurrentProtocolVersion,
                OldNumber = from,
                NewNumber = to,
                ThrowawayNumber = throwaway,
                Diff = diff,
            });
    }

    [Fact]
    public void A_state_counts_for_what_it_does_not_share()
    {
        ScreenState state = new(100, 50);
        Assert.True(state.TryApply(HostBytes("\e#8\e[1;1He\u0301\e]8;;http://example.org/\ax")));
        Assert.InRange(state.HeldBytes, 100 * 50 * 16, (100 * 50 * 16) + 1_000);

        ScreenState next = state.Snapshot();
        Assert.True(next.TryApply(HostBytes("\e[7;1Hchanged")));
        Assert.InRange(next.HeldBytes, 100 * 16, (100 * 16) + 1_000);

        ScreenState scrolled = next.Snapshot();
        Assert.True(scrolled.TryApply(HostBytes("\e[50;1H\n\n")));
        Assert.InRange(scrolled.HeldBytes, 2 * 100 * 16, (2 * 100 * 16) + 1_000);

        ScreenState acknowledged = next.Snapshot();
        Assert.True(acknowledged.TryApply(EchoAck(5)));
        Assert.Equal(0, acknowledged.HeldBytes);
        Assert.Equal(0, next.SnapshotReusing(scrolled).HeldBytes);

        ScreenState copied = next.Snapshot();
        Assert.True(copied.TryApply(HostBytes("\e]52;c;" + new string('A', 10_000) + "\a")));
        Assert.InRange(copied.HeldBytes, 20_000, 21_000);

        ScreenState marked = next.Snapshot();
        Assert.True(marked.TryApply(HostBytes(
            "\e[H" + string.Concat(Enumerable.Range(0, 1_000).Select(i => (char)('a' + i % 26) + char.ConvertFromUtf32(0x300 + i / 26) + "\r")))));
        Assert.InRange(marked.HeldBytes, 1_000 * 12, 1_000 * 100);
    }

    private static byte[] HostBytes(string text)
    {
        ArrayBufferWriter<byte> diff = new();
        MessageWriter.WriteHostBytes(diff, Encoding.UTF8.GetBytes(text));
        return diff.WrittenSpan.ToArray();
    }

    private static byte[] Resize(int columns, int rows)
    {
        ArrayBufferWriter<byte> diff = new();
        MessageWriter.WriteResize(diff, columns, rows);
        return diff.WrittenSpan.ToArray();
    }

    private static byte[] EchoAck(ulong number)
    {
        ArrayBufferWriter<byte> diff = new();
        MessageWriter.WriteEchoAck(diff, number);
        return diff.WrittenSpan.ToArray();
    }
}
