using System.Buffers;
using System.Text;
using MoshPS.Engine.Sync;
using MoshPS.Engine.Sync.Messages;
using MoshPS.Engine.Tests.Sync.Messages;

namespace MoshPS.Engine.Tests.Sync;

/// <summary>The user stream (spec 1 §10.1).</summary>
public sealed class UserInputTests
{
    [Fact]
    public void The_examples_of_the_specification_are_written()
    {
        UserInput empty = new();
        UserInput input = new();
        input.PushBytes("ls\r"u8);
        input.PushResize(120, 40);
        input.PushBytes("q"u8);
        Assert.Equal("0a07120522036c730d0a061a04287830280a051203220171", DiffInHex(input, empty));
    }

    [Fact]
    public void Bytes_pushed_one_by_one_join_one_keys_field()
    {
        UserInput input = new();
        UserInput empty = input.Snapshot();
        foreach (byte b in "abc"u8)
        {
            input.PushBytes([b]);
        }

        Assert.Equal("0a0712052203616263", DiffInHex(input, empty));
    }

    [Fact]
    public void Equal_states_have_an_empty_difference()
    {
        UserInput input = new();
        input.PushBytes("abc"u8);
        Assert.Equal("", DiffInHex(input, input.Snapshot()));
        Assert.True(input.HasSameContent(input.Snapshot()));
    }

    [Fact]
    public void A_later_push_does_not_show_in_a_snapshot()
    {
        UserInput input = new();
        input.PushBytes("ab"u8);
        UserInput snapshot = input.Snapshot();
        input.PushBytes("c"u8);

        Assert.False(input.HasSameContent(snapshot));
        Assert.Equal("ab", Text(snapshot));
        Assert.Equal("abc", Text(input));
    }

    [Fact]
    public void A_push_to_a_snapshot_does_not_show_in_the_original()
    {
        UserInput input = new();
        input.PushBytes("ab"u8);
        UserInput snapshot = input.Snapshot();
        input.PushBytes("c"u8);
        snapshot.PushBytes("d"u8);

        Assert.Equal("abd", Text(snapshot));
        Assert.Equal("abc", Text(input));
        Assert.False(input.HasSameContent(snapshot));
    }

    [Fact]
    public void A_resize_that_no_state_holds_yet_is_replaced_by_the_next_one()
    {
        UserInput input = new();
        UserInput empty = input.Snapshot();
        input.PushResize(80, 24);
        input.PushResize(90, 30);
        Assert.Equal("[90x30]", Text(input));

        UserInput sent = input.Snapshot();
        input.PushResize(100, 40);
        input.PushBytes("x"u8);
        input.PushResize(101, 40);
        Assert.Equal("[90x30]", Text(sent));
        Assert.Equal("[90x30][100x40]x[101x40]", Text(input));
        Assert.Equal(4, input.EventCount);
        Assert.Equal(0, empty.EventCount);
    }

    [Fact]
    public void A_resize_that_a_difference_carried_is_not_replaced()
    {
        UserInput input = new();
        UserInput empty = input.Snapshot();
        input.PushResize(80, 24);
        DiffInHex(input, empty);
        input.PushResize(90, 30);
        Assert.Equal("[80x24][90x30]", Text(input));
    }

    [Fact]
    public void Dropping_a_prefix_leaves_the_differences_as_they_were()
    {
        UserInput input = new();
        input.PushBytes("abc"u8);
        UserInput first = input.Snapshot();
        input.PushBytes("de"u8);
        UserInput second = input.Snapshot();
        input.PushBytes("f"u8);
        string fromSecond = DiffInHex(input, second);
        string fromFirst = DiffInHex(input, first);

        first.DropPrefix(first);
        second.DropPrefix(first);
        input.DropPrefix(first);

        Assert.Equal(fromSecond, DiffInHex(input, second));
        Assert.Equal(fromFirst, DiffInHex(input, first));
        Assert.Equal("def", Text(input));
        Assert.Equal("de", Text(second));
        Assert.Equal("", Text(first));
        Assert.False(input.HasSameContent(second));
    }

    [Fact]
    public void States_of_different_streams_are_compared_by_their_events()
    {
        UserInput left = new();
        left.PushBytes("ab"u8);
        left.PushResize(80, 24);
        UserInput right = new();
        right.PushBytes("a"u8);
        right.PushBytes("b"u8);
        Assert.False(left.HasSameContent(right));
        right.PushResize(80, 25);
        Assert.False(left.HasSameContent(right));

        UserInput third = new();
        third.PushBytes("xab"u8);
        third.PushResize(80, 24);
        UserInput beginning = new();
        beginning.PushBytes("x"u8);
        third.DropPrefix(beginning);
        Assert.True(left.HasSameContent(third));
        Assert.Equal("ab[80x24]", Text(third));
    }

    [Fact]
    public void A_difference_from_what_is_no_beginning_is_an_error_of_the_caller()
    {
        UserInput input = new();
        input.PushBytes("ab"u8);
        UserInput other = new();
        other.PushBytes("x"u8);
        Assert.Throws<ArgumentException>(() => DiffInHex(input, other));
    }

    [Fact]
    public void Any_difference_applied_to_its_base_gives_the_state()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            UserInput live = new();
            UserInput remote = new();
            List<(UserInput Local, UserInput Remote)> states = [(live.Snapshot(), remote)];
            StringBuilder expected = new();
            for (int step = 0; step < 60; step++)
            {
                PushAnything(random, live, expected);

                // A state based on any earlier one, as the transport may choose; sometimes a base is dropped.
                (UserInput from, UserInput remoteBase) = states[random.Next(states.Count)];
                ArrayBufferWriter<byte> diff = new();
                live.WriteDiff(from, diff);
                UserInput applied = remoteBase.Snapshot();
                Assert.True(applied.TryApply(diff.WrittenSpan), $"seed {seed}, step {step}");
                states.Add((live.Snapshot(), applied));

                foreach ((UserInput local, UserInput copy) in states)
                {
                    Assert.True(local.EventCount == copy.EventCount, $"seed {seed}, step {step}");
                }

                if (random.Next(5) == 0)
                {
                    int keepFrom = random.Next(states.Count);
                    states.RemoveRange(0, keepFrom);
                    (UserInput localFirst, UserInput remoteFirst) = states[0];
                    live.DropPrefix(localFirst);
                    foreach ((UserInput local, UserInput copy) in states)
                    {
                        local.DropPrefix(localFirst);
                        copy.DropPrefix(remoteFirst);
                        Assert.True(local.HasSameContent(copy) && copy.HasSameContent(local), $"seed {seed}, step {step}");
                    }
                }

                Assert.True(Text(live) == Text(applied), $"seed {seed}, step {step}");
            }

            Assert.EndsWith(
                WithoutOvertakenResizes(Text(live)),
                WithoutOvertakenResizes(expected.ToString()),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_reader_takes_every_byte_and_the_last_size_once_whatever_is_dropped()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            UserInput live = new();
            UserInput latest = new();
            UserInputReader reader = new(latest);
            UserInput sent = live.Snapshot();
            StringBuilder expected = new();
            StringBuilder pushed = new();
            StringBuilder read = new();
            for (int step = 0; step < 40; step++)
            {
                PushAnything(random, live, pushed);
                ArrayBufferWriter<byte> diff = new();
                live.WriteDiff(sent, diff);
                latest = latest.Snapshot();
                Assert.True(latest.TryApply(diff.WrittenSpan));
                sent = live.Snapshot();

                latest.DropPrefix(latest);
                if (random.Next(3) == 0)
                {
                    Read(reader, latest, read);
                    expected.Append(WithLastSizeOnly(pushed.ToString()));
                    pushed.Clear();
                }
            }

            Read(reader, latest, read);
            expected.Append(WithLastSizeOnly(pushed.ToString()));
            Assert.Equal(expected.ToString(), read.ToString());
            Assert.False(reader.TryRead(latest, out _));
        }
    }

    [Fact]
    public void Of_neighbouring_resizes_a_reader_reports_the_last()
    {
        UserInput latest = new();
        UserInputReader reader = new(latest);
        latest.TryApply(Convert.FromHexString("0a061a04285030180a061a04287830280a051203220171"));

        Assert.True(reader.TryRead(latest, out UserInputEvent first));
        Assert.True(first.IsResize);
        Assert.Equal((120, 40), (first.Columns, first.Rows));
        Assert.True(reader.TryRead(latest, out UserInputEvent second));
        Assert.Equal("q"u8.ToArray(), second.Bytes.ToArray());
        Assert.False(reader.TryRead(latest, out _));
    }

    [Fact]
    public void Of_sizes_among_keys_a_reader_reports_the_last_possible_one()
    {
        UserInput latest = new();
        UserInputReader reader = new(latest);
        ArrayBufferWriter<byte> diff = new();
        for (int i = 0; i < 4_000; i++)
        {
            MessageWriter.WriteResize(diff, 1_000 + (i % 2), 1_000);
            MessageWriter.WriteKeysHead(diff, 1);
            diff.Write("k"u8);
        }

        MessageWriter.WriteResize(diff, 0, 0);
        Assert.True(latest.TryApply(diff.WrittenSpan));
        StringBuilder read = new();
        Read(reader, latest, read);
        Assert.Equal(new string('k', 3_999) + "[1001x1000]k", read.ToString());
    }

    [Fact]
    public void A_reader_without_room_takes_what_fits_and_resizes_that_come_next()
    {
        UserInput latest = new();
        UserInputReader reader = new(latest);
        latest.PushBytes("abcdef"u8);
        Assert.True(latest.PushResize(100, 30));
        latest.PushBytes("g"u8);
        Assert.True(reader.TryRead(latest, 4, out UserInputEvent first));
        Assert.Equal("abcd"u8.ToArray(), first.Bytes.ToArray());
        Assert.False(reader.HasTakenAll(latest));
        Assert.True(reader.TryRead(latest, 4, out UserInputEvent second));
        Assert.Equal("ef"u8.ToArray(), second.Bytes.ToArray());
        Assert.True(reader.TryRead(latest, 0, out UserInputEvent third));
        Assert.Equal((100, 30), (third.Columns, third.Rows));
        Assert.False(reader.TryRead(latest, 0, out _));
        Assert.True(reader.TryRead(latest, 1, out _));
        Assert.True(reader.HasTakenAll(latest));
    }

    [Fact]
    public void A_reader_without_room_takes_the_last_size_before_the_bytes_in_front_of_it_and_once()
    {
        UserInput latest = new();
        UserInputReader reader = new(latest);
        latest.PushBytes("ab"u8);
        Assert.False(reader.TryRead(latest, 0, out _));
        Assert.True(latest.PushResize(100, 30));
        latest.PushBytes("c"u8);
        Assert.True(latest.PushResize(90, 20));
        latest.PushBytes("d"u8);
        Assert.True(reader.TryRead(latest, 0, out UserInputEvent ahead));
        Assert.Equal((90, 20), (ahead.Columns, ahead.Rows));
        Assert.False(reader.TryRead(latest, 0, out _));
        Assert.True(latest.PushResize(91, 21));
        StringBuilder read = new();
        Read(reader, latest, read);
        Assert.Equal("abcd[91x21]", read.ToString());
    }

    [Fact]
    public void What_a_reader_takes_makes_room_for_what_was_refused()
    {
        UserInput latest = new();
        UserInputReader reader = new(latest);
        UserInput sender = new();
        UserInput sent = sender.Snapshot();
        while (latest.PendingEventCount < UserInput.MaximumReceivedBytes)
        {
            Assert.True(TrySend());
            latest.DropPrefix(latest);
        }

        Assert.False(TrySend());
        while (reader.TryRead(latest, out _))
        {
        }

        Assert.True(TrySend());

        bool TrySend()
        {
            sender.PushBytes(new byte[UserInput.MaximumPendingBytes]);
            ArrayBufferWriter<byte> diff = new();
            sender.WriteDiff(sent, diff);
            sender.DropPrefix(sender);
            sent = sender.Snapshot();
            UserInput next = latest.Snapshot();
            bool applied = next.TryApply(diff.WrittenSpan);
            latest = applied ? next : latest;
            return applied;
        }
    }

    [Fact]
    public void A_reader_refuses_the_state_of_another_stream()
    {
        UserInputReader reader = new(new UserInput());
        Assert.Throws<ArgumentException>(() => reader.TryRead(new UserInput(), out _));
    }

    [Fact]
    public void Input_beyond_the_limit_is_not_taken_until_the_peer_has_acknowledged_some()
    {
        UserInput input = new();
        byte[] paste = new byte[UserInput.MaximumPendingBytes + 10];
        Assert.Equal(UserInput.MaximumPendingBytes, input.PushBytes(paste));
        Assert.Equal(0, input.PushBytes("x"u8));

        UserInput sent = input.Snapshot();
        input.DropPrefix(sent);
        Assert.Equal(1, input.PushBytes("x"u8));
        Assert.Equal("x", Text(input));
    }

    [Fact]
    public void Resizes_beyond_the_limit_are_not_taken()
    {
        UserInput input = new();
        for (int i = 0; i < UserInput.MaximumPendingResizes; i++)
        {
            Assert.True(input.PushResize(80, 24));
            input.Snapshot();
        }

        Assert.False(input.PushResize(80, 24));
        input.DropPrefix(input.Snapshot());
        Assert.True(input.PushResize(80, 24));
    }

    [Theory]
    [InlineData("0a051203220261", "cut short")]
    [InlineData("ffffffffffffffffffff", "no tag")]
    public void Malformed_differences_are_refused(string hex, string why)
    {
        UserInput input = new();
        Assert.False(input.Snapshot().TryApply(Convert.FromHexString(hex)), why);

        // The good part before the bad one must leave no trace either.
        Assert.False(input.Snapshot().TryApply([.. Convert.FromHexString("0a051203220161"), .. Convert.FromHexString(hex)]));
        UserInput next = input.Snapshot();
        Assert.True(next.TryApply(Convert.FromHexString("0a051203220162")));
        Assert.Equal("b", Text(next));
    }

    [Theory]
    [InlineData("0a061a0428003018", "no width")]
    [InlineData("0a061a0428503000", "no height")]
    [InlineData("0a061a0428003000", "neither")]
    [InlineData("0a041a022850", "height absent")]
    [InlineData("0a0f1a0d28ffffffffffffffffff013018", "negative width")]
    [InlineData("0a091a0728ffffff7f3018", "too wide")]
    [InlineData("0a0a1a0828ffff0330ffff03", "65,535 by 65,535")]
    public void An_impossible_size_is_an_event_that_a_reader_passes_over(string hex, string why)
    {
        UserInput latest = new();
        UserInputReader reader = new(latest);
        byte[] impossible = Convert.FromHexString(hex);
        Assert.True(
            latest.TryApply(
            [
                .. Convert.FromHexString("0a061a0428783028"), .. impossible, .. Convert.FromHexString("0a051203220161"),
                .. impossible, .. Convert.FromHexString("0a051203220162"),
            ]),
            why);
        Assert.Equal(5, latest.EventCount);

        StringBuilder read = new();
        Read(reader, latest, read);
        Assert.Equal("[120x40]ab", read.ToString());
        Assert.Equal(2, reader.ImpossibleSizes);
    }

    [Fact]
    public void As_many_sizes_as_a_stock_client_can_send_are_taken()
    {
        // Somebody dragged the window's corner through a long outage.
        UserInput start = new();
        UserInputReader reader = new(start);
        ArrayBufferWriter<byte> diff = new();
        for (int i = 0; i < 400_000; i++)
        {
            MessageWriter.WriteResize(diff, 80 + (i % 40), 24);
        }

        UserInput latest = start.Snapshot();
        Assert.True(latest.TryApply(diff.WrittenSpan));
        Assert.True(reader.TryRead(latest, out UserInputEvent last));
        Assert.Equal((80 + (399_999 % 40), 24), (last.Columns, last.Rows));
        Assert.False(reader.TryRead(latest, out _));
    }

    [Fact]
    public void What_a_large_difference_took_is_given_back()
    {
        UserInput start = new();
        UserInputReader reader = new(start);
        UserInput latest = start.Snapshot();
        ArrayBufferWriter<byte> diff = new();
        MessageWriter.WriteKeysHead(diff, 4_000_000);
        diff.Write(new byte[4_000_000]);
        for (int i = 0; i < 10_000; i++)
        {
            MessageWriter.WriteResize(diff, 80, 24);
        }

        Assert.True(latest.TryApply(diff.WrittenSpan));
        Assert.InRange(latest.Log.HeldBytes, 4_000_000, 12_000_000);
        while (reader.TryRead(latest, out _))
        {
        }

        latest.DropPrefix(latest);
        Assert.InRange(latest.Log.HeldBytes, 1, 10_000);
        Assert.True(latest.TryApply(Convert.FromHexString("0a051203220161")));
        Assert.True(reader.TryRead(latest, out UserInputEvent next));
        Assert.Equal("a"u8, next.Bytes);
    }

    [Fact]
    public void A_peer_cannot_change_events_that_it_sent_before()
    {
        UserInput start = new();
        Assert.True(start.Snapshot().TryApply(Convert.FromHexString("0a07120522036c730d")));
        UserInput other = start.Snapshot();
        Assert.False(other.TryApply(Convert.FromHexString("0a07120522036c730e")));
        UserInput shorter = start.Snapshot();
        Assert.True(shorter.TryApply(Convert.FromHexString("0a05120322016c")));
        Assert.False(shorter.Snapshot().TryApply(Convert.FromHexString("0a061a0428503018")));
        Assert.Equal("l", Text(shorter));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_peer_that_contradicted_itself_is_understood_again_from_its_newest_state_on(bool wasRead)
    {
        UserInput start = new();
        UserInputReader reader = new(start);
        UserInput older = start.Snapshot();
        Assert.True(older.TryApply(Convert.FromHexString("0a051203220161")));
        StringBuilder read = new();
        if (wasRead)
        {
            Read(reader, older, read);
        }

        UserInput newest = start.Snapshot();
        reader.DropBeyond(newest);
        Assert.True(newest.TryApply(Convert.FromHexString("0a051203220163")));
        Read(reader, newest, read);
        Assert.Equal(wasRead ? "ac" : "c", read.ToString());

        // Nor does it matter if it goes on from where it was before.
        reader.DropBeyond(start);
        UserInput resumed = older.Snapshot();
        Assert.True(resumed.TryApply(Convert.FromHexString("0a051203220164")));
        Read(reader, resumed, read);
        Assert.Equal(wasRead ? "acd" : "cd", read.ToString());
    }

    [Fact]
    public void A_peer_cannot_make_us_hold_more_than_the_limit()
    {
        UserInput input = new();
        byte[] keys = new byte[UserInput.MaximumReceivedBytes / 4];
        UserInput sender = new();
        sender.PushBytes(keys);
        ArrayBufferWriter<byte> diff = new();
        sender.WriteDiff(new UserInput(), diff);
        for (int i = 0; i < 4; i++)
        {
            input = input.Snapshot();
            Assert.True(input.TryApply(diff.WrittenSpan));
        }

        Assert.False(input.Snapshot().TryApply(diff.WrittenSpan));
        input.DropPrefix(input);
        Assert.True(input.Snapshot().TryApply(diff.WrittenSpan));
    }

    [Fact]
    public void Hostile_differences_never_throw_and_leave_the_stream_usable()
    {
        for (int seed = 0; seed < 5000; seed++)
        {
            Random random = new(seed);
            UserInput state = new();
            for (int i = 0; i < 5; i++)
            {
                byte[] diff = RandomMessages.UserMessage(random);
                UserInput next = state.Snapshot();
                if (next.TryApply(random.Next(2) == 0 ? diff : RandomMessages.Damage(random, diff)))
                {
                    Assert.True(next.EventCount >= state.EventCount);
                    state = random.Next(3) == 0 ? state : next;
                }

                if (random.Next(4) == 0)
                {
                    state.DropPrefix(next);
                }
            }

            Text(state);
        }
    }

    [Fact]
    public void Keystrokes_allocate_nothing_once_the_stream_runs()
    {
        UserInput input = new();
        UserInput sent = input.Snapshot();
        UserInput retired = input.Snapshot();
        ArrayBufferWriter<byte> diff = new(1024);
        long perRound = 0;
        for (int round = 0; round < 400; round++)
        {
            diff.ResetWrittenCount();
            long before = GC.GetAllocatedBytesForCurrentThread();
            input.PushBytes("x"u8);
            input.WriteDiff(sent, diff);
            bool differs = !input.HasSameContent(sent);
            (sent, retired) = (input.SnapshotReusing(retired), sent);
            input.DropPrefix(sent);
            perRound = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(differs);
        }

        Assert.Equal(0, perRound);
    }

    private static void PushAnything(Random random, UserInput live, StringBuilder expected)
    {
        for (int i = random.Next(4); i > 0; i--)
        {
            if (random.Next(3) == 0)
            {
                int columns = random.Next(1, 300);
                live.PushResize(columns, 24);
                expected.Append(System.Globalization.CultureInfo.InvariantCulture, $"[{columns}x24]");
            }
            else
            {
                byte[] bytes = new byte[random.Next(8) == 0 ? random.Next(400) : random.Next(1, 4)];
                for (int k = 0; k < bytes.Length; k++)
                {
                    bytes[k] = (byte)random.Next('a', 'z' + 1);
                }

                live.PushBytes(bytes);
                expected.Append(Encoding.ASCII.GetString(bytes));
            }
        }
    }

    private static string WithoutOvertakenResizes(string text) =>
        System.Text.RegularExpressions.Regex.Replace(text, @"(\[\d+x\d+\])+(?=\[)", "");

    private static string WithLastSizeOnly(string text) =>
        System.Text.RegularExpressions.Regex.Replace(text, @"\[\d+x\d+\](?=.*\[)", "");

    private static string DiffInHex(UserInput to, UserInput from)
    {
        ArrayBufferWriter<byte> output = new();
        to.WriteDiff(from, output);
        return Convert.ToHexStringLower(output.WrittenSpan);
    }

    private static string Text(UserInput input)
    {
        // Through a state without any content, so that nothing but the public surface is used.
        ArrayBufferWriter<byte> diff = new();
        input.WriteDiff(new UserInput(), diff);
        UserInput copy = new();
        UserInputReader reader = new(copy);
        Assert.True(copy.TryApply(diff.WrittenSpan));
        StringBuilder text = new();
        foreach (string part in Parts(diff.WrittenSpan.ToArray()))
        {
            text.Append(part);
        }

        return text.ToString();
    }

    private static IEnumerable<string> Parts(byte[] diff) => Moshps.Tests.Sync.UserMessage.Parser.ParseFrom(diff)
        .Instruction.Select(i => i.Keystroke is not null
            ? Encoding.Latin1.GetString(i.Keystroke.Keys.Span)
            : $"[{i.Resize.Width}x{i.Resize.Height}]");

    private static void Read(UserInputReader reader, UserInput latest, StringBuilder text)
    {
        while (reader.TryRead(latest, out UserInputEvent e))
        {
            text.Append(e.IsResize ? $"[{e.Columns}x{e.Rows}]" : Encoding.Latin1.GetString(e.Bytes));
        }
    }
}
