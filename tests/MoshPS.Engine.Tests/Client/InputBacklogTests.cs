using MoshPS.Engine.Client;
using MoshPS.Engine.Sync;

namespace MoshPS.Engine.Tests.Client;

public sealed class InputBacklogTests
{
    [Fact]
    public void The_first_event_is_the_size()
    {
        UserInput stream = new();
        InputBacklog backlog = new(stream, 100, 30);
        Assert.Equal(1, stream.EventCount);
        Assert.Equal((100, 30), (backlog.Columns, backlog.Rows));
    }

    [Fact]
    public void What_the_stream_does_not_take_waits_and_follows_in_order()
    {
        UserInput stream = new();
        InputBacklog backlog = new(stream, 80, 24);
        byte[] input = new byte[UserInput.MaximumPendingBytes + 1000];
        backlog.Push(input);
        backlog.Push("end"u8);
        Assert.Equal(1003, backlog.WaitingLength);
        Assert.Equal(1 + UserInput.MaximumPendingBytes, stream.EventCount);

        // The server has everything so far: the stream forgets it, and takes the rest.
        stream.DropPrefix(stream.Snapshot());
        backlog.Flush();
        Assert.Equal(0, backlog.WaitingLength);
        Assert.Equal(1 + input.Length + 3, stream.EventCount);
    }
}
