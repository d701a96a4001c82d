using System.Globalization;
using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Interop.Tests.Sessions;

/// <summary>Output that nobody would write, piece by piece on the same screen: every frame is another surprise.</summary>
/// <remarks>
/// Without wide characters: where only half of one is left, stock's server sends frames that stock's client takes
/// for something else (spec 2 §8, second defect; <c>mosh-server -v</c> then says "round-trip Instruction
/// verification failed"), and from there on stock is no reference.
/// </remarks>
[Collection(SharedOutputHost.Name)]
public sealed class RandomOutputTests(SessionHost host)
{
    private const int Columns = 60;
    private const int Rows = 20;
    private const int Pieces = 20;

    [RequiresTheory("mosh-server", "mosh-client", "tmux", "linux")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Random_output_looks_as_with_stock(int seed)
    {
        Random random = new(seed);
        string directory = host.CreateDirectory();
        for (int piece = 1; piece <= Pieces; piece++)
        {
            // It ends with a mark that says which piece is on the screen.
            await File.WriteAllTextAsync($"{directory}/{piece}", $"{MakePiece(random)}\e[?6l\e[r\e[4l\e[?7h\e[1;1H\e[m[{piece}]\e[K");
        }

        await using SideBySide side = await SideBySide.StartAsync(
            host, ["sh", "-c", $"stty -echo; printf ready; while read piece; do cat {directory}/$piece; done"], Columns, Rows);
        await side.WaitForAsync("^ready");
        for (int piece = 1; piece <= Pieces; piece++)
        {
            await side.SendAsync($"{piece}\r", $@"\A\[{piece}\]");
            await side.CompareAsync();
        }
    }

    /// <summary>
    /// With wide characters stock's server is no reference; what the output itself means is. Stock's client on our
    /// server must show exactly that, as ours does.
    /// </summary>
    [RequiresTheory("mosh-client", "tmux", "linux")]
    [InlineData(SessionClient.Stock, 4)]
    [InlineData(SessionClient.MoshPS, 4)]
    [InlineData(SessionClient.Stock, 5)]
    [InlineData(SessionClient.MoshPS, 5)]
    public async Task Random_output_with_wide_characters_comes_from_our_server_as_it_was_printed(SessionClient client, int seed)
    {
        Random random = new(seed);
        string directory = host.CreateDirectory();
        await using PairedSession session = await PairedSession.StartAsync(
            new SessionPair(client, MoshServerProgram.MoshPS),
            ["sh", "-c", $"stty -echo -opost; printf ready; while read piece; do cat {directory}/$piece; done"],
            Columns,
            Rows,
            network: null);
        Emulator expected = new(Columns, Rows);
        expected.Write("ready"u8);
        await session.WaitForAsync("^ready", SideBySide.Limit);
        for (int piece = 1; piece <= Pieces; piece++)
        {
            string text = $"{MakePiece(random, "漢字 e\u0301😀ｱ한")}\e[?6l\e[r\e[4l\e[?7h\e[1;1H\e[m[{piece}]\e[K";
            await File.WriteAllTextAsync($"{directory}/{piece}", text);
            expected.Write(Encoding.UTF8.GetBytes(text));
            await session.Terminal.SendAsync($"{piece}\r");
            string? difference = null;
            await session.WaitForAsync(
                screen => (difference = ScreenComparison.Describe(expected.Screen, screen)) is null,
                () => $"piece {piece} as it is:\n{difference}",
                SideBySide.Limit);
        }
    }

    private static string MakePiece(Random random, string? more = null)
    {
        StringBuilder text = new();
        for (int i = random.Next(5, 60); i > 0; i--)
        {
            text.Append(more is not null && random.Next(6) == 0 ? more : MakeFunction(random));
        }

        return text.ToString();
    }

    private static string MakeFunction(Random random) => random.Next(24) switch
    {
        < 7 => string.Concat(Enumerable.Range(0, random.Next(1, 90)).Select(_ => (char)random.Next(' ', '~'))),
        7 => "\r\n",
        8 => random.GetItems(["\n", "\r", "\b", "\t", "\eM", "\eD", "\eE", "\e7", "\e8"], 1)[0],
        9 or 10 => string.Create(CultureInfo.InvariantCulture, $"\e[{random.Next(1, Rows + 2)};{random.Next(1, Columns + 2)}H"),
        11 => string.Create(CultureInfo.InvariantCulture, $"\e[{random.Next(1, 10)}{random.GetItems("ABCD".ToCharArray(), 1)[0]}"),
        12 => string.Create(CultureInfo.InvariantCulture, $"\e[{random.Next(3)}{random.GetItems("JK".ToCharArray(), 1)[0]}"),
        13 or 14 => string.Create(CultureInfo.InvariantCulture, $"\e[{random.Next(1, 6)}{random.GetItems("@PXLMST".ToCharArray(), 1)[0]}"),
        15 => string.Create(CultureInfo.InvariantCulture, $"\e[{random.Next(1, 8)};{random.Next(8, Rows + 2)}r"),
        16 => random.GetItems(["\e[4h", "\e[4l", "\e[?7l", "\e[?7h", "\e[?6h", "\e[?6l"], 1)[0],
        17 or 18 => string.Create(CultureInfo.InvariantCulture, $"\e[{random.GetItems([0, 1, 3, 4, 5, 7, 8, 22, 23, 24, 25, 27, 28], 1)[0]}m"),
        19 => string.Create(CultureInfo.InvariantCulture, $"\e[{random.GetItems([30, 40, 90, 100], 1)[0] + random.Next(8)}m"),
        20 => string.Create(CultureInfo.InvariantCulture, $"\e[{random.GetItems([38, 48], 1)[0]};5;{random.Next(256)}m"),
        21 => string.Create(CultureInfo.InvariantCulture, $"\e[{random.GetItems([38, 48], 1)[0]};2;{random.Next(256)};{random.Next(256)};{random.Next(256)}m"),
        22 => "\e[m",
        _ => "e\u0301\u0302ä±─",
    };
}
