using System.Text;

namespace MoshPS.Benchmarks.Typing;

/// <summary>Where on the screen one sees that a key has arrived.</summary>
internal sealed class KeyEffect
{
    private const byte Delete = 0x7F;

    // Where much changes, some of it may tell the time, or how long something took.
    private const double Unimportant = 0.25;

    private readonly ShownScreen _before;

    private readonly int[] _places;
    private readonly bool _needsCursor;

    private KeyEffect(ShownScreen before, ShownScreen after, int[] places, bool needsCursor)
    {
        _needsCursor = needsCursor;
        _before = before;
        After = after;
        _places = places;
    }

    /// <summary>The screen that shows it.</summary>
    public ShownScreen After { get; }

    /// <summary>
    /// Finds it: the cell in which the typed character stands now, or out of which one was deleted; the cursor, where
    /// it alone moved; otherwise all that is different.
    /// </summary>
    /// <returns>Null when the key shows nowhere, as in a password.</returns>
    public static KeyEffect? Find(ShownScreen before, ReadOnlySpan<byte> key, ShownScreen after)
    {
        if (before.IsLike(after))
        {
            return null;
        }

        bool isCharacter = IsCharacter(key, out char character);
        int place = isCharacter ? before.Cursor : after.Cursor;
        bool hasMoved = before.Cursor != after.Cursor;
        if (isCharacter && hasMoved && after[place] == character)
        {
            return OfPlace(place);
        }

        if (key is [Delete] && after.Cursor == before.Cursor - 1)
        {
            return OfPlace(place);
        }

        if (hasMoved && (IsCursorKey(key) || before.HasTextOf(after)))
        {
            return new KeyEffect(before, after, [], needsCursor: true);
        }

        return new KeyEffect(before, after, Differences(before, after), needsCursor: false);

        // Where the same character comes to stand, only the cursor tells.
        KeyEffect OfPlace(int cell) =>
            before[cell] == after[cell] ? new(before, after, [], needsCursor: true) : new(before, after, [cell], needsCursor: false);
    }

    /// <summary>
    /// Whether a screen shows it, or what a later key made of it.
    /// </summary>
    /// <param name="shown">The screen.</param>
    /// <param name="later">The screens that belong to the keys typed after this one so far, in order.</param>
    public bool IsShown(ShownScreen shown, IEnumerable<ShownScreen> later) =>
        Shows(shown, After) || later.Any(screen => !Shows(screen, _before) && Shows(shown, screen));

    /// <summary>Whether it cannot be seen any more after a later key, whose screen looks there as it did before.</summary>
    public bool IsUndoneIn(ShownScreen later) => Shows(later, _before);

    /// <summary>Whether a screen shows it already, before the key.</summary>
    public bool Precedes(ShownScreen shown) => Shows(shown, After);

    /// <summary>The same, seen by all that is different, and the cursor too.</summary>
    public KeyEffect WithCursor() => new(_before, After, Differences(_before, After), needsCursor: true);

    private static int[] Differences(ShownScreen before, ShownScreen after) =>
        [.. Enumerable.Range(0, after.Length).Where(place => before[place] != after[place])];

    private static bool IsCharacter(ReadOnlySpan<byte> key, out char character)
    {
        character = default;
        if (key.IsEmpty || key[0] is < 0x20 or Delete)
        {
            return false;
        }

        string text = Encoding.UTF8.GetString(key);
        character = text[0];
        return text.Length == 1;
    }

    private static bool IsCursorKey(ReadOnlySpan<byte> key) => key is [0x1B, (byte)'[' or (byte)'O', >= (byte)'A' and <= (byte)'D'];

    private bool Shows(ShownScreen shown, ShownScreen expected)
    {
        if (_needsCursor && shown.Cursor != expected.Cursor)
        {
            return false;
        }

        int wrong = _places.Count(place => shown[place] != expected[place]);
        return wrong <= _places.Length * Unimportant;
    }
}
