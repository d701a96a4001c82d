namespace MoshPS.Engine.Ssh;

/// <summary>Which IP version the session is to use. A session keeps the one it started with (spec 3 §6.2).</summary>
public enum AddressFamilyPreference
{
    /// <summary>Whatever ssh chooses, from its configuration and the order of the name's addresses.</summary>
    Any,

    /// <summary>IPv4 only.</summary>
    IPv4,

    /// <summary>IPv6 only.</summary>
    IPv6,

    /// <summary>IPv4; when the host cannot be reached that way, IPv6.</summary>
    PreferIPv4,

    /// <summary>IPv6; when the host cannot be reached that way, IPv4.</summary>
    PreferIPv6,
}
