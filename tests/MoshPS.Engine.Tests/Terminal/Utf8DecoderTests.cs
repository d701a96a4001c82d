using System.Text;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Terminal;

public sealed class Utf8DecoderTests
{
    [Theory]
    [InlineData("41", "41")]
    [InlineData("C3 A9", "E9")]
    [InlineData("E4 B8 AD", "4E2D")]
    [InlineData("F0 9F 98 80", "1F600")]
    [InlineData("F4 8F BF BF", "10FFFF")]
    [InlineData("80", "FFFD")]
    [InlineData("C0", "FFFD")]
    [InlineData("C1 81", "FFFD FFFD")]
    [InlineData("FE FF", "FFFD FFFD")]
    [InlineData("C3 41", "FFFD 41")]
    [InlineData("C3 C3 A9", "FFFD E9")]
    [InlineData("E4 B8 0A", "FFFD A")]
    [InlineData("E4 B8 FF", "FFFD FFFD")]
    [InlineData("E0 80 80", "FFFD FFFD")]
    [InlineData("F0 80 80 80", "FFFD FFFD")]
    [InlineData("ED A0 80", "FFFD FFFD")]
    [InlineData("ED BF BF", "FFFD FFFD")]
    [InlineData("EE 80 80", "E000")]
    [InlineData("F4 90 80 80", "FFFD")]
    [InlineData("F7 BF BF BF", "FFFD")]
    [InlineData("F8 88 80 80 80", "FFFD")]
    [InlineData("F8 80 80 80 80", "FFFD FFFD")]
    [InlineData("FD BF BF BF BF BF", "FFFD")]
    [InlineData("FC 80 80 80 80 80", "FFFD FFFD")]
    [InlineData("F8 88 80 41", "FFFD 41")]
    [InlineData("EF BF BF", "FFFF")]
    public void Bytes_give_the_code_points_of_spec_2_section_2(string bytes, string codePoints)
    {
        List<int> decoded = Decode(Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)));

        Assert.Equal(codePoints, string.Join(' ', decoded.Select(c => c.ToString("X"))));
    }

    [Fact]
    public void Every_scalar_value_survives()
    {
        Span<byte> encoded = stackalloc byte[4];
        var decoder = default(Utf8Decoder);
        for (int codePoint = 0; codePoint <= 0x10FFFF; codePoint++)
        {
            if (!Rune.TryCreate(codePoint, out Rune rune))
            {
                continue;
            }

            int length = rune.EncodeToUtf8(encoded);
            int first = -1;
            for (int i = 0; i < length; i++)
            {
                int count = decoder.Decode(encoded[i], out first, out _);
                Assert.Equal(i == length - 1 ? 1 : 0, count);
            }

            Assert.Equal(codePoint, first);
            Assert.False(decoder.IsPending);
        }
    }

    private static List<int> Decode(byte[] bytes)
    {
        var decoded = new List<int>();
        var decoder = default(Utf8Decoder);
        foreach (byte value in bytes)
        {
            int count = decoder.Decode(value, out int first, out int second);
            if (count > 0)
            {
                decoded.Add(first);
            }

            if (count > 1)
            {
                decoded.Add(second);
            }
        }

        Assert.False(decoder.IsPending);
        return decoded;
    }
}
