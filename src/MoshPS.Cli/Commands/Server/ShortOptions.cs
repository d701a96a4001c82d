using System.Text;

namespace MoshPS.Cli.Commands.Server;

/// <summary>
/// Options of one letter, read as glibc's <c>getopt</c> reads them: bundled (<c>-sv</c>), with a value in the same
/// word (<c>-p60001</c>) or the next one, and with operands in between. There are no long options: <c>--foo</c> is
/// <c>-</c>, <c>f</c>, <c>o</c> and <c>o</c>.
/// </summary>
/// <param name="arguments">The command line up to <c>--</c>.</param>
/// <param name="flags">The letters of options without a value.</param>
/// <param name="valued">The letters of options with a value.</param>
/// <remarks>Operands are passed over: mosh-server takes none.</remarks>
internal ref struct ShortOptions(ReadOnlySpan<string> arguments, string flags, string valued)
{
    private ReadOnlySpan<string> _words = arguments;
    private ReadOnlySpan<char> _letters;

    /// <summary>The option read last.</summary>
    public Rune Letter { get; private set; }

    /// <summary>Its value; empty without one.</summary>
    public string Value { get; private set; } = "";

    /// <summary>What is wrong with it, in the words of <c>getopt</c> without the program's name; null if it is an option.</summary>
    public string? Complaint { get; private set; }

    /// <summary>Reads the next option.</summary>
    /// <returns>False when there are no more.</returns>
    public bool Read()
    {
        while (_letters.IsEmpty)
        {
            if (_words.IsEmpty)
            {
                return false;
            }

            string word = _words[0];
            _words = _words[1..];
            _letters = word.Length > 1 && word[0] == '-' ? word.AsSpan(1) : default;
        }

        _ = Rune.DecodeFromUtf16(_letters, out Rune letter, out int length);
        _letters = _letters[length..];
        Letter = letter;
        Value = "";
        Complaint = null;
        if (letter.IsBmp && valued.Contains((char)letter.Value, StringComparison.Ordinal))
        {
            ReadValue();
        }
        else if (!letter.IsBmp || !flags.Contains((char)letter.Value, StringComparison.Ordinal))
        {
            Complaint = $"invalid option -- '{letter}'";
        }

        return true;
    }

    private void ReadValue()
    {
        if (!_letters.IsEmpty)
        {
            Value = _letters.ToString();
            _letters = default;
        }
        else if (_words.IsEmpty)
        {
            Complaint = $"option requires an argument -- '{Letter}'";
        }
        else
        {
            Value = _words[0];
            _words = _words[1..];
        }
    }
}
