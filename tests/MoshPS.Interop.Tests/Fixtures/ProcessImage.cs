using System.Globalization;
using System.Text;

namespace MoshPS.Interop.Tests.Fixtures;

/// <summary>The memory of another process, as root can read it (<c>/proc/PID/mem</c>).</summary>
internal static class ProcessImage
{
    private const int Portion = 1 << 20;

    /// <summary>Where in a process's writable memory a text stands, in ASCII or UTF-16: lines of <c>/proc/PID/maps</c>.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="text">ASCII.</param>
    public static IReadOnlyList<string> Find(int processId, string text)
    {
        byte[] ascii = Encoding.ASCII.GetBytes(text);
        byte[] wide = Encoding.Unicode.GetBytes(text);
        List<string> found = [];
        using FileStream memory = new($"/proc/{processId}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        foreach (string mapping in File.ReadAllLines($"/proc/{processId}/maps"))
        {
            string[] fields = mapping.Split(' ', 3);
            if (!fields[1].StartsWith("rw", StringComparison.Ordinal))
            {
                continue;
            }

            string[] ends = fields[0].Split('-');
            long start = long.Parse(ends[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            long end = long.Parse(ends[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (Contains(memory, start, end, ascii, wide))
            {
                found.Add(mapping);
            }
        }

        return found;
    }

    private static bool Contains(FileStream memory, long start, long end, byte[] ascii, byte[] wide)
    {
        byte[] portion = new byte[Portion + wide.Length];
        for (long position = start; position < end; position += Portion)
        {
            Span<byte> read = portion.AsSpan(0, (int)Math.Min(portion.Length, end - position));
            try
            {
                read = read[..RandomAccess.Read(memory.SafeFileHandle, read, position)];
            }
            catch (IOException)
            {
                // A mapping without memory behind it, or one that has gone.
                return false;
            }

            if (read.IndexOf(ascii) >= 0 || read.IndexOf(wide) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
