namespace MoshPS.Engine.Transport;

/// <summary>
/// A source of random bytes, such as <c>SystemRandom.Fill</c>; seeded in tests. The transport draws the
/// chaff of its instructions from it (spec 1 §6).
/// </summary>
/// <param name="destination">Filled completely.</param>
public delegate void RandomFill(Span<byte> destination);
