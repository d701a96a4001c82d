using System.Runtime.Versioning;
using MoshPS.UdpRelay;

namespace MoshPS.Benchmarks.Networks;

/// <summary>
/// Carries IP packets between two interfaces, over the same links as the UDP relay: what the kernel does about delay
/// and loss, it really does.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class PacketRelay : IDisposable
{
    private const int LargestPacket = 1 << 16;
    private const int PollMilliseconds = 100;

    private readonly Link[] _links;
    private readonly TunDevice[] _devices;
    private readonly Thread[] _pumps;
    private volatile bool _isStopping;

    /// <summary>Begins to carry packets, without delay or loss. The interfaces are disposed with it.</summary>
    /// <param name="first">One interface.</param>
    /// <param name="second">The other.</param>
    /// <param name="seed">Seed of all chance.</param>
    public PacketRelay(TunDevice first, TunDevice second, int seed)
    {
        _devices = [first, second];
        _links = [new Link(seed), new Link(seed + 1)];
        _pumps =
        [
            .. Enumerable.Range(0, _devices.Length).Select(side => new Thread(() => Pump(side)) { IsBackground = true, Name = $"packets of {_devices[side].Name}" }),
        ];
        Array.ForEach(_pumps, pump => pump.Start());
    }

    /// <summary>Sets the conditions of each way.</summary>
    public LinkConditions Conditions
    {
        set => Array.ForEach(_links, link => link.Conditions = value);
    }

    /// <summary>What became of the packets, each way.</summary>
    public LinkStatistics[] Statistics => [.. _links.Select(link => link.GetStatistics())];

    /// <inheritdoc/>
    public void Dispose()
    {
        _isStopping = true;
        Array.ForEach(_pumps, pump => pump.Join());
        Array.ForEach(_links, link => link.DisposeAsync().AsTask().GetAwaiter().GetResult());
        Array.ForEach(_devices, device => device.Dispose());
    }

    private void Pump(int side)
    {
        byte[] buffer = new byte[LargestPacket];
        TunDevice other = _devices[1 - side];
        while (!_isStopping)
        {
            int length = _devices[side].Read(buffer, PollMilliseconds);
            if (length > 0)
            {
                _links[side].Accept(buffer.AsSpan(0, length), packet => other.Write(packet));
            }
        }
    }
}
