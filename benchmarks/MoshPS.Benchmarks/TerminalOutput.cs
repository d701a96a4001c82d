using System.Text;

namespace MoshPS.Benchmarks;

/// <summary>What programs write to a terminal, made from a seed.</summary>
internal static class TerminalOutput
{
    private static readonly string[] Words =
    [
        "the", "quick", "brown", "fox", "jumps", "over", "lazy", "dog", "int", "return", "static", "main(void)", "{", "}",
        "drwxr-xr-x", "root", "4096", "Nov", "12:34", "README.md", "[100%]", "Building", "object", "CMakeFiles/target.dir",
    ];

    private static readonly string[] WideWords =
    [
        "状態", "終了しました", "größer", "naïve", "e\u0301te\u0301", "Ω≈ç√", "→", "│", "─────", "😀", "привет", "한국어", "plain",
    ];

    /// <summary>Lines of words, as of a build or a listing.</summary>
    public static byte[] PlainText(int length) =>
        Make(length, (random, text) => text
            .Append(Words[random.Next(Words.Length)])
            .Append(random.Next(9) == 0 ? "\r\n" : " "));

    /// <summary>Each word with a rendition of its own, as of highlighted source.</summary>
    public static byte[] Coloured(int length) =>
        Make(length, (random, text) => text
            .Append(random.Next(4) switch
            {
                0 => "\e[0;1m",
                1 => $"\e[38;5;{random.Next(256)}m",
                2 => $"\e[38;2;{random.Next(256)};{random.Next(256)};{random.Next(256)}m",
                _ => $"\e[{random.Next(30, 38)}m",
            })
            .Append(Words[random.Next(Words.Length)])
            .Append("\e[m")
            .Append(random.Next(9) == 0 ? "\r\n" : " "));

    /// <summary>Short texts all over the screen, as of a full-screen program.</summary>
    public static byte[] CursorMoves(int length) =>
        Make(length, (random, text) => text
            .Append($"\e[{random.Next(1, 25)};{random.Next(1, 81)}H")
            .Append(Words[random.Next(Words.Length)])
            .Append(random.Next(4) == 0 ? "\e[K" : "")
            .Append(random.Next(8) == 0 ? "\e[A\e[4C\b" : ""));

    /// <summary>Wide, combining and other characters beyond ASCII.</summary>
    public static byte[] Unicode(int length) =>
        Make(length, (random, text) => text
            .Append(WideWords[random.Next(WideWords.Length)])
            .Append(random.Next(9) == 0 ? "\r\n" : " "));

    private static byte[] Make(int length, Action<Random, StringBuilder> append)
    {
        Random random = new(1);
        StringBuilder text = new();
        while (text.Length < length)
        {
            append(random, text);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
