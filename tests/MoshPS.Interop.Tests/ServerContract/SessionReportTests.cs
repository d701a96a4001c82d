using System.Text;
using MoshPS.Cli.Commands.Server;

namespace MoshPS.Interop.Tests.ServerContract;

/// <summary>What the process of a session says to the one that started it, in whatever pieces it arrives.</summary>
public sealed class SessionReportTests
{
    private const string ConnectLine = "MOSH CONNECT 60001 AAAAAAAAAAAAAAAAAAAAAA\n";

    [Fact]
    public void The_connect_line_is_found_behind_complaints_of_any_length()
    {
        for (int length = 0; length < 2100; length++)
        {
            foreach (int piece in (int[])[7, 1000, int.MaxValue])
            {
                string complaint = new('x', length);
                Assert.Equal((ConnectLine, complaint, length > 0), Receive($"{complaint}\0{ConnectLine}", piece));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("no pseudo-terminal\n")]
    [InlineData("\0MOSH CONN")]
    public void A_process_that_ends_without_one_has_none_and_its_words_are_passed_on(string said)
    {
        string complaint = said.Split('\0')[0];
        foreach (int piece in (int[])[1, int.MaxValue])
        {
            Assert.Equal((null, complaint, complaint.Length > 0), Receive(said, piece));
        }
    }

    private static (string? Line, string Complaints, bool HasComplained) Receive(string said, int piece)
    {
        using PieceStream pipe = new(Encoding.UTF8.GetBytes(said), piece);
        using MemoryStream complaints = new();
        string? line = SessionReport.Receive(pipe, complaints, out bool hasComplained);
        return (line, Encoding.UTF8.GetString(complaints.ToArray()), hasComplained);
    }

    /// <summary>Gives so many bytes at a time.</summary>
    private sealed class PieceStream(byte[] content, int piece) : MemoryStream(content)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(piece, buffer.Length)]);
    }
}
