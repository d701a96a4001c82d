namespace MoshPS.UdpRelay;

/// <summary>What one direction of the link has done to datagrams so far.</summary>
/// <param name="Received">Datagrams that came in.</param>
/// <param name="ReceivedBytes">Their UDP payload bytes.</param>
/// <param name="Delivered">Datagrams sent on, duplicates included.</param>
/// <param name="Lost">Dropped by the loss rate.</param>
/// <param name="Cut">Dropped because the direction was cut.</param>
/// <param name="Overflowed">Dropped because the queue in front of the rate limit was full.</param>
/// <param name="Duplicated">Sent twice.</param>
/// <param name="Corrupted">Sent with a flipped bit.</param>
/// <param name="Reordered">Held back so that others could overtake.</param>
public sealed record LinkStatistics(
    long Received,
    long ReceivedBytes,
    long Delivered,
    long Lost,
    long Cut,
    long Overflowed,
    long Duplicated,
    long Corrupted,
    long Reordered);
