using System.IO.Compression;

namespace MoshPS.Engine.Tests.Transport.Compression;

/// <summary>The base library's zlib, an independent implementation to check ours against.</summary>
internal static class StockZlib
{
    public static byte[] Compress(byte[] source, CompressionLevel level = CompressionLevel.Optimal)
    {
        if (source.Length == 0)
        {
            // The stream writes nothing at all unless something is written to it.
            return [0x78, 0x9C, 0x03, 0, 0, 0, 0, 1];
        }

        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, level, leaveOpen: true))
        {
            zlib.Write(source);
        }

        return compressed.ToArray();
    }

    /// <summary>The content of a stream; null when it is broken or cut off.</summary>
    public static byte[]? Decompress(byte[] stream)
    {
        if (stream.Length == 0)
        {
            // The base library takes no stream for an empty one.
            return null;
        }

        using MemoryStream content = new();
        using ZLibStream zlib = new(new MemoryStream(stream), CompressionMode.Decompress);
        byte[] buffer = new byte[4096];
        try
        {
            for (int length; (length = zlib.Read(buffer)) > 0;)
            {
                content.Write(buffer, 0, length);
            }
        }
        catch (InvalidDataException)
        {
            return null;
        }

        return content.ToArray();
    }
}
