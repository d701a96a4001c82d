using System.Text;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Transport;

/// <summary>What a sender sent, copied out of the ref struct.</summary>
internal sealed record SentInstruction(
    long Time, ulong OldNumber, ulong NewNumber, ulong AcknowledgedNumber, ulong ThrowawayNumber, string Diff);

/// <summary>A sender at explicit times.</summary>
internal sealed class SenderHarness<T>
    where T : class, ISynchronizedObject<T>
{
    public const long Start = 100_000;

    /// <summary>SRTT 100: frames every 50, RTO 150.</summary>
    public static readonly PathTiming Usual = new(150, 50);

    public SenderHarness(T live, int collectionDelay = 8) =>
        Sender = new TransportSender<T>(live, Start, collectionDelay);

    public TransportSender<T> Sender { get; }

    public T Live => Sender.Live;

    public PathTiming Timing { get; set; } = Usual;

    public long Now { get; private set; } = Start;

    public List<SentInstruction> Sent { get; } = [];

    public SentInstruction Last => Sent[^1];

    /// <summary>The deadline, relative to the start; null for never.</summary>
    public long? Deadline
    {
        get
        {
            long deadline = Sender.Deadline(Now, Timing);
            return deadline == SendTimers.Never ? null : deadline - Start;
        }
    }

    /// <summary>Goes to a time relative to the start, without a tick.</summary>
    public SenderHarness<T> At(long time)
    {
        Assert.True(Start + time >= Now);
        Now = Start + time;
        return this;
    }

    /// <summary>Ticks now; returns what was sent, if anything.</summary>
    public SentInstruction? Tick()
    {
        if (!Sender.TryTick(Now, Timing, out Instruction instruction))
        {
            return null;
        }

        Assert.Equal(Instruction.CurrentProtocolVersion, instruction.ProtocolVersion);
        Sent.Add(new SentInstruction(
            Now - Start,
            instruction.OldNumber,
            instruction.NewNumber,
            instruction.AcknowledgedNumber,
            instruction.ThrowawayNumber,
            Encoding.Latin1.GetString(instruction.Diff)));
        return Last;
    }

    /// <summary>Sends the first state, which is acknowledged: number 1 is the base of what follows.</summary>
    public SenderHarness<T> Connect()
    {
        Assert.NotNull(Tick());
        Sender.ProcessAcknowledgement(1);
        return this;
    }

    /// <summary>Runs to a time, ticking at each deadline, as an event loop does.</summary>
    public void RunTo(long time)
    {
        int turns = 0;
        while (Sender.Deadline(Now, Timing) is var deadline && deadline <= Start + time)
        {
            Assert.True(turns++ < 10_000, "the sender spins");
            bool isDue = deadline <= Now;
            Now = Math.Max(Now, deadline);
            SentInstruction? sent = Tick();
            Assert.False(isDue && sent is null && Sender.Deadline(Now, Timing) <= Now, "a tick leaves its deadline due");
        }

        Now = Start + time;
    }
}
