using System.Globalization;
using System.Text;

namespace MoshPS.Engine.Tests.Terminal;

/// <summary>Random output of programs that use everything a terminal does, and a little more.</summary>
internal sealed class RandomOutput(Random random)
{
    private static readonly string[] Texts =
    [
        "a", "bc", "hello world", " ", "     ", "          ", "~", "é", "ü", "\u00A0", "中", "文字", "😀", "한",
        "e\u0301", "\u0301", "\u0301\u0302", "中\u0301", "a\u0301\u0302\u0303\u0304", "👨\u200D👩", "❤\uFE0F",
        "\u00A0\u0301", "\u00AD", "─│┌", "ﾊ", "\u1112\u1161",
        "\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0302\u0303",
    ];

    private static readonly string[] Colors =
    [
        "31", "44", "97", "102", "38;5;9", "48;5;200", "38;5;17", "38;2;1;2;3", "48;2;255;0;10", "39", "49",
    ];

    private static readonly string[] Attributes =
        ["", "0", "1", "3", "4", "5", "7", "8", "22", "24", "27", "0;1;7", "4;8"];

    private static readonly string[] Modes =
    [
        "25", "5", "2004", "1000", "1002", "1003", "9", "1001", "1004", "1005", "1006", "1015", "7", "6", "1007", "1",
    ];

    /// <summary>Some output for a screen of a size.</summary>
    public byte[] Next(int columns, int rows)
    {
        StringBuilder output = new();
        for (int i = random.Next(1, 12); i > 0; i--)
        {
            Append(output, columns, rows);
        }

        return Encoding.UTF8.GetBytes(output.ToString());
    }

    private void Append(StringBuilder output, int columns, int rows)
    {
        switch (random.Next(30))
        {
            case < 9:
                for (int i = random.Next(1, 4); i > 0; i--)
                {
                    output.Append(Texts[random.Next(Texts.Length)]);
                }

                break;
            case 9:
                output.Append('x', random.Next(1, (columns * 2) + 2));
                break;
            case 10:
                output.Append("\r\n");
                break;
            case 11:
                output.Append(One("\r", "\n", "\b", "\t", "\a", "\eM", "\eD", "\eE", "\e7", "\e8"));
                break;
            case < 16:
                Control($"{random.Next(rows + 2)};{random.Next(columns + 2)}H", output);
                break;
            case 16:
                Control(random.Next(columns) + One("A", "B", "C", "D", "G", "X", "P", "@"), output);
                break;
            case 17:
                Control(random.Next(3) + One("J", "K", "K"), output);
                break;
            case 18:
                Control(random.Next(rows) + One("L", "M", "S", "T"), output);
                break;
            case 19 when random.Next(3) == 0:
                Control($"{random.Next(rows)};{random.Next(rows + 1)}r", output);
                break;
            case < 23:
                Control(Attributes[random.Next(Attributes.Length)] + "m", output);
                break;
            case < 25:
                Control(Colors[random.Next(Colors.Length)] + "m", output);
                break;
            case 25:
                Control($"?{Modes[random.Next(Modes.Length)]}{One("h", "l")}", output);
                break;
            case 26:
                Control(One("4h", "4l", "4l", "4l", "!p", "r", "?6l", "?7h"), output);
                break;
            case 27:
                string text = One("title", "", "ü中😀", "another one", new string('t', 300));
                output.Append("\e]").Append(One("0;", "1;", "2;", ";", "52;c;")).Append(text).Append(One("\a", "\e\\"));
                break;
            case 28:
                output.Append("\e]8;").Append(One("", "id=1")).Append(';')
                    .Append(One("", "", "http://a/", "http://b/;c")).Append(One("\a", "\e\\"));
                break;
            default:
                output.Append(One("\ec", "\e#8", "\e[2J", "\e[H\e[J", "\e[9999B", "\n\n\n", "\e[3J", "\u001B[?3h"));
                break;
        }
    }

    private string One(params string[] choices) => choices[random.Next(choices.Length)];

    private static void Control(string rest, StringBuilder output) =>
        output.Append(CultureInfo.InvariantCulture, $"\e[{rest}");
}
