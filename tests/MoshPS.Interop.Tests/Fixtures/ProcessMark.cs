using System.Diagnostics;
using System.Text;

namespace MoshPS.Interop.Tests.Fixtures;

/// <summary>
/// A value in the environment that everything started for one test inherits, even after it has detached
/// itself. Disposing ends exactly those processes, whoever their parent is by then.
/// </summary>
internal sealed class ProcessMark : IDisposable
{
    /// <summary>The variable's name.</summary>
    public const string Name = "MOSHPS_TEST_MARK";

    /// <summary>The variable's value, unique to this object.</summary>
    public string Value { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Ids of the live processes that carry the mark.</summary>
    public IReadOnlyList<int> FindProcesses()
    {
        if (!Directory.Exists("/proc"))
        {
            return [];
        }

        byte[] wanted = Encoding.ASCII.GetBytes($"{Name}={Value}");
        var found = new List<int>();
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), out int id) && id != Environment.ProcessId && Carries(directory, wanted))
            {
                found.Add(id);
            }
        }

        return found;
    }

    /// <summary>Waits until no process carries the mark.</summary>
    /// <returns>Whether that happened in time.</returns>
    public async Task<bool> WaitUntilGoneAsync(TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        while (FindProcesses().Count > 0)
        {
            if (Stopwatch.GetElapsedTime(start) > limit)
            {
                return false;
            }

            await Task.Delay(50);
        }

        return true;
    }

    public void Dispose()
    {
        foreach (int id in FindProcesses())
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It ended by itself.
            }
        }
    }

    private static bool Carries(string directory, byte[] wanted)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(directory, "environ")).AsSpan().IndexOf(wanted) >= 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
