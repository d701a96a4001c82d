namespace MoshPS.Benchmarks;

/// <summary>What a key and what silence cost the pure layers of both ends of a session.</summary>
internal sealed class SessionSection : IBenchmarkSection
{
    // A fast typist.
    private const int MillisecondsPerKey = 100;

    /// <inheritdoc/>
    public string Name => "session";

    /// <inheritdoc/>
    public string FileName => MeasuredFile.EngineName;

    /// <inheritdoc/>
    public void Run(BenchmarkTable table)
    {
        using BenchmarkSession session = new();
        Action type = () =>
        {
            session.Type((byte)'a');
            session.Pass(MillisecondsPerKey);
        };
        double microseconds = Measurement.NanosecondsPerCall(type) / 1000;
        table.Add("a key typed and echoed, both ends' work", microseconds, "µs", moreIsBetter: false);
        AddAllocations(table, session, "key typed and echoed", 1000, type);

        session.Pass(10_000);
        AddAllocations(table, session, "minute of silence", 20, () => session.Pass(60_000));
    }

    private static void AddAllocations(
        BenchmarkTable table, BenchmarkSession session, string what, int times, Action action)
    {
        Repeat(times, action);
        long client = session.AllocatedByClient;
        long server = session.AllocatedByServer;
        long datagrams = session.DatagramCount;
        Repeat(times, action);
        Add("allocated per " + what + ", client", session.AllocatedByClient - client, "B", 0);
        Add("allocated per " + what + ", server", session.AllocatedByServer - server, "B", 0);
        Add("sent per " + what + ", both ways", session.DatagramCount - datagrams, "datagrams", null);

        void Add(string title, long total, string unit, double? goal) =>
            table.Add(title, total / (double)times, unit, moreIsBetter: false, goal);
    }

    private static void Repeat(int times, Action action)
    {
        for (int i = 0; i < times; i++)
        {
            action();
        }
    }
}
