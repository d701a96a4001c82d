using System.Buffers.Binary;
using MoshPS.Engine.Transport.Compression;

namespace MoshPS.Engine.Tests.Transport.Compression;

/// <summary>Puts a DEFLATE stream together bit by bit, as no compressor would.</summary>
internal sealed class DeflateWriter
{
    private readonly List<bool> _bits = [];

    /// <summary>Adds a number, lowest bit first.</summary>
    public DeflateWriter Add(int value, int count)
    {
        for (int i = 0; i < count; i++)
        {
            _bits.Add(((value >> i) & 1) != 0);
        }

        return this;
    }

    /// <summary>Adds a Huffman code, first bit first.</summary>
    public DeflateWriter AddCode(int code, int length)
    {
        for (int i = length - 1; i >= 0; i--)
        {
            _bits.Add(((code >> i) & 1) != 0);
        }

        return this;
    }

    /// <summary>Starts a last, dynamic block: header, counts, and the lengths of the code length code.</summary>
    /// <param name="literalCount">Number of literal code lengths.</param>
    /// <param name="distanceCount">Number of distance code lengths.</param>
    /// <param name="codeLengthLengths">The lengths of the code length code's symbols, by symbol.</param>
    public DeflateWriter StartDynamic(int literalCount, int distanceCount, ReadOnlySpan<byte> codeLengthLengths)
    {
        Add(1, 1).Add(2, 2).Add(literalCount - 257, 5).Add(distanceCount - 1, 5).Add(19 - 4, 4);
        foreach (byte symbol in DeflateFormat.CodeLengthOrder)
        {
            Add(codeLengthLengths[symbol], 3);
        }

        return this;
    }

    /// <summary>The stream so far, in a zlib stream with the checksum of the content it is meant to have.</summary>
    public byte[] ToZlib(ReadOnlySpan<byte> content)
    {
        byte[] stream = new byte[2 + ((_bits.Count + 7) / 8) + 4];
        (stream[0], stream[1]) = (0x78, 0x9C);
        for (int i = 0; i < _bits.Count; i++)
        {
            if (_bits[i])
            {
                stream[2 + (i / 8)] |= (byte)(1 << (i % 8));
            }
        }

        BinaryPrimitives.WriteUInt32BigEndian(stream.AsSpan(^4..), Adler32.Compute(content));
        return stream;
    }
}
