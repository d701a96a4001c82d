using System.Buffers;
using System.Buffers.Binary;

namespace MoshPS.Engine.Transport.Compression;

/// <summary>
/// Decompresses zlib streams (RFC 1950) that a peer sent, up to a limit (spec 1 §5). Reusable; it allocates
/// nothing once the destination is large enough. (docs/adr/0001 says why this is not the base library's.)
/// </summary>
internal sealed class ZlibDecompressor
{
    // RFC 1950 §2.2.
    private const int MethodMask = 0x0F;
    private const int MethodDeflate = 8;
    private const int WindowShift = 4;
    private const int MaximumWindow = 7;
    private const int DictionaryFlag = 0x20;
    private const int HeaderCheck = 31;

    // What a screen update expands to usually; more takes another attempt.
    private const int ExpectedExpansion = 8;
    private const int AttemptGrowth = 4;
    private const int MinimumAttempt = 512;

    private readonly InflateDecoder _decoder = new();

    /// <summary>Appends what a complete zlib stream holds. No input makes it throw.</summary>
    /// <param name="source">
    /// The stream; anything. Bytes after its end are ignored, as stock does.
    /// </param>
    /// <param name="destination">Receives the content; nothing when the result is false.</param>
    /// <param name="limit">The longest content to accept, in bytes.</param>
    /// <returns>Whether the stream was valid, complete and within the limit.</returns>
    public bool TryDecompress(ReadOnlySpan<byte> source, ArrayBufferWriter<byte> destination, int limit)
    {
        if (source.Length < DeflateFormat.ZlibHeaderSize || !IsHeader(source[0], source[1]))
        {
            return false;
        }

        // The output's size is not known before. Starting again with more room costs a third in the worst case
        // and needs neither a window of its own nor a copy.
        ReadOnlySpan<byte> stream = source[DeflateFormat.ZlibHeaderSize..];
        long attempt = Math.Max((long)source.Length * ExpectedExpansion, MinimumAttempt);
        while (true)
        {
            int size = (int)Math.Min(attempt, limit);
            Span<byte> output = destination.GetSpan(Math.Max(size, 1));
            output = output[..Math.Min(output.Length, limit)];
            switch (_decoder.Decode(stream, output, out int written, out ReadOnlySpan<byte> rest))
            {
                case InflateResult.Done:
                    if (!BinaryPrimitives.TryReadUInt32BigEndian(rest, out uint checksum)
                        || checksum != Adler32.Compute(output[..written]))
                    {
                        return false;
                    }

                    destination.Advance(written);
                    return true;
                case InflateResult.OutputFull when output.Length < limit:
                    attempt = (long)output.Length * AttemptGrowth;
                    break;
                default:
                    return false;
            }
        }
    }

    private static bool IsHeader(int method, int flags) =>
        (method & MethodMask) == MethodDeflate
        && method >> WindowShift <= MaximumWindow
        && (flags & DictionaryFlag) == 0
        && ((method << 8) | flags) % HeaderCheck == 0;
}
