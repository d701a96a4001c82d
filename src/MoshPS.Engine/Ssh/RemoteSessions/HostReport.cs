namespace MoshPS.Engine.Ssh.RemoteSessions;

/// <summary>Collects the marked lines that one of our scripts makes a host print. Not thread-safe.</summary>
internal sealed class HostReport : IHostOutput
{
    /// <summary>Other lines kept for error messages: the last ones.</summary>
    private const int OtherLineLimit = 5;

    private readonly List<string> _lines = [];
    private readonly RecentLines _others = new(OtherLineLimit);

    /// <inheritdoc/>
    public int Limit => 8 << 20;

    /// <inheritdoc/>
    public bool IsComplete { get; private set; }

    /// <summary>The lines, without their mark.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>What else was printed last: it may say why the report is not complete.</summary>
    public RecentLines OtherLines => _others;

    /// <inheritdoc/>
    public bool Accept(string line)
    {
        if (line.StartsWith(SessionListScript.Mark, StringComparison.Ordinal))
        {
            string text = line[SessionListScript.Mark.Length..];
            if (text == SessionListScript.End)
            {
                IsComplete = true;
            }
            else if (!IsComplete)
            {
                _lines.Add(text);
            }

            return false;
        }

        return _others.Add(line);
    }
}
