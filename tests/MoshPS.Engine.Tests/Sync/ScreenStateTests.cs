using System.Buffers;
using System.Text;
using MoshPS.Engine.Sync;
using MoshPS.Engine.Sync.Messages;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Tests.Sync.Messages;
using MoshPS.Engine.Tests.Terminal;

namespace MoshPS.Engine.Tests.Sync;

/// <summary>The terminal as a synchronised object (spec 1 §10.2).</summary>
public sealed class ScreenStateTests
{
    [Fact]
    public void The_example_of_the_specification_is_applied()
    {
        ScreenState state = new(20, 5);
        Assert.True(state.TryApply(Convert.FromHexString("0a043a0240010a061a04285030180a06120422026869")));
        Assert.Equal(1UL, state.EchoAck);
        Assert.Equal((80, 24), (state.Screen.Columns, state.Screen.Rows));
        Assert.Equal("hi", state.Screen.GetRowText(0));
    }

    [Fact]
    public void A_difference_has_echo_ack_size_and_output_in_this_order()
    {
        Emulator program = new(80, 24);
        ScreenState state = new(80, 24);
        state.Publish(program.Screen);
        ScreenState from = state.Snapshot();
        state.RecordInput(1, 0);
        state.UpdateEchoAck(50);
        program.Resize(40, 10);
        program.Write("hi"u8);
        state.Publish(program.Screen);

        Assert.Equal(["ack 1", "size 40x10", "text \e[r\e[0m\e[H\e[2Jhi"], Describe(state, from));
    }

    [Fact]
    public void Only_what_changed_is_sent()
    {
        Emulator program = new(80, 24);
        ScreenState state = new(80, 24);
        state.Publish(program.Screen);
        ScreenState from = state.Snapshot();
        Assert.Empty(Describe(state, from));

        program.Write("hi"u8);
        state.Publish(program.Screen);
        Assert.Equal(["text hi"], Describe(state, from));

        state.RecordInput(300, 0);
        state.UpdateEchoAck(50);
        Assert.Equal(["ack 300", "text hi"], Describe(state, from));

        from = state.Snapshot();
        program.Write("\e[1;1Hhi"u8);
        state.Publish(program.Screen);
        Assert.Empty(Describe(state, from));
        Assert.True(state.HasSameContent(from));
    }

    [Fact]
    public void From_state_0_the_size_is_always_sent()
    {
        ScreenState state = new(80, 24);
        ScreenState initial = state.Snapshot();
        Assert.True(state.HasSameContent(initial));
        Assert.Empty(Describe(state, initial));

        state.Publish(new Screen(80, 24));
        Assert.False(state.HasSameContent(initial));
        Assert.Equal(["size 80x24"], Describe(state, initial));

        // A client of another size.
        ScreenState client = new(120, 40);
        ArrayBufferWriter<byte> diff = new();
        state.WriteDiff(initial, diff);
        Assert.True(client.TryApply(diff.WrittenSpan));
        Assert.True(client.HasSameContent(state));
    }

    [Fact]
    public void An_icon_name_alone_is_not_sent()
    {
        Emulator program = new(80, 24);
        ScreenState state = new(80, 24);
        state.Publish(program.Screen);
        ScreenState from = state.Snapshot();
        program.Write("\e]1;i\a"u8);
        state.Publish(program.Screen);
        Assert.True(state.HasSameContent(from));
        Assert.Empty(Describe(state, from));
    }

    [Fact]
    public void Any_difference_applied_to_its_base_gives_the_state()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            Random random = new(seed);
            RandomOutput output = new(random);
            Emulator program = new(random.Next(1, 40), random.Next(1, 12));
            ScreenState server = new(program.Screen.Columns, program.Screen.Rows, checksFrames: true);
            List<(ScreenState Server, ScreenState Client)> states = [(server.Snapshot(), new ScreenState(33, 7))];
            ulong input = 0;
            for (int step = 0; step < 25; step++)
            {
                program.Write(output.Next(program.Screen.Columns, program.Screen.Rows));
                if (random.Next(12) == 0)
                {
                    program.Resize(random.Next(1, 40), random.Next(1, 12));
                }

                server.Publish(program.Screen);
                server.RecordInput(++input, step * 30);
                server.UpdateEchoAck(step * 30);

                (ScreenState from, ScreenState clientBase) = states[random.Next(states.Count)];
                ArrayBufferWriter<byte> diff = new();
                server.WriteDiff(from, diff);
                ScreenState client = clientBase.Snapshot();
                Assert.True(client.TryApply(diff.WrittenSpan), $"seed {seed}, step {step}");
                Assert.True(ScreenAppearance.AreAlike(client.Screen, server.Screen), $"seed {seed}, step {step}");
                Assert.Equal(server.EchoAck, client.EchoAck);
                Assert.Equal(diff.WrittenCount == 0, server.HasSameContent(from));
                states.Add((server.Snapshot(), client));
                if (states.Count > 6)
                {
                    states.RemoveAt(random.Next(states.Count));
                }
            }

            // What was received earlier has not changed since.
            foreach ((ScreenState sent, ScreenState received) in states.Where(s => s.Client.EchoAck > 0))
            {
                Assert.True(ScreenAppearance.AreAlike(received.Screen, sent.Screen), $"seed {seed}");
            }

            Assert.Equal(0, server.FailedFrameCount);
        }
    }

    [Fact]
    public void A_screen_taken_from_a_state_does_not_change_with_the_state()
    {
        ScreenState state = new(20, 5);
        Screen before = state.Screen;
        Assert.True(state.TryApply(HostBytes("hello")));
        Screen after = state.Screen;
        ScreenState next = state.Snapshot();
        Assert.True(next.TryApply(HostBytes("\e[Hworld")));

        Assert.Equal("", before.GetRowText(0));
        Assert.Equal("hello", after.GetRowText(0));
        Assert.Equal("hello", state.Screen.GetRowText(0));
        Assert.Equal("world", next.Screen.GetRowText(0));
    }

    [Fact]
    public void What_is_published_does_not_change_with_the_program_that_goes_on()
    {
        Emulator program = new(20, 5);
        program.Write("hello\e]0;unfin"u8);
        ScreenState state = new(20, 5);
        state.Publish(program.Screen);
        program.Write("ished\a\rworld"u8);
        Assert.Equal("hello", state.Screen.GetRowText(0));
        Assert.Equal("unfinished", program.Screen.WindowTitle);
    }

    [Fact]
    public void Output_that_ends_within_a_sequence_does_no_harm_to_the_next()
    {
        ScreenState state = new(20, 5);
        Assert.True(state.TryApply(HostBytes("a\e[3")));
        ScreenState next = state.Snapshot();
        Assert.True(next.TryApply(HostBytes("1mb")));
        Assert.Equal("a1mb", next.Screen.GetRowText(0));
    }

    [Fact]
    public void A_frame_that_fails_the_check_is_replaced_by_the_whole_screen()
    {
        Emulator program = new(20, 5);
        ScreenState state = new(20, 5, checksFrames: true);
        state.Publish(program.Screen);
        ScreenState from = state.Snapshot();

        // What no program can do: a title that was never set. No frame conveys it.
        program.Screen.WindowTitle = "never set";
        program.Write("text"u8);
        state.Publish(program.Screen);
        string output = Assert.Single(Describe(state, from));
        Assert.Contains("\e[2J", output, StringComparison.Ordinal);
        Assert.Contains("text", output["text ".Length..], StringComparison.Ordinal);
        Assert.Equal(1, state.FailedFrameCount);
    }

    [Theory]
    [InlineData("0a061a0428003018", "no width")]
    [InlineData("0a041a022850", "height absent")]
    [InlineData("0a0f1a0d28ffffffffffffffffff013018", "negative width")]
    [InlineData("0a0a1a0828ffffff7f303018", "too wide")]
    [InlineData("0a081a0628904e30904e", "too many cells")]
    [InlineData("0a051203220261", "cut short")]
    [InlineData("ffffffffffffffffffff", "no tag")]
    public void Malformed_or_unreasonable_differences_are_refused(string hex, string why) =>
        Assert.False(new ScreenState(80, 24).TryApply(Convert.FromHexString(hex)), why);

    [Fact]
    public void An_echo_ack_that_goes_back_is_refused()
    {
        ScreenState state = new(80, 24);
        Assert.True(state.TryApply(Convert.FromHexString("0a053a0340ac02")));
        Assert.True(state.Snapshot().TryApply(Convert.FromHexString("0a053a0340ac02")));
        Assert.False(state.Snapshot().TryApply(Convert.FromHexString("0a053a0340ab02")));
    }

    [Fact]
    public void More_resizes_than_anybody_needs_are_refused()
    {
        ArrayBufferWriter<byte> diff = new();
        for (int i = 0; i < ScreenState.MaximumResizes; i++)
        {
            MessageWriter.WriteResize(diff, 80 + i, 24);
        }

        Assert.True(new ScreenState(80, 24).TryApply(diff.WrittenSpan));
        MessageWriter.WriteResize(diff, 200, 24);
        Assert.False(new ScreenState(80, 24).TryApply(diff.WrittenSpan));
    }

    [Fact]
    public void Differences_that_no_instruction_can_carry_are_refused()
    {
        ArrayBufferWriter<byte> diff = new();
        MessageWriter.WriteHostBytes(diff, new byte[4 << 20]);
        Assert.False(new ScreenState(80, 24).TryApply(diff.WrittenSpan));
    }

    [Fact]
    public void Hostile_differences_never_throw_and_leave_the_base_as_it_was()
    {
        for (int seed = 0; seed < 4000; seed++)
        {
            Random random = new(seed);
            RandomOutput output = new(random);
            ScreenState state = new(random.Next(1, 40), random.Next(1, 12));
            for (int i = 0; i < 4; i++)
            {
                ArrayBufferWriter<byte> diff = new();
                MessageWriter.WriteHostBytes(diff, output.Next(state.Screen.Columns, state.Screen.Rows));
                diff.Write(RandomMessages.HostMessage(random));
                byte[] bytes = diff.WrittenSpan.ToArray();
                bytes = random.Next(3) == 0 ? bytes : RandomMessages.Damage(random, bytes);

                string before = state.Screen.GetText();
                ScreenState next = state.Snapshot();
                bool applied = next.TryApply(bytes);
                Assert.Equal(before, state.Screen.GetText());
                Assert.True(Screen.IsSizeAllowed(next.Screen.Columns, next.Screen.Rows));
                state = applied ? next : state;
            }
        }
    }

    [Fact]
    public void A_small_change_does_not_copy_the_screen()
    {
        Emulator program = new(200, 50);
        for (int row = 0; row < 50; row++)
        {
            program.Write(Encoding.ASCII.GetBytes(new string('x', 199) + "\e[E\e[G\n"));
        }

        ScreenState server = new(200, 50);
        ScreenState client = new(200, 50);
        ScreenState initial = server.Snapshot();
        server.Publish(program.Screen);
        ArrayBufferWriter<byte> diff = new(1 << 16);
        server.WriteDiff(initial, diff);
        Assert.True(client.TryApply(diff.WrittenSpan));

        long allocated = 0;
        for (int i = 0; i < 20; i++)
        {
            ScreenState from = server.Snapshot();
            program.Write("\e[25;100Hab"u8);
            program.Write([(byte)('a' + i)]);
            server.Publish(program.Screen);
            diff.ResetWrittenCount();
            server.WriteDiff(from, diff);
            client = client.Snapshot();
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(client.TryApply(diff.WrittenSpan));
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // The references to 50 rows, the screen's own fields, and the one row of 200 cells that changed.
        Assert.InRange(allocated, 1, (50 * 8) + (200 * 16) + 1000);
    }

    [Fact]
    public void A_difference_that_is_not_needed_allocates_nothing()
    {
        Emulator program = new(80, 24);
        ScreenState server = new(80, 24);
        server.Publish(program.Screen);
        ArrayBufferWriter<byte> diff = new(1 << 16);
        ScreenState retired = server.Snapshot();
        ScreenState sent = server.Snapshot();
        long allocated = 0;
        for (int i = 0; i < 10; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            server.WriteDiff(sent, diff);
            (sent, retired) = (server.SnapshotReusing(retired), sent);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, diff.WrittenCount);
        Assert.Equal(0, allocated);
    }

    private static byte[] HostBytes(string text)
    {
        ArrayBufferWriter<byte> diff = new();
        MessageWriter.WriteHostBytes(diff, Encoding.UTF8.GetBytes(text));
        return diff.WrittenSpan.ToArray();
    }

    private static List<string> Describe(ScreenState to, ScreenState from)
    {
        ArrayBufferWriter<byte> diff = new();
        to.WriteDiff(from, diff);
        List<string> parts = [];
        HostMessageReader reader = new(diff.WrittenSpan);
        while (reader.TryRead(out HostInstruction instruction))
        {
            parts.Add(instruction.Kind switch
            {
                HostInstructionKind.HostBytes => "text " + Encoding.UTF8.GetString(instruction.HostBytes),
                HostInstructionKind.Resize => $"size {instruction.Columns}x{instruction.Rows}",
                _ => $"ack {instruction.EchoAck}",
            });
        }

        Assert.False(reader.Malformed);
        return parts;
    }
}
