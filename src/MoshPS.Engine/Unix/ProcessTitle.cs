using System.Globalization;
using System.Runtime.Versioning;
using System.Text;

namespace MoshPS.Engine.Unix;

/// <summary>
/// What the system's lists of processes show of this one: its name (<c>ps -o comm</c>, <c>pkill</c>) and its command
/// line (<c>ps -o args</c>). Linux only; elsewhere, and without <c>/proc</c>, nothing changes. Nothing here throws.
/// </summary>
[UnsupportedOSPlatform("windows")]
public static unsafe class ProcessTitle
{
    /// <summary>Bytes of a name that the system keeps.</summary>
    public const int LongestName = 15;

    // In /proc/self/stat, proc(5): the fields are counted from 1, and the second one, in brackets, may hold anything.
    private const int FirstFieldAfterName = 3;
    private const int ArgumentsStartField = 48;
    private const int ArgumentsEndField = 49;

    private static readonly Lock Gate = new();
    private static (nint Start, int Length)? _area;

    /// <summary>
    /// Writes a text in place of the command line. There is as much room as the arguments took that the process was
    /// started with: a longer text is cut.
    /// </summary>
    /// <returns>Whether it shows, as a whole or in part.</returns>
    public static bool TrySet(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        lock (Gate)
        {
            _area ??= FindArguments();
            (nint start, int length) = _area.Value;
            if (length < 2)
            {
                return false;
            }

            // The last byte stays zero: otherwise the system takes it that the text goes on in the environment.
            Span<byte> area = new((void*)start, length);
            area.Clear();
            Encoding.UTF8.GetEncoder().Convert(text, area[..^1], flush: true, out _, out _, out _);
            return true;
        }
    }

    /// <summary>Renames the process, whichever thread calls. Of a longer name the beginning is used.</summary>
    public static bool TrySetName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            // Unlike prctl(PR_SET_NAME), which names the calling thread, this names the process's first one.
            File.WriteAllText("/proc/self/comm", name);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static (nint Start, int Length) FindArguments()
    {
        try
        {
            string status = File.ReadAllText("/proc/self/stat");
            string[] fields = status[(status.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            long start = long.Parse(fields[ArgumentsStartField - FirstFieldAfterName], CultureInfo.InvariantCulture);
            long end = long.Parse(fields[ArgumentsEndField - FirstFieldAfterName], CultureInfo.InvariantCulture);
            return start > 0 && end > start ? ((nint)start, checked((int)(end - start))) : default;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            return default;
        }
    }
}
