using System.Buffers;
using System.Text;
using MoshPS.Engine.Sync;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Tests.Transport;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Sync;

/// <summary>
/// Screens that take more than one instruction can carry, 4 MiB, which keeps a stock server silent for as long as the
/// screen is like that (spec 1 §7, "May improve").
/// </summary>
public sealed class LargeScreenTests
{
    [Theory]
    [InlineData(400, 300, Content.Colors)]
    [InlineData(80, 24, Content.Hyperlinks)]
    [InlineData(600, 300, Content.Marks)]
    [InlineData(10_000, 20, Content.Colors)]
    public void A_screen_that_is_too_large_for_one_difference_is_sent_in_parts(int columns, int rows, Content content)
    {
        Emulator program = new(columns, rows);
        Fill(program, content, seed: 1);
        ScreenState state = new(columns, rows, checksFrames: true);
        ScreenState follower = new(80, 24);
        ScreenState from = state.Snapshot();
        state.Publish(program.Screen);
        int parts = 0;
        while (true)
        {
            ArrayBufferWriter<byte> diff = new();
            state.WriteDiff(from, diff);
            if (diff.WrittenCount <= InstructionLimits.MaximumDiffLength)
            {
                Assert.True(follower.TryApply(diff.WrittenSpan));
                break;
            }

            Assert.InRange(diff.WrittenCount, 0, InstructionLimits.MaximumDiffLength + 65_536);
            diff.ResetWrittenCount();
            from = state.WritePart(from, diff);
            Assert.InRange(diff.WrittenCount, InstructionLimits.PartLength, InstructionLimits.PartLength + 65_536);
            Assert.True(follower.TryApply(diff.WrittenSpan));
            Assert.True(ScreenAppearance.AreAlike(from.Screen, follower.Screen));
            parts++;
        }

        Assert.InRange(parts, 1, 20);
        Assert.True(ScreenAppearance.AreAlike(state.Screen, follower.Screen));
        Assert.Equal(0, state.FailedFrameCount);
    }

    [Fact]
    public void A_client_gets_a_screen_that_is_too_large_in_several_states_also_when_some_are_lost()
    {
        Emulator program = new(500, 300);
        Fill(program, Content.Colors, seed: 2);
        using TransportEndpoint<ScreenState, UserInput> server = Server(500, 300);
        using TransportEndpoint<UserInput, ScreenState> client = new(
            PeerForger.Key,
            TransportRole.Client,
            new UserInput(),
            new ScreenState(80, 24),
            now: 0,
            new TransportOptions { Random = new Random(3).NextBytes });
        client.Local.PushResize(500, 300);
        DatagramQueue toServer = new();
        DatagramQueue toClient = new();
        Random random = new(4);
        long now = 0;
        bool isShown = false;
        for (; now < 60_000 && !isShown; now += 10)
        {
            client.Tick(now, toServer);
            foreach (byte[] datagram in toServer.Datagrams)
            {
                server.Receive(now, datagram);
            }

            toServer.Datagrams.Clear();
            if (server.LatestRemoteNumber != 0)
            {
                server.Local.Publish(program.Screen);
            }

            server.Tick(now, toClient);
            foreach (byte[] datagram in toClient.Datagrams)
            {
                if (random.Next(2_000) != 0)
                {
                    client.Receive(now, datagram);
                }
            }

            toClient.Datagrams.Clear();
            isShown = ScreenAppearance.AreAlike(program.Screen, client.LatestRemote.Screen);
        }

        Assert.True(isShown);
        Assert.True(server.LastSentNumber > 3);
    }

    [Fact]
    public void A_client_that_acknowledges_nothing_makes_the_server_hold_few_large_screens()
    {
        const int Size = 1_400;
        const long ScreenBytes = (long)Size * Size * 16;
        using TransportEndpoint<ScreenState, UserInput> server = Server(Size, Size);
        using PeerForger client = new(TransportRole.Client);
        Emulator program = new(Size, Size);
        DatagramQueue sink = new();
        long now = 0;
        ulong last = 0;
        for (ulong number = 1; number <= 12; number++)
        {
            now += 300;
            server.Receive(now, client.Datagram(now, new Instruction
            {
                ProtocolVersion = Instruction.CurrentProtocolVersion,
                OldNumber = number - 1,
                NewNumber = number,
            }));
            program.Write(Encoding.ASCII.GetBytes($"\e[3{number % 8}m\e[2J\e#8\e[{number}H{number}"));
            server.Local.Publish(program.Screen);
            server.Tick(now, sink);
            server.Tick(now + 20, sink);
            sink.Datagrams.Clear();
            Assert.True(server.LastSentNumber > last);
            last = server.LastSentNumber;
            Assert.InRange(server.SentBytesHeld, 0, SentStates<ScreenState>.Minimum * (ScreenBytes + 100_000));
        }

        Assert.Equal(SentStates<ScreenState>.Minimum, server.StatesHeld.Sent);
    }

    [Fact]
    public void Screens_of_ordinary_size_are_all_kept()
    {
        using TransportEndpoint<ScreenState, UserInput> server = Server(200, 60);
        using PeerForger client = new(TransportRole.Client);
        Emulator program = new(200, 60);
        DatagramQueue sink = new();
        long now = 0;
        for (ulong number = 1; number <= 60; number++)
        {
            now += 300;
            server.Receive(now, client.Datagram(now, new Instruction
            {
                ProtocolVersion = Instruction.CurrentProtocolVersion,
                OldNumber = number - 1,
                NewNumber = number,
            }));
            program.Write(Encoding.ASCII.GetBytes($"\e[2J\e[H{number}"));
            server.Local.Publish(program.Screen);
            server.Tick(now, sink);
            server.Tick(now + 20, sink);
            sink.Datagrams.Clear();
        }

        Assert.Equal(SentStates<ScreenState>.Maximum, server.StatesHeld.Sent);
    }

    private static TransportEndpoint<ScreenState, UserInput> Server(int columns, int rows) => new(
        PeerForger.Key,
        TransportRole.Server,
        new ScreenState(columns, rows, checksFrames: true),
        new UserInput(),
        now: 0,
        new TransportOptions { Random = new Random(1).NextBytes });

    private static void Fill(Emulator program, Content content, int seed)
    {
        Random random = new(seed);
        StringBuilder output = new("\e[H");
        for (int i = program.Screen.Columns * program.Screen.Rows; i > 0; i--)
        {
            output.Append(content switch
            {
                Content.Colors =>
                    $"\e[38;2;{random.Next(256)};{random.Next(256)};{random.Next(256)};48;2;{random.Next(256)};{random.Next(256)};{random.Next(256)}m▀",
                Content.Hyperlinks => $"\e]8;;http://{i}/{new string('x', 4_000)}\a{(char)('a' + (i % 26))}",
                _ => "x" + string.Concat(Enumerable.Repeat("\u0301", 15)),
            });
            if (output.Length > 1 << 20)
            {
                program.Write(Encoding.UTF8.GetBytes(output.ToString()));
                output.Clear();
            }
        }

        program.Write(Encoding.UTF8.GetBytes(output.ToString()));
    }

    /// <summary>What each cell holds.</summary>
    public enum Content
    {
        /// <summary>Two colours of its own.</summary>
        Colors,

        /// <summary>A hyperlink of its own.</summary>
        Hyperlinks,

        /// <summary>As many marks as fit.</summary>
        Marks,
    }
}
