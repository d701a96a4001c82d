using System.Globalization;

namespace MoshPS.Benchmarks.Networks;

/// <summary>What the kernel has counted of TCP in a network namespace.</summary>
/// <param name="Sent">Segments sent, without those sent again.</param>
/// <param name="SentAgain">Segments sent again.</param>
internal readonly record struct TcpCounters(long Sent, long SentAgain)
{
    /// <summary>Reads those of the namespace that a process is in.</summary>
    public static TcpCounters Of(int process)
    {
        string[][] lines =
        [
            .. File.ReadLines($"/proc/{process}/net/snmp")
                .Where(line => line.StartsWith("Tcp:", StringComparison.Ordinal))
                .Select(line => line.Split(' ')),
        ];
        return new TcpCounters(Value("OutSegs"), Value("RetransSegs"));

        long Value(string name) => long.Parse(lines[1][Array.IndexOf(lines[0], name)], CultureInfo.InvariantCulture);
    }

    /// <summary>What came in between.</summary>
    public static TcpCounters operator -(TcpCounters later, TcpCounters earlier) =>
        new(later.Sent - earlier.Sent, later.SentAgain - earlier.SentAgain);
}
