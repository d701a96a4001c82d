namespace MoshPS.Benchmarks.Typing;

/// <summary>
/// Finds the characters that a client has shown by mistake: that stand on no screen of the server's around that time.
/// </summary>
internal sealed class ContradictionFinder
{
    private readonly IReadOnlyList<(long Time, ShownScreen Screen)> _server;
    private readonly long _window;
    private readonly long _shortest;
    private readonly Dictionary<int, (char Character, long Since)> _wrong = [];
    private ShownScreen? _shown;

    /// <param name="server">The server's screens, in the order in which it sent them.</param>
    /// <param name="window">
    /// How long before and after its appearance a character may be found on the server's screens: what a screen takes
    /// to arrive, and what a key takes to be answered, with what is lost sent again.
    /// </param>
    /// <param name="shortest">What is shown for less than this is a frame that was read in two pieces.</param>
    public ContradictionFinder(IReadOnlyList<(long Time, ShownScreen Screen)> server, long window, long shortest)
    {
        _server = server;
        _window = window;
        _shortest = shortest;
    }

    /// <summary>The wrong characters: where, since when and how long.</summary>
    public List<Contradiction> Found { get; } = [];

    /// <summary>The client shows something new.</summary>
    public void Show(long time, ShownScreen screen)
    {
        for (int place = 0; place < screen.Length; place++)
        {
            char character = screen[place];
            if (_shown is null || character != _shown[place])
            {
                End(place, time);
                if (_shown is not null && character != ' ' && !IsNotification(screen, place) && !WasSent(place, character, time))
                {
                    _wrong[place] = (character, time);
                }
            }
        }

        _shown = screen;
    }

    /// <summary>There is nothing more to show.</summary>
    public void End(long time)
    {
        foreach (int place in _wrong.Keys.ToArray())
        {
            End(place, time);
        }
    }

    /// <summary>Whether the client's own notification bar, which takes the first row, shows there.</summary>
    private static bool IsNotification(ShownScreen screen, int place) =>
        place < screen.Columns && screen.Row(0).StartsWith("mosh: ", StringComparison.Ordinal);

    private void End(int place, long time)
    {
        if (_wrong.Remove(place, out (char Character, long Since) wrong) && time - wrong.Since >= _shortest)
        {
            Found.Add(new Contradiction(place, wrong.Character, wrong.Since, time - wrong.Since));
        }
    }

    private bool WasSent(int place, char character, long time)
    {
        // A screen holds until the next one.
        int index = FirstAfter(time - _window) - 1;
        for (index = Math.Max(0, index); index < _server.Count && _server[index].Time <= time + _window; index++)
        {
            if (_server[index].Screen[place] == character)
            {
                return true;
            }
        }

        return false;
    }

    private int FirstAfter(long time)
    {
        int low = 0;
        int high = _server.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_server[middle].Time <= time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
