using System.Net;
using System.Net.Sockets;
using MoshPS.UdpRelay;

namespace MoshPS.Interop.Tests.Relay;

public sealed class UdpRelayTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly Socket _server = Bound();
    private readonly Socket _client = Bound();
    private readonly UdpRelay.UdpRelay _relay;

    public UdpRelayTests()
    {
        _relay = UdpRelay.UdpRelay.Start((IPEndPoint)_server.LocalEndPoint!, seed: 1);
    }

    [Fact]
    public async Task Datagrams_pass_both_ways_unchanged()
    {
        Send("ping");
        var (text, source) = await ReceiveAsync(_server);
        Assert.Equal("ping", text);

        await _server.SendToAsync("pong"u8.ToArray(), source);
        Assert.Equal(("pong", _relay.Listening), await ReceiveAsync(_client));
    }

    [Fact]
    public async Task Each_client_port_is_a_source_port_of_its_own()
    {
        using var other = Bound();
        Send("first");
        var first = await ReceiveAsync(_server);
        await other.SendToAsync("second"u8.ToArray(), _relay.Listening);
        var second = await ReceiveAsync(_server);

        Assert.NotEqual(first.Source, second.Source);
        await _server.SendToAsync("to second"u8.ToArray(), second.Source);
        Assert.Equal("to second", (await ReceiveAsync(other)).Text);
    }

    [Fact]
    public async Task Loss_drops_about_the_share_asked_for()
    {
        _relay.ToServer = new LinkConditions { LossPercent = 29 };
        for (int i = 0; i < 1000; i++)
        {
            Send("x");
            if (i % 50 == 49)
            {
                // More at once would overflow the relay's own socket.
                await EventuallyAsync(() => _relay.GetStatistics(LinkDirection.ToServer).Received == i + 1);
            }
        }

        Assert.InRange(_relay.GetStatistics(LinkDirection.ToServer).Lost, 230, 350);
    }

    [Fact]
    public async Task Equal_seeds_deal_out_equal_fates()
    {
        string[] fates = new string[2];
        for (int run = 0; run < 2; run++)
        {
            await using var relay = UdpRelay.UdpRelay.Start((IPEndPoint)_server.LocalEndPoint!, seed: 42);
            relay.ToServer = new LinkConditions { LossPercent = 50, CorruptPercent = 20, DuplicatePercent = 20 };
            for (int i = 0; i < 50; i++)
            {
                await _client.SendToAsync(new[] { (byte)i }, relay.Listening);
                await EventuallyAsync(() => relay.GetStatistics(LinkDirection.ToServer).Received == i + 1);
            }

            fates[run] = relay.GetStatistics(LinkDirection.ToServer).ToString();
        }

        Assert.Equal(fates[0], fates[1]);
    }

    [Fact]
    public async Task Delay_and_jitter_keep_the_order()
    {
        _relay.ToServer = new LinkConditions { DelayMilliseconds = 30, JitterMilliseconds = 30 };
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        for (int i = 0; i < 20; i++)
        {
            Send($"{i}");
        }

        for (int i = 0; i < 20; i++)
        {
            Assert.Equal($"{i}", (await ReceiveAsync(_server)).Text);
        }

        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(30));
    }

    [Fact]
    public async Task A_held_back_datagram_is_overtaken()
    {
        _relay.ToServer = new LinkConditions { ReorderPercent = 100, ReorderMilliseconds = 300 };
        Send("held back");
        await EventuallyAsync(() => _relay.GetStatistics(LinkDirection.ToServer).Reordered == 1);
        _relay.ToServer = LinkConditions.Perfect;
        Send("later");

        Assert.Equal("later", (await ReceiveAsync(_server)).Text);
        Assert.Equal("held back", (await ReceiveAsync(_server)).Text);
    }

    [Fact]
    public async Task A_duplicate_arrives_twice_and_a_corrupted_one_differs_in_one_bit()
    {
        _relay.ToServer = new LinkConditions { DuplicatePercent = 100, CorruptPercent = 100 };
        Send("\0\0\0\0");
        string first = (await ReceiveAsync(_server)).Text;
        string second = (await ReceiveAsync(_server)).Text;

        Assert.Equal(first, second);
        Assert.Equal(1, first.Sum(character => int.PopCount(character)));
    }

    [Fact]
    public async Task A_cut_drops_one_way_only_and_ends_by_itself()
    {
        Send("before");
        var (_, source) = await ReceiveAsync(_server);
        _relay.Cut(TimeSpan.FromMilliseconds(200), LinkDirection.ToServer);
        Send("lost");
        await _server.SendToAsync("other way"u8.ToArray(), source);

        Assert.Equal("other way", (await ReceiveAsync(_client)).Text);
        await Task.Delay(250);
        Send("after");
        Assert.Equal("after", (await ReceiveAsync(_server)).Text);
        Assert.Equal(1, _relay.GetStatistics(LinkDirection.ToServer).Cut);
    }

    [Fact]
    public async Task A_cut_without_an_end_lasts_until_it_is_restored()
    {
        _relay.Cut();
        Send("lost");
        await EventuallyAsync(() => _relay.GetStatistics(LinkDirection.ToServer).Cut == 1);
        _relay.Restore();
        Send("after");
        Assert.Equal("after", (await ReceiveAsync(_server)).Text);
    }

    [Fact]
    public async Task A_rate_spaces_datagrams_and_its_queue_overflows()
    {
        _relay.ToServer = new LinkConditions { BytesPerSecond = 10_000, QueueBytes = 500 };
        string datagram = new('x', 100);
        for (int i = 0; i < 20; i++)
        {
            Send(datagram);
        }

        await EventuallyAsync(() => _relay.GetStatistics(LinkDirection.ToServer).Received == 20);
        var statistics = _relay.GetStatistics(LinkDirection.ToServer);
        Assert.InRange(statistics.Overflowed, 10, 15);
    }

    [RequiresFact("linux")]
    public async Task Rebinding_changes_the_source_address_and_loses_the_old_one()
    {
        Send("one");
        var (_, old) = await ReceiveAsync(_server);
        _relay.Rebind(IPAddress.Parse("127.0.0.2"));
        await _server.SendToAsync("to nobody"u8.ToArray(), old);
        Send("two");
        var (_, fresh) = await ReceiveAsync(_server);

        Assert.Equal(IPAddress.Parse("127.0.0.2"), fresh.Address);
        await _server.SendToAsync("to the new one"u8.ToArray(), fresh);
        Assert.Equal("to the new one", (await ReceiveAsync(_client)).Text);
    }

    [Theory]
    [InlineData("up loss 29", "ok")]
    [InlineData("delay 1.5", "ok")]
    [InlineData("cut 10ms", "ok")]
    [InlineData("loss 101", "error: loss: A percentage from 0 to 100 is needed. (Parameter 'value') Actual value was 101.")]
    [InlineData("up rebind", "error: unknown command rebind")]
    [InlineData("", "error: empty line")]
    [InlineData("loss 1 2", "error: too many words for loss")]
    public void Control_lines_are_answered_in_one_line(string line, string reply)
    {
        Assert.Equal(reply, RelayCommands.Execute(_relay, line, () => { }));
    }

    [Fact]
    public void A_control_line_for_one_direction_leaves_the_other_alone()
    {
        RelayCommands.Execute(_relay, "down loss 5", () => { });
        Assert.Equal(0, _relay.ToServer.LossPercent);
        Assert.Equal(5, _relay.ToClient.LossPercent);
    }

    public async ValueTask DisposeAsync()
    {
        await _relay.DisposeAsync();
        _server.Dispose();
        _client.Dispose();
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static async Task<(string Text, IPEndPoint Source)> ReceiveAsync(Socket socket)
    {
        byte[] buffer = new byte[2000];
        var received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0)).WaitAsync(Limit);
        return (System.Text.Encoding.Latin1.GetString(buffer, 0, received.ReceivedBytes), (IPEndPoint)received.RemoteEndPoint);
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < Limit, "The condition never came true.");
            await Task.Delay(5);
        }
    }

    private void Send(string text) => _client.SendTo(System.Text.Encoding.Latin1.GetBytes(text), _relay.Listening);
}
