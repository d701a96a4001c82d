using System.Buffers;
using System.IO.Compression;
using System.Text;
using MoshPS.Engine.Sync;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Tests.Terminal;
using MoshPS.Engine.Transport.Compression;

namespace MoshPS.Engine.Tests.Fuzzing;

/// <summary>Compressed streams, messages of both objects, terminal output and sizes, with anything in them.</summary>
public sealed class ContentFuzzTests
{
    private const int InflateLimit = 10_000;

    private static readonly byte[][] TerminalWords =
    [
        "\e["u8.ToArray(), "\e]"u8.ToArray(), "\eP"u8.ToArray(), ";"u8.ToArray(), "?"u8.ToArray(), "m"u8.ToArray(),
        "H"u8.ToArray(), "65535"u8.ToArray(), "4294967296"u8.ToArray(), "\e\\"u8.ToArray(), "\a"u8.ToArray(),
        "\e[?1049h"u8.ToArray(), "\e[38;2;"u8.ToArray(), "\e[48;5;"u8.ToArray(), "\e]8;;"u8.ToArray(),
        "中"u8.ToArray(), "\u0301"u8.ToArray(), "\u200D"u8.ToArray(), "😀"u8.ToArray(), [0xC0], [0xF8], [0xED, 0xA0, 0x80],
        "\ec"u8.ToArray(), "\e#8"u8.ToArray(), "\e[!p"u8.ToArray(), "\e[1;3r"u8.ToArray(), "\eM"u8.ToArray(),
    ];

    private static readonly byte[][] MessageWords =
    [
        [0x0A], [0x12], [0x1A], [0x22], [0x28], [0x30], [0x3A], [0x40],
        [0x28, 0x50, 0x30, 0x18],
        [0x28, 0x00], [0x30, 0xFF, 0xFF, 0xFF, 0xFF, 0x07],
        [0x28, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
    ];

    [Fact]
    public void A_compressed_stream_gives_what_the_base_library_gives_or_is_refused()
    {
        var decompressor = new ZlibDecompressor();
        var output = new ArrayBufferWriter<byte>();
        Fuzzer.Run("zlib", 20_000, input =>
        {
            output.ResetWrittenCount();
            if (decompressor.TryDecompress(input, output, InflateLimit))
            {
                Assert.InRange(output.WrittenCount, 0, InflateLimit);
                using var stream = new ZLibStream(new MemoryStream(input), CompressionMode.Decompress);
                using var expected = new MemoryStream();
                stream.CopyTo(expected);
                Assert.True(output.WrittenSpan.SequenceEqual(expected.GetBuffer().AsSpan(0, (int)expected.Length)));
            }
        });
    }

    [Fact]
    public void A_user_message_is_applied_within_the_limits_or_leaves_no_trace()
    {
        var output = new ArrayBufferWriter<byte>();
        Fuzzer.Run(
            "user-message",
            20_000,
            input =>
            {
                var start = new UserInput();
                UserInput state = start.Snapshot();
                if (state.TryApply(input))
                {
                    // What was understood is sent on and understood again.
                    output.ResetWrittenCount();
                    state.WriteDiff(start, output);
                    var copy = new UserInput();
                    Assert.True(copy.TryApply(output.WrittenSpan));
                    Assert.True(copy.HasSameContent(state));
                }

                else
                {
                    // The next state may hold anything.
                    Assert.True(start.Snapshot().TryApply([0x0A, 0x05, 0x12, 0x03, 0x22, 0x01, 0x61]));
                }

                Assert.InRange(state.PendingEventCount, 0, input.Length);
                Assert.Equal(0, start.PendingEventCount);
            },
            MessageWords);
    }

    [Fact]
    public void A_host_message_leaves_a_sound_screen()
    {
        Fuzzer.Run(
            "host-message",
            6_000,
            input =>
            {
                var start = new ScreenState(20, 6);
                ScreenState state = start.Snapshot();
                if (state.TryApply(input))
                {
                    ScreenInvariants.AssertHold(state.Screen, EmulatorRole.WireFacing);
                    Assert.True(Screen.IsSizeAllowed(state.Screen.Columns, state.Screen.Rows));
                }

                Assert.True(start.HasSameContent(new ScreenState(20, 6)));
            },
            [.. MessageWords, .. TerminalWords]);
    }

    [Fact]
    public void Terminal_output_leaves_a_sound_screen_however_it_is_cut()
    {
        Fuzzer.Run(
            "terminal",
            4_000,
            input =>
            {
                var whole = new Emulator(20, 6);
                var inPieces = new Emulator(20, 6);
                whole.Write(input);
                for (int i = 0; i < input.Length; i += 3)
                {
                    inPieces.Write(input.AsSpan(i, Math.Min(3, input.Length - i)));
                }

                ScreenInvariants.AssertHold(whole.Screen, EmulatorRole.HostFacing);
                Assert.True(whole.Screen.HasSameContent(inPieces.Screen));
                Assert.True(whole.Replies.SequenceEqual(inPieces.Replies));
                Assert.InRange(whole.Replies.Length, 0, Emulator.MaximumReplyBytes);
            },
            TerminalWords);
    }

    [Fact]
    public void Any_size_is_taken_or_refused()
    {
        var random = new Random(1);
        int[] edges = [int.MinValue, -1, 0, 1, 2, 80, 1_000, 10_000, 65_535, 65_536, 1 << 24, int.MaxValue];
        int taken = 0;
        for (int i = 0; i < 300; i++)
        {
            int columns = random.Next(2) == 0 ? edges[random.Next(edges.Length)] : random.Next(1, 300);
            int rows = random.Next(2) == 0 ? edges[random.Next(edges.Length)] : random.Next(1, 100);
            var emulator = new Emulator(10, 4);
            emulator.Write(Encoding.UTF8.GetBytes("some 中 text\r\nthat is longer\e[2;3r\e7"));
            bool isTaken = emulator.Resize(columns, rows);
            Assert.Equal(Screen.IsSizeAllowed(columns, rows), isTaken);
            Assert.Equal(isTaken ? (columns, rows) : (10, 4), (emulator.Screen.Columns, emulator.Screen.Rows));
            taken += isTaken ? 1 : 0;
            if (isTaken && (long)columns * rows < 100_000)
            {
                ScreenInvariants.AssertHold(emulator.Screen, EmulatorRole.HostFacing);
            }
        }

        Assert.InRange(taken, 50, 250);
    }
}
