using System.Globalization;
using System.Text;

namespace MoshPS.Engine.Ssh;

/// <summary>
/// A POSIX script as a command for a host's login shell, whichever that is; and the mark by which the script's own
/// output is told from everything else that a login prints (docs/adr/0002).
/// </summary>
internal sealed class RemoteCommand
{
    /// <summary>
    /// Between single quotes sh, csh and fish take all of this literally. The words that follow are the script, with
    /// awkward characters as octal escapes, which <c>printf %b</c> undoes (POSIX, printf).
    /// </summary>
    private const string Interpreter = """sh -c 'eval "$(printf %b "$@")"' sh""";

    /// <summary>Characters of one word: csh takes no more than 1024.</summary>
    private const int WordLimit = 1000;

    /// <summary>Bytes of all: Linux takes 128 KiB for one argument, and Windows 32,767 characters for a command line.</summary>
    private static readonly int TotalLimit = OperatingSystem.IsWindows() ? 30_000 : 120_000;

    /// <summary>Bytes of the nonce: more than can be guessed.</summary>
    private const int NonceSize = 16;

    private readonly string _mark;

    /// <summary>Makes a command with a mark of its own.</summary>
    /// <param name="script">What is to run, in any number of lines, without NUL.</param>
    /// <exception cref="MoshBootstrapException">It is too long for a command line: <c>CommandTooLong</c>.</exception>
    public RemoteCommand(string script)
    {
        Span<byte> random = stackalloc byte[NonceSize];
        SystemRandom.Fill(random);
        string nonce = Convert.ToHexStringLower(random);
        string first = nonce[..NonceSize];
        string second = nonce[NonceSize..];
        _mark = $"MOSHPS-{first}-{second}";

        // In two parts, so that a shell or a forced command that prints its command does not print the mark. The line end
        // before it is for a profile that has left its line open. Without a terminal standard error would come by ssh's
        // own, where others speak too.
        Text = Interpreter + Words($"exec 2>&1\nprintf '\\nMOSHPS-%s-%s\\n' {first} {second}\n{script}");
        if (Text.Length > TotalLimit)
        {
            throw new MoshBootstrapException(
                "CommandTooLong",
                string.Create(CultureInfo.InvariantCulture, $"The command for the host would have {Text.Length} characters, and a command line takes {TotalLimit}."),
                "Put the long part into a file on the host, and let the command name that.");
        }
    }

    /// <summary>The text for the login shell: printable ASCII on one line.</summary>
    public string Text { get; }

    /// <summary>Whether this line is the mark: what the script prints comes after it, and nothing before it counts.</summary>
    /// <param name="line">A line of ssh's standard output.</param>
    public bool IsMark(string line) => line.Contains(_mark, StringComparison.Ordinal);

    private static string Words(string script)
    {
        var words = new StringBuilder();
        int length = WordLimit;
        foreach (byte value in Encoding.UTF8.GetBytes(script))
        {
            // The quote would end the word, csh knows ! between quotes, and fish some backslashes.
            bool isPlain = value is >= (byte)' ' and <= (byte)'~' and not ((byte)'\'' or (byte)'!' or (byte)'\\');
            string part = isPlain ? ((char)value).ToString() : "\\0" + Convert.ToString(value, 8).PadLeft(3, '0');
            if (length + part.Length > WordLimit)
            {
                words.Append(words.Length == 0 ? " '" : "' '");
                length = 0;
            }

            words.Append(part);
            length += part.Length;
        }

        return words.Append('\'').ToString();
    }
}
