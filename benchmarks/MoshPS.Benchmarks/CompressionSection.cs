using System.Buffers;
using System.IO.Compression;
using MoshPS.Engine.Tests.Transport.Compression;
using MoshPS.Engine.Transport.Compression;

namespace MoshPS.Benchmarks;

/// <summary>The zlib streams of instructions, against the base library's: time, size and allocations.</summary>
internal sealed class CompressionSection : IBenchmarkSection
{
    private const string Reference = "ZLibStream";

    private readonly ZlibCompressor _compressor = new();
    private readonly ZlibDecompressor _decompressor = new();
    private readonly ArrayBufferWriter<byte> _output = new(1 << 20);

    /// <inheritdoc/>
    public string Name => "compression";

    /// <inheritdoc/>
    public string FileName => MeasuredFile.EngineName;

    /// <inheritdoc/>
    public void Run(BenchmarkTable table)
    {
        // The instruction of a keystroke with some chaff, and two screen updates.
        Run(table, "30 B", Convert.FromHexString("08021012181320142812320A0A051203220161BC3A08C0FFEE123456789A"));
        Run(table, "1 KB", CompressionSamples.Repaint(1024, new Random(1)));
        Run(table, "8 KB", CompressionSamples.Repaint(8192, new Random(2)));
    }

    private void Run(BenchmarkTable table, string size, byte[] source)
    {
        byte[] content = new byte[2 * source.Length];
        MemoryStream stockOutput = new();
        Action compress = () =>
        {
            _output.ResetWrittenCount();
            _compressor.Compress(source, _output);
        };
        Action stockCompress = () =>
        {
            stockOutput.SetLength(0);
            using ZLibStream zlib = new(stockOutput, CompressionLevel.Optimal, leaveOpen: true);
            zlib.Write(source);
        };
        compress();
        byte[] stream = _output.WrittenSpan.ToArray();
        stockCompress();
        long stockLength = stockOutput.Length;

        MemoryStream stockInput = new(stream);
        Action decompress = () =>
        {
            _output.ResetWrittenCount();
            _decompressor.TryDecompress(stream, _output, content.Length);
        };
        Action stockDecompress = () =>
        {
            stockInput.Position = 0;
            using ZLibStream zlib = new(stockInput, CompressionMode.Decompress, leaveOpen: true);
            zlib.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        };

        CompareTimes(table, $"deflate {size}", compress, stockCompress);
        CompareTimes(table, $"inflate {size}", decompress, stockDecompress);
        table.Compare(
            $"deflated size of {size}", stream.Length, "B", moreIsBetter: false, Reference, stockLength, ratioGoal: 0.98);
        table.Add(
            $"allocated per deflate and inflate of {size}",
            Measurement.BytesAllocatedPerCall(compress) + Measurement.BytesAllocatedPerCall(decompress),
            "B", moreIsBetter: false, goal: 0);
        table.Add(
            $"the same by {Reference}, managed memory alone",
            Measurement.BytesAllocatedPerCall(stockCompress) + Measurement.BytesAllocatedPerCall(stockDecompress),
            "B", moreIsBetter: false);
    }

    private static void CompareTimes(BenchmarkTable table, string what, Action ours, Action stock) =>
        table.Compare(
            what,
            Measurement.NanosecondsPerCall(ours) / 1000, "µs", moreIsBetter: false,
            Reference, Measurement.NanosecondsPerCall(stock) / 1000);
}
