using MoshPS.Engine.Crypto;
using MoshPS.Engine.Datagrams;

namespace MoshPS.Engine.Tests.Datagrams;

/// <summary>The two datagrams of spec 1 §14, byte by byte.</summary>
public sealed class DatagramExampleTests
{
    private const string KeyText = "AAECAwQFBgcICQoLDA0ODw";

    private const string ClientFragment =
        "00000000000000018000789ce360126090605460d06030e2e0629362d1083090b0620000105301de";

    private const string ClientDatagram =
        "00000000000000009f164d976357081cc1c8bceef905db5a02428c8571949d686f4420ca"
        + "31f0060ca43d50ffb19e12e522a8cf6e73fd36a91f68ecf470d119b52ed349b9";

    private const string ServerFragment =
        "00000000000000018000789ce360126090605460d4603012e362b1627260e4629362d1083090"
        + "e06213625162cac8b4623ef0ff1d00439f0643";

    private const string ServerDatagram =
        "80000000000000000ba088ee8d5beaccfccb70e765e129893b75b9aade4430c80fdcb953"
        + "ce1828c43dae51647ad8b22874e11d1739"
        + "a35d3d6592a9d93596d6794d9e08e04b566851c9196e8c6d3342ccec465a308f";

    [Fact]
    public void The_client_seals_the_example_datagram()
    {
        using DatagramChannel client = new(Key(), Direction.ToServer);
        byte[] datagram = new byte[DatagramSize.MaximumReceived];

        int length = client.Seal(0x1234, Convert.FromHexString(ClientFragment), datagram);

        Assert.Equal(ClientDatagram, Convert.ToHexStringLower(datagram.AsSpan(0, length)));
    }

    [Fact]
    public void The_server_opens_the_example_datagram_and_seals_the_other_one()
    {
        using DatagramChannel server = new(Key(), Direction.ToClient);
        byte[] buffer = new byte[DatagramSize.MaximumReceived];

        // The reply is 0x1234 and two milliseconds of holding; the sender's clock then shows 0x8001.
        DatagramVerdict verdict = server.TryOpen(
            0x7FFF, Convert.FromHexString(ClientDatagram), false, buffer, out ReadOnlySpan<byte> fragment);
        Assert.Equal(DatagramVerdict.Fresh, verdict);
        Assert.Equal(ClientFragment, Convert.ToHexStringLower(fragment));

        byte[] datagram = new byte[DatagramSize.MaximumReceived];
        int length = server.Seal(0x8001, Convert.FromHexString(ServerFragment), datagram);
        Assert.Equal(ServerDatagram, Convert.ToHexStringLower(datagram.AsSpan(0, length)));
    }

    [Fact]
    public void The_client_opens_the_example_datagram()
    {
        using DatagramChannel client = new(Key(), Direction.ToServer);
        byte[] buffer = new byte[DatagramSize.MaximumReceived];

        DatagramVerdict verdict = client.TryOpen(
            0x1240, Convert.FromHexString(ServerDatagram), false, buffer, out ReadOnlySpan<byte> fragment);

        Assert.Equal(DatagramVerdict.Fresh, verdict);
        Assert.Equal(ServerFragment, Convert.ToHexStringLower(fragment));
        Assert.Equal(0x1240 - 0x1236, client.RoundTrip.Smoothed);
    }

    private static SessionKey Key()
    {
        Assert.True(SessionKey.TryParse(KeyText, out SessionKey? key, out _));
        return key;
    }
}
