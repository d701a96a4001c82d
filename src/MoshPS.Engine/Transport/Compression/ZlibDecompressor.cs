using System.Buffers;
using System.IO.Compression;

namespace MoshPS.Engine.Transport.Compression;

/// <summary>Decompresses zlib streams (RFC 1950) that a peer sent, up to a limit (spec 1 §5).</summary>
internal sealed class ZlibDecompressor
{
    private readonly int _chunkSize = 4096;

    /// <summary>Appends what a complete zlib stream holds. No input makes it throw.</summary>
    /// <param name="source">The stream; anything.</param>
    /// <param name="destination">Receives the content; what it received is of no use when the result is false.</param>
    /// <param name="limit">The longest content to accept, in bytes.</param>
    /// <returns>Whether the stream was valid, complete and within the limit.</returns>
    public bool TryDecompress(ReadOnlySpan<byte> source, ArrayBufferWriter<byte> destination, int limit)
    {
        using MemoryStream compressed = new();
        compressed.Write(source);
        compressed.Position = 0;
        try
        {
            using ZLibStream zlib = new(compressed, CompressionMode.Decompress, leaveOpen: true);
            while (true)
            {
                int count = zlib.Read(destination.GetSpan(_chunkSize));
                if (count == 0)
                {
                    return true;
                }

                limit -= count;
                if (limit < 0)
                {
                    return false;
                }

                destination.Advance(count);
            }
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
