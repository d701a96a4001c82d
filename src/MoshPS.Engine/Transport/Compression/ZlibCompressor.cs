using System.Buffers;
using System.Buffers.Binary;

namespace MoshPS.Engine.Transport.Compression;

/// <summary>
/// Compresses whole instructions into zlib streams (RFC 1950), one stream each (spec 1 §5). Reusable; it
/// allocates nothing once it has seen a source as long. (docs/adr/0001 says why this is not the base library's.)
/// </summary>
/// <remarks>The search parameters are those that zlib's documentation gives for its default level, 6.</remarks>
internal sealed class ZlibCompressor
{
    // With a match this long in hand, do not look for a better one at the next byte.
    private const int LazyLength = 16;

    // With a match this long in hand, look for a better one only a quarter as far.
    private const int GoodLength = 8;

    // With a match this long, look no further.
    private const int NiceLength = 128;

    // How far to follow a chain.
    private const int ChainLength = 64;

    // A match of three bytes this far away costs more than the literals.
    private const int TooFarForThree = 4096;

    private readonly MatchFinder _finder = new();
    private readonly TokenBuffer _tokens = new();
    private readonly BlockWriter _blocks = new();

    /// <summary>Appends a complete zlib stream.</summary>
    /// <param name="source">What to compress.</param>
    /// <param name="destination">Receives the stream.</param>
    public void Compress(ReadOnlySpan<byte> source, ArrayBufferWriter<byte> destination)
    {
        Span<byte> output = destination.GetSpan(
            DeflateFormat.ZlibHeaderSize + BlockWriter.MaximumLength(source.Length) + DeflateFormat.ChecksumSize);
        BinaryPrimitives.WriteUInt16BigEndian(output, DeflateFormat.ZlibHeader);
        int length = DeflateFormat.ZlibHeaderSize + Deflate(source, output[DeflateFormat.ZlibHeaderSize..]);
        BinaryPrimitives.WriteUInt32BigEndian(output[length..], Adler32.Compute(source));
        destination.Advance(length + DeflateFormat.ChecksumSize);
    }

    /// <summary>
    /// Finds matches, lazily: a match is taken only when the next byte does not start a longer one. Each byte is
    /// therefore decided on when the one after it has been looked at.
    /// </summary>
    private int Deflate(ReadOnlySpan<byte> source, Span<byte> output)
    {
        BitWriter writer = new(output);
        _finder.Start(source.Length);
        _tokens.Clear();
        int blockStart = 0;
        int lastEntry = source.Length - DeflateFormat.MinimumMatch;
        int heldLength = DeflateFormat.MinimumMatch - 1;
        int heldDistance = 0;
        bool holdsByte = false;
        int position = 0;
        while (position < source.Length)
        {
            int length = DeflateFormat.MinimumMatch - 1;
            int distance = 0;
            if (position <= lastEntry)
            {
                int candidate = _finder.Enter(source, position);
                if (candidate >= 0 && heldLength < LazyLength)
                {
                    int steps = heldLength >= GoodLength ? ChainLength / 4 : ChainLength;
                    length = _finder.FindLongest(
                        source, position, candidate, heldLength, steps, NiceLength, out distance);
                    if (distance == 0 || (length == DeflateFormat.MinimumMatch && distance > TooFarForThree))
                    {
                        length = DeflateFormat.MinimumMatch - 1;
                    }
                }
            }

            if (heldLength >= DeflateFormat.MinimumMatch && length <= heldLength)
            {
                // The match that starts at the byte before is not bettered.
                _tokens.Add(heldLength, heldDistance);
                int end = position - 1 + heldLength;
                while (++position < end)
                {
                    if (position <= lastEntry)
                    {
                        _finder.Enter(source, position);
                    }
                }

                heldLength = DeflateFormat.MinimumMatch - 1;
                holdsByte = false;
            }
            else
            {
                if (holdsByte)
                {
                    _tokens.Add(source[position - 1]);
                }

                heldLength = length;
                heldDistance = distance;
                holdsByte = true;
                position++;
            }

            if (_tokens.IsFull)
            {
                WriteBlock(ref writer, source, ref blockStart, isLast: false);
            }
        }

        if (holdsByte)
        {
            // Nothing follows that could have begun a better match, nor a match of three bytes.
            _tokens.Add(source[position - 1]);
        }

        WriteBlock(ref writer, source, ref blockStart, isLast: true);
        writer.Align();
        return writer.Length;
    }

    private void WriteBlock(ref BitWriter writer, ReadOnlySpan<byte> source, ref int start, bool isLast)
    {
        _blocks.Write(ref writer, _tokens, source.Slice(start, _tokens.SourceLength), isLast);
        start += _tokens.SourceLength;
        _tokens.Clear();
    }
}
