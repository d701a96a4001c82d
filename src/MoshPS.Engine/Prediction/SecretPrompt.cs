using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Prediction;

/// <summary>Recognises a prompt for a password by its words, as programs that answer such prompts do.</summary>
internal static class SecretPrompt
{
    private const int LongestPrompt = 120;

    // Parts of words, in lower case, in the languages that sudo, ssh and su speak most.
    private static readonly string[] Words =
    [
        "password", "passphrase", "passcode", "passwd", "secret", "verification code", "one-time", " pin", "otp",
        "passwort", "kennwort", "mot de passe", "contraseña", "palabra de paso", "senha", "wachtwoord", "lösenord",
        "adgangskode", "passord", "salasana", "hasło", "heslo", "jelszó", "parola", "пароль", "κωδικός",
        "パスワード", "密码", "密碼", "암호",
    ];

    /// <summary>Whether the text to the left of a position asks for a secret: such a word, and a colon or question mark at the end.</summary>
    public static bool IsBefore(Screen screen, int row, int column)
    {
        Span<char> text = stackalloc char[LongestPrompt];
        ReadOnlySpan<Cell> cells = screen.GetCells(row);
        int end = column;

        // What some programs show for each character.
        while (end > 0 && cells[end - 1].Content is 0 or ' ' or '*' or '•' or '●')
        {
            end--;
        }

        if (end == 0 || cells[end - 1].Content is not (':' or '?' or '：' or '>'))
        {
            return false;
        }

        int length = 0;
        for (int i = Math.Max(0, end - LongestPrompt); i < end; i++)
        {
            uint content = cells[i].Content;
            text[length++] = content is > 0 and <= char.MaxValue ? char.ToLowerInvariant((char)content) : ' ';
        }

        // The blank cell that a wide character covers is not part of the word.
        ReadOnlySpan<char> prompt = text[..length];
        Span<char> narrow = stackalloc char[LongestPrompt];
        int narrowLength = 0;
        for (int i = 0; i < length; i++)
        {
            if (i == 0 || !cells[end - length + i - 1].IsWide)
            {
                narrow[narrowLength++] = prompt[i];
            }
        }

        prompt = narrow[..narrowLength];
        foreach (string word in Words)
        {
            if (prompt.Contains(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
