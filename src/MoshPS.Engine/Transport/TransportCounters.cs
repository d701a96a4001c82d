namespace MoshPS.Engine.Transport;

/// <summary>What one end's transport has done; see also the counters of datagrams.</summary>
public sealed class TransportCounters
{
    /// <summary>Instructions sent, in one or more datagrams each.</summary>
    public long InstructionsSent { get; internal set; }

    /// <summary>Complete instructions received that were well-formed and of this version.</summary>
    public long InstructionsReceived { get; internal set; }

    /// <summary>Those that led to a state that was not here before.</summary>
    public long StatesReceived { get; internal set; }

    /// <summary>
    /// Things in authentic datagrams that were dropped as malformed: fragments, compressed streams, messages,
    /// versions, numbers, differences.
    /// </summary>
    public long MalformedReceived { get; internal set; }
}
