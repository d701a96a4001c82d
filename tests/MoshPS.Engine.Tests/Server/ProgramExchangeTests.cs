using MoshPS.Engine.Server;
using MoshPS.Engine.Sync;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Tests.Simulation;

namespace MoshPS.Engine.Tests.Server;

/// <summary>What passes between the client and the program (spec 3 §2.6, §2.7).</summary>
public sealed class ProgramExchangeTests
{
    [Fact]
    public void The_program_starts_when_the_client_is_there_and_finds_its_window()
    {
        using SimulatedServer server = new();
        server.Run(30_000);
        Assert.False(server.Program.IsStarted);
        server.Connect(133, 43);
        Assert.True(server.Program.IsStarted);
        Assert.Equal("[133x43]", server.Program.Received.ToString());
        Assert.Equal((133, 43), (server.ClientScreen.Columns, server.ClientScreen.Rows));
    }

    [Fact]
    public void The_greeting_comes_before_what_the_program_prints()
    {
        FakeProgram program = new() { Greeting = "Welcome\r\n"u8.ToArray() };
        program.Print("$ ");
        using SimulatedServer server = new(program);
        server.Connect();
        Assert.Equal("Welcome\n$", SimulatedServer.TextOf(server.ClientScreen));
    }

    [Fact]
    public void Bytes_and_sizes_keep_their_order()
    {
        using SimulatedServer server = new();
        server.Connect();
        server.Type("before");
        Assert.True(server.Client.Local.PushResize(100, 30));
        server.Run(500);
        server.Type("between");
        Assert.True(server.Client.Local.PushResize(90, 20));
        Assert.True(server.Client.Local.PushResize(91, 21));
        server.Type("after");
        server.Run(500);
        Assert.Equal("before[100x30]between[91x21]after", server.Program.Received.ToString());
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(500_000)]
    public void A_resize_does_not_wait_for_a_program_that_does_not_read(int length)
    {
        using SimulatedServer server = new(new FakeProgram { Reads = false });
        server.Connect();
        server.Type(new string('x', length));
        Assert.True(server.Client.Local.PushResize(100, 30));
        server.Run(2_000);
        Assert.EndsWith("[100x30]", server.Program.Received.ToString(), StringComparison.Ordinal);
        Assert.Equal((100, 30), (server.ClientScreen.Columns, server.ClientScreen.Rows));
    }

    [Fact]
    public void A_paste_of_a_megabyte_arrives_whole_and_in_order()
    {
        using SimulatedServer server = new(new FakeProgram { Reads = false });
        server.Connect();
        string paste = string.Concat(Enumerable.Range(0, 40_000).Select(i => $"line {i} of a very long paste\r"));
        paste = paste[..1_000_000];
        server.Type(paste);
        for (int i = 0; i < 2_000 && server.Program.Received.Length < paste.Length; i++)
        {
            server.Program.Drain();
            server.Run(10);
            server.Host.ExchangeWithProgram(server.Now);
            Assert.InRange(server.Host.Session.HostInput.Pending.Length, 0, HostInputQueue.TypedCapacity);
        }

        Assert.True(paste == server.Program.Received.ToString());
    }

    [Fact]
    public void A_program_that_does_not_read_holds_up_nothing_but_its_input()
    {
        using SimulatedServer server = new(new FakeProgram { Reads = false });
        server.Connect();
        server.Type(new string('x', 200_000));
        server.Run(2_000);
        Assert.Equal(4095, server.Program.WaitingBytes);
        server.Program.Print("output goes on");
        server.Run(200);
        Assert.Equal("output goes on", SimulatedServer.TextOf(server.ClientScreen));

        // The client's states are taken, so that it knows that the server is there.
        Assert.InRange(server.Client.AcknowledgedNumber, server.Client.LastSentNumber - 1, server.Client.LastSentNumber);
        Assert.InRange(server.Host.Session.HostInput.Pending.Length, 60_000, HostInputQueue.TypedCapacity);
        server.Program.Reads = true;
        server.Program.Drain();
        server.Host.ExchangeWithProgram(server.Now);
        Assert.Equal(200_000, server.Program.Received.Length);
    }

    [Fact]
    public void More_than_four_megabytes_that_the_program_does_not_read_slow_the_client()
    {
        using SimulatedServer server = new(new FakeProgram { Reads = false });
        server.Connect();
        int typed = 0;
        for (int i = 0; i < 100; i++)
        {
            typed += server.Client.Local.PushBytes(new byte[100_000]);
            server.Run(500);
        }

        Assert.InRange(typed, 4 << 20, 6 << 20);
        server.Program.Reads = true;
        server.Program.Drain();
        server.Host.ExchangeWithProgram(server.Now);
        server.Run(20_000);
        Assert.Equal(typed, server.Program.Received.Length);
    }

    [Fact]
    public void Input_is_acknowledged_as_echoed_only_when_the_program_has_it()
    {
        using SimulatedServer server = new(new FakeProgram { Reads = false, Buffer = 3 });
        server.Connect();
        ulong before = server.Client.LatestRemote.EchoAck;
        server.Type("abc");
        server.Run(1_000);
        ulong taken = server.Client.LatestRemote.EchoAck;
        Assert.True(taken > before);
        server.Type("d");
        server.Run(5_000);
        Assert.Equal(taken, server.Client.LatestRemote.EchoAck);
        server.Program.Drain();
        server.Host.ExchangeWithProgram(server.Now);
        server.Run(1_000);
        Assert.True(server.Client.LatestRemote.EchoAck > taken);
    }

    [Fact]
    public void The_echo_is_acknowledged_after_fifty_milliseconds()
    {
        using SimulatedServer server = new();
        server.Connect();
        server.Conditions = PathConditions.Healthy with { Delay = 0 };
        server.Run(5_000);
        ulong before = server.Host.Session.Endpoint.Local.EchoAck;
        server.Type("a");
        long start = server.Now;
        while (server.Host.Session.Endpoint.Local.EchoAck == before)
        {
            server.Run(1);
            Assert.InRange(server.Now - start, 0, 60);
        }

        Assert.InRange(server.Now - start, 51, 60);
    }

    [Fact]
    public void A_program_that_asks_for_ever_and_never_reads_costs_no_memory()
    {
        using SimulatedServer server = new(new FakeProgram { Reads = false });
        server.Connect();
        for (int i = 0; i < 100; i++)
        {
            server.Program.Print(string.Concat(Enumerable.Repeat("\e[c\e[6n", 2_000)));
            server.Run(20);
            Assert.InRange(server.Host.Session.HostInput.Pending.Length, 0, HostInputQueue.Capacity);
        }

        Assert.True(server.Host.Session.HostInput.Dropped > 0);

        // Only whole answers are dropped.
        server.Program.Reads = true;
        server.Program.Drain();
        server.Host.ExchangeWithProgram(server.Now);
        Assert.Matches(@"^(\e\[\?62c|\e\[\d+;\d+R)*$", server.Program.Received.ToString());
    }

    [Fact]
    public void Answers_of_the_terminal_keep_their_place_among_what_is_typed()
    {
        using SimulatedServer server = new();
        server.Connect();
        server.Type("a");
        server.Run(100);
        server.Program.Print("\e[6n");
        server.Run(100);
        server.Type("b");
        server.Run(100);
        Assert.Equal("a\e[1;1Rb", server.Program.Received.ToString());
    }

    [Fact]
    public void Cursor_keys_are_given_in_the_form_that_the_program_asked_for()
    {
        using SimulatedServer server = new();
        server.Connect();
        server.Type("\eOA");
        server.Run(100);
        server.Program.Print("\e[?1h");
        server.Run(100);
        server.Type("\eOA");
        server.Run(100);
        Assert.Equal("\e[A\eOA", server.Program.Received.ToString());
    }

    [Fact]
    public void A_flood_of_output_does_not_delay_what_is_typed_and_sends_few_frames()
    {
        using SimulatedServer server = new();
        server.Connect();
        server.Run(3_000);
        long sent = server.DatagramsSent;
        for (int i = 0; i < 100; i++)
        {
            server.Program.Print(string.Concat(Enumerable.Range(0, 20_000).Select(j => $"{i} {j}\r\n")));
            server.Run(10);
        }

        server.Type("\u0003");
        long start = server.Now;
        while (server.Program.Received.Length == 0)
        {
            server.Run(1);
        }

        Assert.InRange(server.Now - start, 0, 40);
        Assert.InRange(server.DatagramsSent - sent, 20, 150);
    }

    [Fact]
    public void A_datagram_that_the_network_refuses_as_too_long_is_sent_again_in_shorter_ones()
    {
        using SimulatedServer server = new();
        server.NetworkLimit = 600;
        server.Connect();
        Random random = new(3);
        string text = string.Concat(Enumerable.Range(0, 1_800).Select(_ => (char)random.Next('!', '~')));
        server.Program.Print(text);
        server.Run(100);
        Assert.Equal(text, SimulatedServer.TextOf(server.ClientScreen).Replace("\n", "", StringComparison.Ordinal));
        server.Program.Print("\e[2J\e[H" + new string(text.Reverse().ToArray()));
        server.Run(200);
        Assert.Equal(500, server.MaximumPayload);
        Assert.Equal(1, server.Log.Count(line => line.StartsWith("Network exception: sendto: Message too long (", StringComparison.Ordinal)));
    }

    [Fact]
    public void Through_a_bad_network_the_screen_arrives_as_the_program_drew_it()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            using SimulatedServer server = new(new FakeProgram { Echoes = true }, null, seed);
            server.Connect(60, 20);
            Emulator expected = new(60, 20);
            Random random = new(seed);
            Tests.Terminal.RandomOutput output = new(random);
            for (int step = 0; step < 25; step++)
            {
                server.Conditions = PathConditions.Draw(random) with { Replay = 0 };
                byte[] bytes = output.Next(60, 20);
                expected.Write(bytes);
                server.Program.Print(bytes);
                server.Run(random.Next(1, 400));
            }

            server.Conditions = PathConditions.Healthy;
            server.Run(20_000);
            Assert.True(ScreenAppearance.AreAlike(expected.Screen, server.ClientScreen), $"seed {seed}");
            Assert.Equal(0, server.Host.Session.Endpoint.Local.FailedFrameCount);
        }
    }
}
