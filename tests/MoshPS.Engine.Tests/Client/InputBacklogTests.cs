using MoshPS.Engine.Client;
using MoshPS.Engine.Sync;

namespace MoshPS.Engine.Tests.Client;

public sealed class InputBacklogTests
{
    private const int Timeout = 100;

    private readonly UserInput _stream = new();
    private readonly InputBacklog _backlog;

    public InputBacklogTests()
    {
        _backlog = new InputBacklog(_stream, 100, 30);
    }

    [Fact]
    public void The_first_event_is_the_size()
    {
        Assert.Equal(1, _stream.EventCount);
        Assert.Equal((100, 30), (_backlog.Columns, _backlog.Rows));
    }

    [Fact]
    public void Typing_is_given_at_once()
    {
        _backlog.Push("ls"u8, 0);
        _backlog.Push("\r"u8, 1);
        Assert.Equal(0, _backlog.WaitingLength);
        Assert.Equal(4, _stream.EventCount);
    }

    [Fact]
    public void A_paste_goes_in_portions_that_grow_as_they_arrive_up_to_what_a_socket_keeps()
    {
        ServerHasEverything();
        _backlog.Push(new byte[1 << 20], 0);
        _backlog.Push("end"u8, 0);
        long given = _stream.EventCount - 1;
        Assert.Equal(InputBacklog.FirstPortion, given);

        // Nothing more goes out before the server has it.
        _backlog.Flush(10, Timeout);
        Assert.Equal(given, _stream.EventCount - 1);
        for (int portion = 2 * InputBacklog.FirstPortion; _backlog.WaitingLength > 0; portion = Math.Min(2 * portion, InputBacklog.LargestPortion))
        {
            ServerHasEverything();
            _backlog.Flush(10, Timeout);
            Assert.Equal(Math.Min(given + portion, (1 << 20) + 3), _stream.EventCount - 1);
            given += portion;
        }

        Assert.Equal((1 << 20) + 3, _stream.EventCount - 1);
    }

    [Fact]
    public void A_portion_that_is_long_in_arriving_is_followed_by_a_smaller_one()
    {
        ServerHasEverything();
        _backlog.Push(new byte[100_000], 0);
        long now = 0;
        int portion = InputBacklog.FirstPortion;
        for (int i = 0; i < 5; i++)
        {
            long given = _stream.EventCount;
            now += 1_000;
            ServerHasEverything();
            _backlog.Flush(now, Timeout);
            portion = Math.Max(portion / 2, InputBacklog.SmallestPortion);
            Assert.Equal(given + portion, _stream.EventCount);
        }
    }

    [Fact]
    public void What_waits_keeps_its_order()
    {
        ServerHasEverything();
        _backlog.Push(new byte[InputBacklog.FirstPortion], 0);
        _backlog.Push("a"u8, 0);
        _backlog.Push("b"u8, 0);
        Assert.Equal(2, _backlog.WaitingLength);
        UserInputReader reader = new(_stream.Snapshot());
        ServerHasEverything();
        _backlog.Flush(1, Timeout);
        Assert.True(reader.TryRead(_stream, out UserInputEvent input));
        Assert.Equal("ab"u8, input.Bytes);
    }

    [Fact]
    public void At_the_end_all_is_given()
    {
        _backlog.Push(new byte[100_000], 0);
        _backlog.FlushAll(1);
        Assert.Equal(0, _backlog.WaitingLength);
        Assert.Equal(100_001, _stream.EventCount);
    }

    private void ServerHasEverything() => _stream.DropPrefix(_stream.Snapshot());
}
