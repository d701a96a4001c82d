using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MoshPS.Engine;

/// <summary>
/// The UDP ports that a server may choose from (<c>mosh-server -p</c>, spec 3 §2.1): one port, an
/// inclusive range, or 0 for one that the server's system chooses.
/// </summary>
public readonly record struct UdpPortRange
{
    /// <summary>One port, or 0.</summary>
    /// <param name="port">0 to 65535.</param>
    /// <exception cref="ArgumentOutOfRangeException">The port is out of range.</exception>
    public UdpPortRange(int port)
        : this(port, port)
    {
    }

    /// <summary>An inclusive range.</summary>
    /// <param name="low">Lowest port, 1 to 65535; 0 only when <paramref name="high"/> is 0 as well.</param>
    /// <param name="high">Highest port, <paramref name="low"/> to 65535.</param>
    /// <exception cref="ArgumentOutOfRangeException">A port is out of range, or low is above high.</exception>
    public UdpPortRange(int low, int high)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(low);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(high, ushort.MaxValue);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(low, high);
        if (low == 0 && high != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(low), low, "Port 0, which lets the system choose, cannot start a range.");
        }

        Low = low;
        High = high;
    }

    /// <summary>Lowest port.</summary>
    public int Low { get; }

    /// <summary>Highest port.</summary>
    public int High { get; }

    /// <summary>How many ports there are; for 0 it is 1.</summary>
    public int Count => High - Low + 1;

    /// <summary>Reads <c>60001</c> or <c>60001:60010</c>; a hyphen may stand for the colon.</summary>
    /// <param name="text">The text.</param>
    /// <param name="range">The range, when the text is valid.</param>
    /// <param name="error">What is wrong, as a sentence; otherwise null.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out UdpPortRange range, [NotNullWhen(false)] out string? error)
    {
        range = default;
        int separator = text.IndexOfAny(':', '-');
        var lowText = separator < 0 ? text : text[..separator];
        var highText = separator < 0 ? text : text[(separator + 1)..];
        if (!TryParsePort(lowText, out int low) || !TryParsePort(highText, out int high))
        {
            error = $"'{text}' is not a UDP port from 0 to 65535, nor a range of two with a colon between.";
            return false;
        }

        if (low > high || (low == 0 && high != 0))
        {
            error = low == 0
                ? "Port 0, which lets the system choose, cannot start a range."
                : $"The low port {low} is greater than the high port {high}.";
            return false;
        }

        error = null;
        range = new UdpPortRange(low, high);
        return true;
    }

    /// <summary>The form that <c>mosh-server -p</c> takes.</summary>
    public override string ToString() => Low == High
        ? Low.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Low}:{High}");

    private static bool TryParsePort(ReadOnlySpan<char> text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= ushort.MaxValue;
}
