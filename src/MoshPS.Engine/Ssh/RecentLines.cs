namespace MoshPS.Engine.Ssh;

/// <summary>The last lines that something printed, for error messages. Not thread-safe.</summary>
/// <param name="limit">Lines that are kept.</param>
internal sealed class RecentLines(int limit)
{
    private readonly Queue<string> _lines = new();

    /// <summary>The lines, oldest first.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Takes a line, which has been cleaned, and keeps it if there is anything in it.</summary>
    /// <returns>Whether there is.</returns>
    public bool Add(string line)
    {
        string text = HostText.Clean(line.Trim());
        if (text.Length == 0)
        {
            return false;
        }

        if (_lines.Count == limit)
        {
            _lines.Dequeue();
        }

        _lines.Enqueue(text);
        return true;
    }

    /// <summary>What was printed, as the end of an error's text.</summary>
    /// <param name="limit">Lines to quote at most.</param>
    public string Quote(int limit) => _lines.Count == 0 ? "It printed nothing." : "It printed last: " + string.Join(" / ", _lines.TakeLast(limit));
}
