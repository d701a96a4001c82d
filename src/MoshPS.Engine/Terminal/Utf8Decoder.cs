namespace MoshPS.Engine.Terminal;

/// <summary>
/// Turns bytes into code points one at a time, keeping an unfinished character between calls (spec 2 §2). What is
/// not UTF-8 becomes U+FFFD, just as often as with glibc.
/// </summary>
internal struct Utf8Decoder
{
    /// <summary>Stands for bytes that are not UTF-8.</summary>
    internal const int ReplacementCharacter = 0xFFFD;

    private const int MaximumCodePoint = 0x10FFFF;

    private uint _value;
    private int _missing;
    private uint _smallest;

    /// <summary>Whether a character has begun and is not complete.</summary>
    internal readonly bool IsPending => _missing > 0;

    /// <summary>Takes one byte and says which code points that gives: none, one, or two.</summary>
    /// <param name="value">The next byte.</param>
    /// <param name="first">The first code point, if the result is not 0.</param>
    /// <param name="second">The second one, if the result is 2.</param>
    /// <returns>The number of code points.</returns>
    internal int Decode(byte value, out int first, out int second)
    {
        second = 0;
        if (_missing == 0)
        {
            return Begin(value, out first);
        }

        if ((value & 0xC0) != 0x80)
        {
            // One replacement for what came so far; the byte counts anew.
            _missing = 0;
            first = ReplacementCharacter;
            return 1 + Begin(value, out second);
        }

        _value = (_value << 6) | (value & 0x3Fu);
        _missing--;
        if (_missing > 0)
        {
            first = 0;
            return 0;
        }

        first = ReplacementCharacter;
        if (_value < _smallest || _value is >= 0xD800 and <= 0xDFFF)
        {
            // Impossible, which is only found now: the last byte counts anew, and cannot begin a character.
            second = ReplacementCharacter;
            return 2;
        }

        if (_value <= MaximumCodePoint)
        {
            first = (int)_value;
        }

        return 1;
    }

    private int Begin(byte value, out int codePoint)
    {
        codePoint = value;
        switch (value)
        {
            case < 0x80:
                return 1;
            case >= 0xC2 and <= 0xDF:
                Expect(1, value & 0x1Fu, 0x80);
                return 0;
            case >= 0xE0 and <= 0xEF:
                Expect(2, value & 0x0Fu, 0x800);
                return 0;
            case >= 0xF0 and <= 0xF7:
                Expect(3, value & 0x07u, 0x1_0000);
                return 0;
            case >= 0xF8 and <= 0xFB:
                Expect(4, value & 0x03u, 0x20_0000);
                return 0;
            case >= 0xFC and <= 0xFD:
                Expect(5, value & 0x01u, 0x400_0000);
                return 0;
            default:
                codePoint = ReplacementCharacter;
                return 1;
        }
    }

    private void Expect(int followers, uint leadBits, uint smallest)
    {
        _missing = followers;
        _value = leadBits;
        _smallest = smallest;
    }
}
