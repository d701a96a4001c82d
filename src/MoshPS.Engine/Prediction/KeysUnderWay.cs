using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Prediction;

/// <summary>A key as predictions understand it.</summary>
/// <param name="Code">The code point of a character, or one of <see cref="KeysUnderWay"/>'s codes.</param>
/// <param name="Expiry">The first user state that can carry it.</param>
/// <param name="Time">When it was typed, in milliseconds.</param>
internal readonly record struct PredictedKey(int Code, ulong Expiry, long Time);

/// <summary>
/// The keys that the server's screen may not show yet, in order, and some before them as context. A key that was
/// received is acknowledged at once, but as echoed only when the program has had time for it: between the two the
/// screen may show its effect or not. Which of the two is found by comparing the end of what was typed with the text to
/// the left of the cursor.
/// </summary>
internal sealed class KeysUnderWay
{
    public const int Backspace = -1;
    public const int Enter = -2;
    public const int Left = -3;
    public const int Right = -4;

    /// <summary>A key whose effect is not known.</summary>
    public const int Other = -5;

    // Keys that are remembered at most; beyond it nothing is known of any.
    private const int Capacity = 512;

    // Characters that are compared at most, and how many of them must agree if not all do.
    private const int Context = 16;
    private const int LeastAgreement = 2;

    private readonly List<PredictedKey> _keys = new(Capacity);
    private int _answered;

    /// <summary>How many keys are under way.</summary>
    public int Count => _keys.Count - _answered;

    /// <summary>A key under way, the oldest first.</summary>
    public PredictedKey this[int index] => _keys[_answered + index];

    /// <summary>Whether a key under way comes directly after Enter.</summary>
    public bool FollowsEnter(int index) => _answered + index > 0 && this[index - 1].Code == Enter;

    /// <summary>A key is typed.</summary>
    public void Add(in PredictedKey key)
    {
        if (_keys.Count == Capacity)
        {
            Clear();
        }

        _keys.Add(key);
    }

    /// <summary>The server's screen shows the effect of all keys up to a user state.</summary>
    public void Answer(ulong echoAcknowledged)
    {
        int count = 0;
        while (count < Count && this[count].Expiry <= echoAcknowledged)
        {
            count++;
        }

        Drop(count);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _keys.Clear();
        _answered = 0;
    }

    /// <summary>Counts the oldest keys as answered.</summary>
    public void Drop(int count)
    {
        _answered += count;
        if (_answered > 2 * Context)
        {
            _keys.RemoveRange(0, _answered - Context);
            _answered = Context;
        }
    }

    /// <summary>Finds how many of the oldest keys a screen already shows.</summary>
    /// <param name="screen">The server's screen.</param>
    /// <param name="acknowledged">The newest user state that the server has received.</param>
    public int CountShown(Screen screen, ulong acknowledged)
    {
        // Most programs answer at once, and the server's next frame waits for them: without evidence all counts as shown.
        int received = 0;
        while (received < Count && this[received].Expiry <= acknowledged)
        {
            received++;
        }

        int best = received;
        int longest = 0;
        for (int shown = received; shown >= 0; shown--)
        {
            int agreement = Agreement(screen, _answered + shown);
            if (agreement > longest)
            {
                longest = agreement;
                best = shown;
            }
        }

        return best;
    }

    /// <summary>How many characters that the keys before an index have put to the left of the cursor are to be seen there.</summary>
    private int Agreement(Screen screen, int end)
    {
        Span<int> typed = stackalloc int[Context];
        int length = 0;
        for (int i = Math.Max(0, end - Context); i < end; i++)
        {
            int code = _keys[i].Code;
            if (code >= 0)
            {
                typed[length++] = code;
            }
            else
            {
                length = code == Backspace ? Math.Max(0, length - 1) : 0;
            }
        }

        int agreeing = 0;
        int column = screen.CursorColumn;
        while (agreeing < length && column > 0)
        {
            column--;
            if (column > 0 && screen[screen.CursorRow, column - 1].IsWide)
            {
                column--;
            }

            int expected = typed[length - 1 - agreeing];
            if (CellContent.Of(screen[screen.CursorRow, column]) != (uint)expected)
            {
                break;
            }

            agreeing++;
        }

        return agreeing == length || column == 0 || agreeing >= LeastAgreement ? agreeing : 0;
    }
}
