using System.Net.Sockets;
using MoshPS.Engine.Crypto;

namespace MoshPS.Engine.Datagrams;

/// <summary>Sizes of datagrams and of what they are made of, in bytes (spec 1 §2.2, §3.1, §4.2).</summary>
internal static class DatagramSize
{
    /// <summary>The part of the nonce that is transmitted: direction and sequence number.</summary>
    public const int Nonce = 8;

    /// <summary>The authentication tag at the end.</summary>
    public const int Tag = AesOcb.TagSize;

    /// <summary>The two timestamps that start the plaintext.</summary>
    public const int Timestamps = 4;

    /// <summary>The header of the fragment that follows the timestamps (spec 1 §5).</summary>
    public const int FragmentHeader = 10;

    /// <summary>What sealing adds to a fragment.</summary>
    public const int SealingOverhead = Nonce + Timestamps + Tag;

    /// <summary>What a datagram carries beside a piece of an instruction.</summary>
    public const int Overhead = SealingOverhead + FragmentHeader;

    /// <summary>The longest datagram that is accepted from a peer.</summary>
    public const int MaximumReceived = 2048;

    /// <summary>The longest UDP payload to send over IPv4: 1280 less the IP and UDP headers.</summary>
    public const int MaximumInterNetwork = 1252;

    /// <summary>The longest UDP payload to send over IPv6: 1280 less IPv6, UDP and 16 bytes of tunnel headers.</summary>
    public const int MaximumInterNetworkV6 = 1216;

    /// <summary>The longest UDP payload once a longer one was refused by the network.</summary>
    public const int Fallback = 500;

    /// <summary>The longest UDP payload to send at first from a socket of the given family.</summary>
    public static int MaximumFor(AddressFamily family) =>
        family == AddressFamily.InterNetworkV6 ? MaximumInterNetworkV6 : MaximumInterNetwork;
}
