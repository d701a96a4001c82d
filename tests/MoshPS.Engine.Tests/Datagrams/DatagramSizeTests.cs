using System.Net.Sockets;
using MoshPS.Engine.Datagrams;

namespace MoshPS.Engine.Tests.Datagrams;

/// <summary>Spec 1 §4.2.</summary>
public sealed class DatagramSizeTests
{
    [Theory]
    [InlineData(AddressFamily.InterNetwork, 1252, 1214)]
    [InlineData(AddressFamily.InterNetworkV6, 1216, 1178)]
    public void Payloads_fit_the_smallest_network_of_their_family(AddressFamily family, int payload, int piece)
    {
        Assert.Equal(payload, DatagramSize.MaximumFor(family));
        Assert.Equal(piece, DatagramSize.MaximumFor(family) - DatagramSize.Overhead);
    }

    [Fact]
    public void Overheads_are_those_of_the_protocol()
    {
        Assert.Equal(38, DatagramSize.Overhead);
        Assert.Equal(462, DatagramSize.Fallback - DatagramSize.Overhead);
        Assert.Equal(2048, DatagramSize.MaximumReceived);
    }
}
