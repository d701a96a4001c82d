using System.Text;

namespace MoshPS.Engine.Tests.Terminal;

/// <summary>Random terminal output, from well-behaved to hostile.</summary>
internal static class TerminalInput
{
    private static readonly string[] Numbers =
        ["", "0", "1", "2", "3", "4", "5", "8", "12", "20", "80", "255", "256", "999", "65535", "65536", "4294967297"];

    private static readonly string[] Texts =
        ["a", "word ", "0123456789", new('=', 80), "é", "ß€", "中", "文字", "😀", "👨\u200D👩", "e\u0301",
         "\u0301", "\u0300\u0301\u0302", "\u200D", "\uFE0F", "\u00AD", "\u1112\u1161\u11AB", "\uFFFF", "\u0378"];

    private static readonly string[] Fixed =
        ["\r", "\n", "\r\n", "\b", "\t", "\a", "\v", "\f", "\0", "\x0E", "\x0F", "\x7F",
         "\eD", "\eE", "\eH", "\eM", "\e7", "\e8", "\e=", "\e>", "\e(0", "\e)B", "\e#8", "\ec", "\e\\",
         "\u0084", "\u0085", "\u008D", "\u009C", "\x18", "\x1A",
         "\e[!p", "\e[c", "\e[>c", "\e[5n", "\e[6n", "\e[4h", "\e[4l", "\e[s", "\e[u",
         "\e]0;title\a", "\e]1;icon\a", "\e]2;t\e\\", "\e];both\a", "\e]52;c;SGVsbG8=\a", "\e]52;p;x\a", "\e]8;;\a",
         "\e]8;id=1;http://example.org/\e\\", "\e]8;;http://example.org/other\a", "\e]10;?\a",
         "\ePq#0;1\a\e\\", "\e_x\e\\", "\e[38:2:1:2:3m", "\e[5 q", "\e[2 q", "\e[ q", "\e[7 q"];

    private static readonly int[] PrivateModes =
        [1, 3, 5, 6, 7, 9, 25, 47, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1015, 1047, 1049, 2004, 12];

    /// <summary>Text and sequences as programs write them, though in senseless order.</summary>
    public static byte[] Sensible(Random random, int pieces)
    {
        var text = new StringBuilder();
        for (int i = 0; i < pieces; i++)
        {
            AppendPiece(random, text);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The same with bytes changed, cut out, doubled and put in anywhere.</summary>
    public static byte[] Hostile(Random random, int pieces) => Mutate(random, Sensible(random, pieces));

    /// <summary>Changes, cuts out, doubles and puts in bytes anywhere.</summary>
    public static byte[] Mutate(Random random, byte[] output)
    {
        List<byte> bytes = [.. output];
        int changes = bytes.Count / random.Next(5, 100);
        for (int i = 0; i < changes && bytes.Count > 1; i++)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 5), bytes.Count - at));
                    break;
                case 3:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 30), bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }

    private static void AppendPiece(Random random, StringBuilder text)
    {
        switch (random.Next(10))
        {
            case <= 3:
                text.Append(Pick(random, Texts));
                break;
            case 4 or 5:
                text.Append(Pick(random, Fixed));
                break;
            case 6:
                text.Append("\e[");
                AppendCodes(random, text);
                text.Append('m');
                break;
            case 7:
                text.Append("\e[?").Append(PrivateModes[random.Next(PrivateModes.Length)]).Append("hl"[random.Next(2)]);
                break;
            case 8:
                text.Append("\e[").Append(Pick(random, Numbers)).Append(';').Append(Pick(random, Numbers))
                    .Append("Hfr"[random.Next(3)]);
                break;
            default:
                text.Append("\e[").Append(Pick(random, Numbers)).Append("ABCDGIJKLMPSTXZ@`dgbest"[random.Next(23)]);
                break;
        }
    }

    private static void AppendCodes(Random random, StringBuilder text)
    {
        for (int codes = random.Next(4); codes > 0; codes--)
        {
            switch (random.Next(4))
            {
                case 0:
                    text.Append($"{random.Next(3, 5)}8;5;{random.Next(300)};");
                    break;
                case 1:
                    text.Append($"{random.Next(3, 5)}8;2;{random.Next(300)};{random.Next(300)};{random.Next(300)};");
                    break;
                default:
                    text.Append($"{random.Next(110)};");
                    break;
            }
        }
    }

    private static string Pick(Random random, string[] choices) => choices[random.Next(choices.Length)];
}
