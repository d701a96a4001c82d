using System.Buffers;
using System.IO.Compression;

namespace MoshPS.Engine.Transport.Compression;

/// <summary>Compresses whole instructions into zlib streams (RFC 1950), one stream each (spec 1 §5).</summary>
internal sealed class ZlibCompressor
{
    private readonly CompressionLevel _level = CompressionLevel.Optimal;

    /// <summary>Appends a complete zlib stream.</summary>
    /// <param name="source">What to compress.</param>
    /// <param name="destination">Receives the stream.</param>
    public void Compress(ReadOnlySpan<byte> source, ArrayBufferWriter<byte> destination)
    {
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, _level, leaveOpen: true))
        {
            zlib.Write(source);
        }

        destination.Write(compressed.GetBuffer().AsSpan(0, (int)compressed.Length));
    }
}
