using MoshPS.Engine.Datagrams;
using MoshPS.Engine.Transport;

namespace MoshPS.Benchmarks;

/// <summary>A network without loss or delay that allocates nothing.</summary>
internal sealed class DatagramQueue : IDatagramSink
{
    private readonly byte[][] _datagrams;
    private readonly int[] _lengths;

    /// <summary>Makes room for as many datagrams.</summary>
    public DatagramQueue(int capacity)
    {
        _datagrams = [.. Enumerable.Range(0, capacity).Select(_ => new byte[DatagramSize.MaximumReceived])];
        _lengths = new int[capacity];
    }

    /// <summary>How many datagrams wait.</summary>
    public int Count { get; private set; }

    /// <summary>A waiting datagram.</summary>
    public ReadOnlySpan<byte> this[int index] => _datagrams[index].AsSpan(0, _lengths[index]);

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> datagram)
    {
        datagram.CopyTo(_datagrams[Count]);
        _lengths[Count++] = datagram.Length;
    }

    /// <summary>Drops all datagrams.</summary>
    public void Clear() => Count = 0;
}
