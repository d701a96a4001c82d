namespace MoshPS.Engine.Datagrams;

/// <summary>A clock's milliseconds modulo 65536, as datagrams carry them (spec 1 §3.1). All arithmetic wraps.</summary>
internal static class Timestamp
{
    /// <summary>Stands for "no timestamp"; a clock that shows this value is sent as 0 instead.</summary>
    public const ushort None = ushort.MaxValue;

    /// <summary>The timestamp to send at a time.</summary>
    /// <param name="now">Monotonic milliseconds.</param>
    public static ushort At(long now)
    {
        ushort low = unchecked((ushort)now);
        return low == None ? (ushort)0 : low;
    }

    /// <summary>The milliseconds from one timestamp to a later one, at most 65535.</summary>
    public static int Elapsed(ushort from, ushort to) => unchecked((ushort)(to - from));

    /// <summary>A timestamp some milliseconds later, or earlier if negative.</summary>
    public static ushort Shift(ushort timestamp, long milliseconds) => unchecked((ushort)(timestamp + milliseconds));
}
