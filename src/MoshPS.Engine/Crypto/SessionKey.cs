using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace MoshPS.Engine.Crypto;

/// <summary>
/// The 128-bit secret that both ends of a session share (spec 1 §2.1). Its text form is 22 characters of
/// base64, as in <c>MOSH CONNECT port key</c> and <c>MOSH_KEY</c>.
/// </summary>
/// <remarks>Nothing but <see cref="ToBase64"/> reveals the key: <see cref="ToString"/> never does.</remarks>
public sealed class SessionKey
{
    /// <summary>Length of the key in bytes.</summary>
    public const int Size = 16;

    /// <summary>Length of the key's text form in characters: base64 without its trailing <c>==</c>.</summary>
    public const int TextLength = 22;

    // Pinned, so that the garbage collector never leaves copies behind.
    private readonly byte[] _bytes = GC.AllocateArray<byte>(Size, pinned: true);

    private SessionKey(ReadOnlySpan<byte> bytes) => bytes.CopyTo(_bytes);

    /// <summary>The key itself.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>
    /// Reads the text form. The last character carries only two bits of the key, so it must be one of
    /// <c>A Q g w</c>; nothing is trimmed.
    /// </summary>
    /// <param name="text">Exactly 22 characters of the standard base64 alphabet.</param>
    /// <param name="key">The key, when the text is valid.</param>
    /// <param name="error">What is wrong, as a sentence that does not quote the text; otherwise null.</param>
    public static bool TryParse(
        ReadOnlySpan<char> text,
        [NotNullWhen(true)] out SessionKey? key,
        [NotNullWhen(false)] out string? error)
    {
        key = null;
        if (text.Length != TextLength)
        {
            error = $"A session key has {TextLength} characters, this text has {text.Length}.";
            return false;
        }

        Span<byte> decoded = stackalloc byte[Size];
        uint group = 0;
        for (int i = 0; i < TextLength; i++)
        {
            int value = ValueOf(text[i]);
            if (value < 0)
            {
                CryptographicOperations.ZeroMemory(decoded);
                error = $"Character {i + 1} of the session key is not of the base64 alphabet.";
                return false;
            }

            group = (group << 6) | (uint)value;
            int bits = 6 * (i + 1);
            if (bits % 8 != 6)
            {
                decoded[(bits / 8) - 1] = (byte)(group >> (bits % 8));
            }
        }

        if ((group & 0xF) != 0)
        {
            CryptographicOperations.ZeroMemory(decoded);
            error = "The last character of a session key must be one of A, Q, g and w.";
            return false;
        }

        key = new SessionKey(decoded);
        CryptographicOperations.ZeroMemory(decoded);
        error = null;
        return true;
    }

    /// <summary>Makes a key of the given bytes.</summary>
    /// <param name="sixteen">The key: 16 bytes from a cryptographic random source.</param>
    /// <exception cref="ArgumentException">There are not 16 bytes.</exception>
    public static SessionKey FromBytes(ReadOnlySpan<byte> sixteen)
    {
        if (sixteen.Length != Size)
        {
            throw new ArgumentException($"A session key has {Size} bytes.", nameof(sixteen));
        }

        return new SessionKey(sixteen);
    }

    /// <summary>The key's text form: 22 characters. Treat the result as the secret it is.</summary>
    public string ToBase64() => Convert.ToBase64String(_bytes)[..TextLength];

    /// <summary>Says what this is, never the key.</summary>
    public override string ToString() => "session key (hidden)";

    private static int ValueOf(char character) => character switch
    {
        >= 'A' and <= 'Z' => character - 'A',
        >= 'a' and <= 'z' => character - 'a' + 26,
        >= '0' and <= '9' => character - '0' + 52,
        '+' => 62,
        '/' => 63,
        _ => -1,
    };
}
