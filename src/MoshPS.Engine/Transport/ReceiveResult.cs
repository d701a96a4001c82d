using MoshPS.Engine.Datagrams;

namespace MoshPS.Engine.Transport;

/// <summary>What a received datagram was and did.</summary>
public readonly record struct ReceiveResult
{
    /// <summary>What the datagram layer made of it.</summary>
    internal DatagramVerdict Verdict { get; init; }

    /// <summary>What became of the instruction it completed; null if it completed none that is valid.</summary>
    internal InstructionOutcome? Outcome { get; init; }

    /// <summary>Whether it came from the peer: not forged, not corrupted.</summary>
    public bool IsAuthentic => Verdict != DatagramVerdict.Invalid;

    /// <summary>
    /// Whether it came from the peer and is newer than all before. A server adopts the source of exactly these as its
    /// peer's address (spec 1 §3.2, §4.4).
    /// </summary>
    public bool IsFresh => Verdict == DatagramVerdict.Fresh;

    /// <summary>Whether there is a new latest remote state, to be looked at before the next tick.</summary>
    public bool RemoteAdvanced => Outcome == InstructionOutcome.Advanced;
}
