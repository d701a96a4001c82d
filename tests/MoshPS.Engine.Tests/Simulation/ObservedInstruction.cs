namespace MoshPS.Engine.Tests.Simulation;

/// <summary>An instruction as it was seen on the wire.</summary>
internal sealed record ObservedInstruction(
    ulong Id, ulong OldNumber, ulong NewNumber, ulong AcknowledgedNumber, ulong ThrowawayNumber, byte[] Diff);
