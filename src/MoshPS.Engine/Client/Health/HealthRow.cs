namespace MoshPS.Engine.Client.Health;

/// <summary>What a line of a <see cref="HealthTable"/> is about.</summary>
/// <param name="Name">What the session is called.</param>
/// <param name="HostName">Its host.</param>
/// <param name="Sample">How it does now.</param>
/// <param name="RoundTrips">Round-trip times of the latest samples, oldest first; null for no contact.</param>
public sealed record HealthRow(string Name, string HostName, HealthSample Sample, IReadOnlyList<TimeSpan?> RoundTrips);
