using MoshPS.Engine.Crypto;

namespace MoshPS.Engine.Tests.Crypto;

public sealed class SessionKeyTests
{
    private const string Text = "AAECAwQFBgcICQoLDA0ODw";

    [Fact]
    public void The_text_form_is_base64_without_its_padding()
    {
        Assert.True(SessionKey.TryParse(Text, out SessionKey? key, out string? error));
        Assert.Null(error);
        Assert.Equal("000102030405060708090A0B0C0D0E0F", Convert.ToHexString(key.Bytes));
        Assert.Equal(Text, key.ToBase64());
    }

    [Fact]
    public void Every_key_survives_its_text_form()
    {
        Random random = new(1);
        byte[] bytes = new byte[SessionKey.Size];
        for (int i = 0; i < 2000; i++)
        {
            random.NextBytes(bytes);
            string text = SessionKey.FromBytes(bytes).ToBase64();
            Assert.Equal(Convert.ToBase64String(bytes), text + "==");
            Assert.True(SessionKey.TryParse(text, out SessionKey? key, out _));
            Assert.Equal(bytes, key.Bytes.ToArray());
        }
    }

    [Fact]
    public void The_text_form_can_be_read_and_written_as_bytes()
    {
        Assert.True(SessionKey.TryParseUtf8("AAECAwQFBgcICQoLDA0ODw"u8, out SessionKey? key, out _));
        Assert.Equal("000102030405060708090A0B0C0D0E0F", Convert.ToHexString(key.Bytes));
        byte[] text = new byte[SessionKey.TextLength + 1];
        key.WriteUtf8(text);
        Assert.Equal([.. "AAECAwQFBgcICQoLDA0ODw"u8, 0], text);
        Assert.Throws<ArgumentException>(() => key.WriteUtf8(new byte[SessionKey.TextLength - 1]));
        Assert.False(SessionKey.TryParseUtf8("AAECAwQFBgcICQoLDA0OD\u00FF"u8, out _, out _));
        Assert.False(SessionKey.TryParseUtf8("AAECAwQFBgcICQoLDA0OD\u00C3"u8[..22], out _, out string? error));
        Assert.Contains("Character 22 ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "22 characters")]
    [InlineData("AAECAwQFBgcICQoLDA0OD", "22 characters")]
    [InlineData("AAECAwQFBgcICQoLDA0ODw==", "22 characters")]
    [InlineData("AAECAwQFBgcICQoLDA0ODw ", "22 characters")]
    [InlineData(" AECAwQFBgcICQoLDA0ODw", "Character 1 ")]
    [InlineData("AAECAwQFBgcICQoLDA0OD=", "Character 22 ")]
    [InlineData("AAECAwQFBgcICQoLDA-ODw", "Character 19 ")]
    [InlineData("AAECAwQFBgcICQoLDA_ODw", "Character 19 ")]
    [InlineData("AAECAwQFBgcICQoLDA0OD\u0130", "Character 22 ")]
    [InlineData("AAECAwQFBgcICQoLDA0ODx", "last character")]
    [InlineData("AAECAwQFBgcICQoLDA0ODB", "last character")]
    public void Anything_else_is_refused_with_a_reason_that_does_not_quote_it(string text, string reason)
    {
        Assert.False(SessionKey.TryParse(text, out SessionKey? key, out string? error));
        Assert.Null(key);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.DoesNotContain("AAEC", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_character_is_one_of_four()
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        string accepted = string.Concat(Alphabet.Where(last => SessionKey.TryParse(Text[..^1] + last, out _, out _)));
        Assert.Equal("AQgw", accepted);
    }

    [Fact]
    public void Only_sixteen_bytes_make_a_key()
    {
        Assert.Throws<ArgumentException>(() => SessionKey.FromBytes(new byte[15]));
        Assert.Throws<ArgumentException>(() => SessionKey.FromBytes(new byte[17]));
    }

    [Fact]
    public void A_key_never_shows_itself_as_a_string()
    {
        SessionKey key = SessionKey.FromBytes(Convert.FromHexString("000102030405060708090A0B0C0D0E0F"));
        Assert.DoesNotContain("AAEC", $"{key}", StringComparison.Ordinal);
        Assert.DoesNotContain("0001", $"{key}", StringComparison.OrdinalIgnoreCase);
        Assert.Empty(typeof(SessionKey).GetProperties());
    }
}
