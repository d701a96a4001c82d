using System.Buffers.Binary;
using MoshPS.Engine.Datagrams;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Simulation;

/// <summary>One end of a simulated session: an endpoint with its clock, its event loop and what checks it.</summary>
internal sealed class SimulatedEnd<TLocal, TRemote> : IDatagramSink
    where TLocal : class, ISynchronizedObject<TLocal>
    where TRemote : class, ISynchronizedObject<TRemote>
{
    /// <summary>What a kernel holds for a process that does not read.</summary>
    private const int KernelQueueLength = 200;

    private readonly List<byte[]> _sent = [];
    private readonly Queue<SimulatedDatagram> _kernelQueue = new();
    private readonly HashSet<ulong> _seen = [];

    public required TransportEndpoint<TLocal, TRemote> Endpoint { get; init; }

    public required SimulatedClock Clock { get; init; }

    /// <summary>What this end sends.</summary>
    public required Wiretap Wiretap { get; init; }

    /// <summary>What the other end sends.</summary>
    public required Wiretap PeerWiretap { get; init; }

    public required SendingRules<TLocal> Rules { get; init; }

    public required SimulatedPath Outgoing { get; init; }

    public required SimulatedPath Incoming { get; init; }

    /// <summary>Takes what is new in the remote object; true if that changes the local one.</summary>
    public required Func<TRemote, ulong, long, bool> Consume { get; init; }

    /// <summary>Changes the local object when time has come; true if it did.</summary>
    public Func<TLocal, long, bool> Update { get; init; } = static (_, _) => false;

    /// <summary>When to update.</summary>
    public Func<TLocal, long?> UpdateDeadline { get; init; } = static _ => null;

    /// <summary>Where this end sends from.</summary>
    public int Address { get; set; }

    /// <summary>Where it sends to.</summary>
    public int PeerAddress { get; set; }

    /// <summary>A server follows its client; a client stays with its server (spec 1 §4.4).</summary>
    public bool AdoptsPeerAddress { get; init; }

    public bool IsFrozen { get; private set; }

    /// <summary>The most states held at any time.</summary>
    public int MostSent { get; private set; }

    public int MostReceived { get; private set; }

    /// <summary>When it wants to be called, by true time.</summary>
    public long NextWake(long trueTime)
    {
        if (IsFrozen)
        {
            return long.MaxValue;
        }

        long wake = Clock.TrueTime(Endpoint.NextDeadline(Clock.Read(trueTime)));
        return UpdateDeadline(Endpoint.Local) is { } update
            ? Math.Min(wake, trueTime + update - Clock.Elapsed)
            : wake;
    }

    /// <summary>Stops the process.</summary>
    public void Freeze() => IsFrozen = true;

    public void Thaw(long trueTime)
    {
        IsFrozen = false;
        while (_kernelQueue.TryDequeue(out SimulatedDatagram? datagram))
        {
            Receive(trueTime, datagram);
        }

        Tick(trueTime);
    }

    public void Change(long trueTime, Action<TLocal> change)
    {
        if (IsFrozen)
        {
            return;
        }

        Clock.Read(trueTime);
        change(Endpoint.Local);
        Rules.Changed(Clock.Elapsed);
        Tick(trueTime);
    }

    public void Demand(long trueTime)
    {
        Rules.Demanded();
        Endpoint.DemandSend();
        Tick(trueTime);
    }

    public void BeginShutdown(long trueTime)
    {
        if (!IsFrozen)
        {
            Endpoint.BeginShutdown(Clock.Read(trueTime));
            Rules.Changed(Clock.Elapsed);
            Tick(trueTime);
        }
    }

    /// <summary>Takes the next datagram from the network.</summary>
    public void Arrive(long trueTime)
    {
        SimulatedDatagram datagram = Incoming.Receive();
        if (!AdoptsPeerAddress && datagram.Sender != Address && datagram.Sender >= 0)
        {
            // Sent to where this end is no longer.
            return;
        }

        if (!IsFrozen)
        {
            Receive(trueTime, datagram);
            Tick(trueTime);
        }
        else if (_kernelQueue.Count < KernelQueueLength)
        {
            _kernelQueue.Enqueue(datagram);
        }
    }

    public void Tick(long trueTime)
    {
        if (IsFrozen)
        {
            return;
        }

        long now = Clock.Read(trueTime);
        if (Update(Endpoint.Local, Clock.Elapsed))
        {
            Rules.Changed(Clock.Elapsed);
        }

        Endpoint.Tick(now, this);
        if (_sent.Count > 0)
        {
            Rules.Check(Clock.Elapsed, Wiretap.Observe(_sent, Endpoint.MaximumPayload));
            foreach (byte[] datagram in _sent)
            {
                Outgoing.Send(trueTime, datagram, AdoptsPeerAddress ? PeerAddress : Address);
            }

            _sent.Clear();
        }

        Require(Endpoint.NextDeadline(now) > now, "the endpoint spins");
        CheckLimits();
    }

    void IDatagramSink.Send(ReadOnlySpan<byte> datagram) => _sent.Add(datagram.ToArray());

    private void Receive(long trueTime, SimulatedDatagram datagram)
    {
        long now = Clock.Read(trueTime);
        ulong latest = Endpoint.LatestRemoteNumber;
        ReceiveResult result = Endpoint.Receive(now, datagram.Bytes, datagram.CongestionExperienced);
        Require(Endpoint.LatestRemoteNumber >= latest, "the latest remote state went back");
        if (datagram.IsCorrupt)
        {
            Require(!result.IsAuthentic && !result.IsFresh && result.Outcome is null, "a forged datagram is accepted");
            return;
        }

        Require(result.IsAuthentic, "an authentic datagram is refused");
        ulong sequence = BinaryPrimitives.ReadUInt64BigEndian(datagram.Bytes) & ~(1ul << 63);
        if (!_seen.Add(sequence))
        {
            Require(result.Verdict == DatagramVerdict.Replayed && result.Outcome is null, "a replay is accepted");
            return;
        }

        byte[] plaintext = PeerWiretap.Open(datagram.Bytes);
        bool isFresh = Rules.DatagramArrived(Clock.Elapsed, sequence, plaintext);
        Require(isFresh == result.IsFresh, "fresh or not");
        if (AdoptsPeerAddress && isFresh)
        {
            PeerAddress = datagram.Sender;
        }

        if (result.Outcome is { } outcome)
        {
            Require(outcome != InstructionOutcome.Malformed, "an instruction of ours is malformed");
            Rules.InstructionArrived(Clock.Elapsed, PeerWiretap.InstructionOf(plaintext), result.RemoteAdvanced);
        }

        if (result.RemoteAdvanced && Consume(Endpoint.LatestRemote, Endpoint.LatestRemoteNumber, Clock.Elapsed))
        {
            Rules.Changed(Clock.Elapsed);
        }
    }

    private void CheckLimits()
    {
        (int sent, int received) = Endpoint.StatesHeld;
        Require(sent <= 32, "too many sent states");
        Require(received <= 1_024 + 20, "too many received states");
        Require(Endpoint.Assembly.PartialInstructions <= 8, "too many partial instructions");
        Require(Endpoint.Assembly.HeldBytes <= FragmentAssembly.MaximumHeldBytes, "too many bytes of fragments");
        MostSent = Math.Max(MostSent, sent);
        MostReceived = Math.Max(MostReceived, received);
    }

    private static void Require(bool condition, string rule) => SimulationException.Require(condition, rule);
}
