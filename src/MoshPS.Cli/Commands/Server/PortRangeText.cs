using System.Globalization;
using MoshPS.Engine;

namespace MoshPS.Cli.Commands.Server;

/// <summary>The value of <c>mosh-server -p</c>, with stock's words about what is wrong with it (spec 3 §2.1).</summary>
internal static class PortRangeText
{
    /// <summary>Reads a port or a range.</summary>
    /// <param name="text"><c>PORT</c> or <c>PORT:PORT2</c>.</param>
    /// <param name="ports">The ports, when the text is valid.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Parse(string text, out UdpPortRange ports)
    {
        ports = default;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        ReadOnlySpan<char> lowText = colon < 0 ? text : text.AsSpan(0, colon);
        if (!DecimalNumber.TryParse(lowText, out long low))
        {
            return $"Invalid (low) port number ({lowText})";
        }

        if (low is < 0 or > ushort.MaxValue)
        {
            return string.Create(CultureInfo.InvariantCulture, $"(Low) port number {low} outside valid range [0..65535]");
        }

        if (colon < 0)
        {
            ports = new UdpPortRange((int)low);
            return null;
        }

        ReadOnlySpan<char> highText = text.AsSpan(colon + 1);
        if (!DecimalNumber.TryParse(highText, out long high))
        {
            return $"Invalid high port number ({highText})";
        }

        if (high is < 0 or > ushort.MaxValue)
        {
            return string.Create(CultureInfo.InvariantCulture, $"High port number {high} outside valid range [0..65535]");
        }

        if (low > high)
        {
            return string.Create(CultureInfo.InvariantCulture, $"Low port {low} greater than high port {high}");
        }

        if (low == 0)
        {
            return "Low port 0 incompatible with port ranges";
        }

        ports = new UdpPortRange((int)low, (int)high);
        return null;
    }
}
