using System.Text;

namespace MoshPS.Engine.Tests.Transport.Compression;

/// <summary>Data to compress, made from a seed: what a session carries, and what no session would.</summary>
internal static class CompressionSamples
{
    private static readonly string[] Words =
    [
        "the", "public", "static", "int", "return", "const", "value", "=", "0;", "{", "}", "//", "length", "buffer",
        "if", "(position", "<", "end)", "for", "each", "screen", "row", "column", "->next", "NULL", "\"text\"", "#include",
        "error:", "warning:", "drwxr-xr-x", "root", "4096", "Jan", "12:34", "usr", "lib64", "→", "größer", "状態",
    ];

    /// <summary>How many kinds <see cref="Make"/> knows.</summary>
    public static int KindCount => 8;

    /// <summary>A sample of one kind and of about the given length.</summary>
    public static byte[] Make(int kind, int length, Random random) => kind switch
    {
        0 => RandomBytes(length, 256, random),
        1 => RandomBytes(length, 2, random),
        2 => RandomBytes(length, 17, random),
        3 => new byte[length],
        4 => Periodic(length, random.Next(1, 300), random),
        5 => Text(length, random),
        6 => Repaint(length, random),
        _ => Mixed(length, random),
    };

    /// <summary>Screen updates as an editor makes them: cursor moves, colours, words, erasures.</summary>
    public static byte[] Repaint(int length, Random random)
    {
        StringBuilder output = new("\e[?25l\e[0m\e[H\e[2J");
        int columns = random.Next(80, 200);
        for (int row = 1; output.Length < length; row++)
        {
            output.Append($"\e[{row % 60};1H\e[0;38;5;130m{row,4} \e[0m");
            for (int column = 5; column < columns && random.Next(15) != 0;)
            {
                string word = Words[random.Next(Words.Length)];
                column += word.Length + 1;
                output.Append(random.Next(6) == 0 ? $"\e[0;38;5;{random.Next(256)}m{word} " : $"{word} ");
            }

            output.Append(random.Next(3) == 0 ? "\e[K" : "");
        }

        return Encoding.UTF8.GetBytes(output.ToString(0, length));
    }

    private static byte[] Text(int length, Random random)
    {
        StringBuilder text = new();
        while (text.Length < length)
        {
            text.Append(Words[random.Next(Words.Length)]).Append(random.Next(12) == 0 ? "\r\n" : " ");
        }

        return Encoding.UTF8.GetBytes(text.ToString(0, length));
    }

    private static byte[] RandomBytes(int length, int alphabet, Random random)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)random.Next(alphabet);
        }

        return bytes;
    }

    private static byte[] Periodic(int length, int period, Random random)
    {
        byte[] bytes = RandomBytes(length, 256, random);
        for (int i = period; i < length; i++)
        {
            // A rare flaw keeps matches from being all of the greatest length.
            if (random.Next(500) != 0)
            {
                bytes[i] = bytes[i - period];
            }
        }

        return bytes;
    }

    private static byte[] Mixed(int length, Random random)
    {
        List<byte> bytes = [];
        while (bytes.Count < length)
        {
            int part = random.Next(1, Math.Max(2, length / 3));
            bytes.AddRange(Make(random.Next(KindCount - 1), Math.Min(part, length - bytes.Count), random));
        }

        return [.. bytes];
    }
}
