using System.Diagnostics;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace MoshPS.Benchmarks.Servers;

/// <summary>
/// What a program wrote to a terminal of 80×24, and when: <c>NAME.output.bin</c>, and <c>NAME.timing</c> in the classic
/// form of <c>script</c>, a line for each piece with the seconds since the one before and its length.
/// </summary>
internal sealed class RecordedOutput
{
    private readonly byte[] _bytes;
    private readonly (TimeSpan Time, int Length)[] _pieces;

    private RecordedOutput(byte[] bytes, (TimeSpan Time, int Length)[] pieces)
    {
        _bytes = bytes;
        _pieces = pieces;
    }

    /// <summary>How long it takes.</summary>
    public TimeSpan Duration => _pieces[^1].Time;

    /// <summary>How many bytes the program has written.</summary>
    public int Length => _bytes.Length;

    /// <summary>Reads a recording.</summary>
    public static RecordedOutput Load(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Recordings", name);
        TimeSpan time = default;
        List<(TimeSpan Time, int Length)> pieces = [];
        foreach (string line in File.ReadLines(path + ".timing"))
        {
            string[] words = line.Split(' ');
            time += TimeSpan.FromSeconds(double.Parse(words[0], CultureInfo.InvariantCulture));
            pieces.Add((time, int.Parse(words[1], CultureInfo.InvariantCulture)));
        }

        return new RecordedOutput(File.ReadAllBytes(path + ".output.bin"), [.. pieces]);
    }

    /// <summary>Waits for a key, and then writes as the program did.</summary>
    public void Play()
    {
        // The console of .NET would set the terminal to its own liking.
        using FileStream input = new(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        using FileStream output = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        output.Write("READY"u8);
        _ = input.ReadByte();
        long start = Stopwatch.GetTimestamp();
        int written = 0;
        foreach ((TimeSpan time, int length) in _pieces)
        {
            TimeSpan wait = time - Stopwatch.GetElapsedTime(start);
            if (wait > TimeSpan.FromMilliseconds(1))
            {
                Thread.Sleep(wait);
            }

            output.Write(_bytes, written, length);
            written += length;
        }

        // The session goes on until the measurement is complete.
        Thread.Sleep(Timeout.Infinite);
    }
}
