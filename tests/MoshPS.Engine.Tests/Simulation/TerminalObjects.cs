using MoshPS.Engine.Sync;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Tests.Terminal;

namespace MoshPS.Engine.Tests.Simulation;

/// <summary>
/// The real objects: a user who types and resizes, and a program that writes whatever a terminal understands and
/// echoes the input.
/// </summary>
internal sealed class TerminalObjects : SimulatedObjects<UserInput, ScreenState>
{
    /// <summary>A user waits when so much has no effect.</summary>
    private const int MostUnacknowledged = 4_000;

    private readonly List<byte> _typed = [];
    private readonly List<byte> _taken = [];
    private readonly Emulator _emulator = new(80, 24);
    private (int Columns, int Rows) _window = (80, 24);
    private ScreenState? _local;
    private UserInputReader? _reader;

    public override UserInput NewClientObject() => new();

    public override ScreenState NewServerObject() => new(80, 24, checksFrames: true);

    public override void Start(ScreenState local, UserInput remote)
    {
        _local = local;
        _reader = new UserInputReader(remote);
    }

    public override void Type(UserInput local, Random random)
    {
        if (local.PendingEventCount > MostUnacknowledged)
        {
            return;
        }

        if (random.Next(12) == 0)
        {
            _window = (random.Next(1, 150), random.Next(1, 50));
            Assert.True(local.PushResize(_window.Columns, _window.Rows));
            return;
        }

        byte[] bytes = new byte[random.Next(60) == 0 ? random.Next(5_000) : random.Next(1, 5)];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)random.Next(' ', '~');
        }

        Assert.Equal(bytes.Length, local.PushBytes(bytes));
        _typed.AddRange(bytes);
    }

    public override void Show(ScreenState local, Random random)
    {
        var output = new RandomOutput(random);
        for (int i = random.Next(20) == 0 ? random.Next(60) : 1; i > 0; i--)
        {
            _emulator.Write(output.Next(_emulator.Screen.Columns, _emulator.Screen.Rows));
        }

        _emulator.ClearReplies();
        local.Publish(_emulator.Screen);
    }

    public override bool Consume(UserInput remote, ulong number, long now)
    {
        bool any = false;
        while (_reader!.TryRead(remote, out UserInputEvent inputEvent))
        {
            any = true;
            if (inputEvent.IsResize)
            {
                Assert.True(_emulator.Resize(inputEvent.Columns, inputEvent.Rows));
            }
            else
            {
                _taken.AddRange(inputEvent.Bytes);
                _emulator.Write(inputEvent.Bytes);
            }
        }

        if (any)
        {
            _local!.RecordInput(number, now);
        }

        _local!.Publish(_emulator.Screen);
        return true;
    }

    public override bool Update(ScreenState local, long now)
    {
        if (local.NextEchoAckDeadline is not { } deadline || deadline > now)
        {
            return false;
        }

        local.Publish(_emulator.Screen);
        return local.UpdateEchoAck(now);
    }

    public override long? UpdateDeadline(ScreenState local) => local.NextEchoAckDeadline;

    public override bool HasArrived() =>
        _typed.Count == _taken.Count
        && _typed.SequenceEqual(_taken)
        && (_emulator.Screen.Columns, _emulator.Screen.Rows) == _window;

    public override bool AreAlike(ScreenState left, ScreenState right) =>
        left.EchoAck == right.EchoAck && ScreenAppearance.AreAlike(left.Screen, right.Screen);
}
