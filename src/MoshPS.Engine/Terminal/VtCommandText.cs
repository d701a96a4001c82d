using System.Text;

namespace MoshPS.Engine.Terminal;

/// <summary>The text of an operating system command while it comes in (spec 2 §3).</summary>
internal sealed class VtCommandText
{
    /// <summary>Code points beyond this are dropped.</summary>
    internal const int MaximumCodePoints = 16384;

    private const int InitialCharacters = 64;
    private const int MaximumCharactersPerCodePoint = 2;

    private char[] _characters = [];
    private int _length;
    private int _codePoints;

    /// <summary>The text so far.</summary>
    internal ReadOnlySpan<char> Text => _characters.AsSpan(0, _length);

    /// <summary>Starts anew.</summary>
    internal void Clear()
    {
        _length = 0;
        _codePoints = 0;
    }

    /// <summary>Adds a code point.</summary>
    internal void Add(int codePoint)
    {
        if (_codePoints < MaximumCodePoints)
        {
            Reserve(MaximumCharactersPerCodePoint);
            _length += new Rune(codePoint).EncodeToUtf16(_characters.AsSpan(_length));
            _codePoints++;
        }
    }

    /// <summary>Adds ASCII characters.</summary>
    internal void Add(ReadOnlySpan<byte> ascii)
    {
        int count = Math.Min(ascii.Length, MaximumCodePoints - _codePoints);
        Reserve(count);
        Ascii.ToUtf16(ascii[..count], _characters.AsSpan(_length), out _);
        _length += count;
        _codePoints += count;
    }

    private void Reserve(int more)
    {
        int needed = _length + more;
        if (needed > _characters.Length)
        {
            Array.Resize(ref _characters, Math.Max(needed, Math.Max(_characters.Length * 2, InitialCharacters)));
        }
    }
}
