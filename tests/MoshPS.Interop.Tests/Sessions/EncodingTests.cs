using System.Globalization;

namespace MoshPS.Interop.Tests.Sessions;

/// <summary>Output that is not UTF-8.</summary>
[Collection(SharedOutputHost.Name)]
public sealed class EncodingTests(SessionHost host)
{
    private const int Columns = 70;
    private const int Rows = 24;

    // Whatever state the output left the terminal in, the mark is seen.
    private const string Mark = "\x18\e[?6l\e[r\e[4l\e[?7h\e[1;1H\e[m";

    [RequiresFact("mosh-server", "mosh-client", "tmux", "linux")]
    public async Task Latin_1_and_sequences_that_are_cut_look_as_with_stock()
    {
        List<byte[]> pieces =
        [
            [.. Enumerable.Range(0, 3).SelectMany(row => Enumerable.Range(0x80 + (row * 44), 44).Where(value => value < 0x100).Append('\r').Append('\n')).Select(value => (byte)value)],
            "Gr\u00fc\u00dfe, stra\u00dfe, \u00e9t\u00e9, \u00a9\r\n"u8.ToArray(),
            [.. "Gr"u8, 0xFC, 0xDF, .. "e, "u8, 0xE9, .. "t"u8, 0xE9, .. ", "u8, 0xA9, .. "\r\n"u8],

            // Truncated at every place, overlong, surrogates, beyond Unicode, bytes that never occur.
            [0xE4, 0xB8, (byte)'A', 0xE4, (byte)'B', 0xF0, 0x9F, 0x98, (byte)'C', 0xF0, 0x9F, (byte)'D', 0xC3, (byte)'E', 0xE4, 0xB8, 0xE4, 0xB8, 0xAD],
            [0xC0, 0x80, 0xC1, 0xBF, (byte)'F', 0xE0, 0x80, 0x80, (byte)'G', 0xF0, 0x80, 0x80, 0x80, (byte)'H', 0xED, 0xA0, 0x80, (byte)'I', 0xED, 0xB0, 0x80],
            [0xF4, 0x90, 0x80, 0x80, (byte)'J', 0xF8, 0x88, 0x80, 0x80, 0x80, (byte)'K', 0xFD, 0xBF, 0xBF, 0xBF, 0xBF, 0xBF, (byte)'L', 0xFE, 0xFF, (byte)'M'],

            // Within sequences, too; and raw C1 controls, which UTF-8 has not.
            [.. "a\e"u8, 0xE9, .. "b\e["u8, 0xC3, 0xA9, .. "mc\e]0;"u8, 0xFC, .. "\ad"u8, 0x9B, .. "1me"u8, 0x9D, .. "0;t"u8, 0x9C, 0x84, 0x85, .. "f"u8],
            [.. "\r\nend of it: "u8, 0xE4, 0xB8],
        ];
        await ShowAsync(pieces);
    }

    [RequiresFact("mosh-server", "mosh-client", "tmux", "linux")]
    public async Task Random_bytes_look_as_with_stock()
    {
        Random random = new(6);
        List<byte[]> pieces = [];
        for (int length = 10; length <= 100_000; length *= 10)
        {
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            for (int i = 1; i < length; i++)
            {
                // A wide character of which half is overwritten is shown differently by stock's client and server (spec 2 §8), and
                // what a program is answered would be typed into the next piece's name.
                bytes[i] = (bytes[i - 1], bytes[i]) switch
                {
                    (>= 0xE1, >= 0x80 and < 0xC0) => (byte)'u',
                    (_, (byte)'c' or (byte)'n') => (byte)'x',
                    _ => bytes[i],
                };
            }

            pieces.Add(bytes);
        }

        await ShowAsync(pieces);
    }

    private async Task ShowAsync(List<byte[]> pieces)
    {
        string directory = host.CreateDirectory();
        for (int piece = 0; piece < pieces.Count; piece++)
        {
            await File.WriteAllBytesAsync($"{directory}/{piece}", pieces[piece]);
            await File.WriteAllTextAsync($"{directory}/{piece}.mark", string.Create(CultureInfo.InvariantCulture, $"{Mark}[{piece}]\e[K"));
        }

        await using SideBySide side = await SideBySide.StartAsync(
            host, ["sh", "-c", $"stty -echo; printf ready; while read piece; do cat {directory}/$piece {directory}/$piece.mark; done"], Columns, Rows);
        await side.WaitForAsync("^ready");
        for (int piece = 0; piece < pieces.Count; piece++)
        {
            await side.SendAsync(string.Create(CultureInfo.InvariantCulture, $"{piece}\r"), $@"\A\[{piece}\]");
            await side.CompareAsync();
        }
    }
}
