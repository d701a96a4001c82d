using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using MoshPS.Engine.Memory;

namespace MoshPS.Engine.Crypto;

/// <summary>
/// The 128-bit secret that both ends of a session share (spec 1 §2.1). Its text form is 22 characters of
/// base64, as in <c>MOSH CONNECT port key</c> and <c>MOSH_KEY</c>.
/// </summary>
/// <remarks>
/// Whoever makes a key disposes of it, as soon as both ends have been told: sessions derive what they need when they
/// start, and keep nothing of it. The bytes are in memory that is locked and out of core dumps where the system allows
/// it, and zeroed on disposal. Nothing but <see cref="ToBase64"/> and <see cref="WriteUtf8"/> reveals the key:
/// <see cref="ToString"/> never does.
/// </remarks>
public sealed class SessionKey : IDisposable
{
    /// <summary>Length of the key in bytes.</summary>
    public const int Size = 16;

    /// <summary>Length of the key's text form in characters: base64 without its trailing <c>==</c>.</summary>
    public const int TextLength = 22;

    /// <summary>Length of base64 with its trailing <c>==</c>.</summary>
    private const int PaddedLength = 24;

    private readonly LockedMemory _memory = new(Size);

    private SessionKey(ReadOnlySpan<byte> bytes) => bytes.CopyTo(_memory.Bytes);

    /// <summary>The key itself; valid while this object is reachable.</summary>
    /// <exception cref="ObjectDisposedException">It has been disposed of.</exception>
    internal ReadOnlySpan<byte> Bytes => _memory.Bytes;

    /// <summary>The memory of the key, for tests.</summary>
    internal LockedMemory Memory => _memory;

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
        [NotNullWhen(false)] out string? error) => TryParseText(text, out key, out error);

    /// <summary>Reads the text form from UTF-8, where it need not become a string.</summary>
    /// <inheritdoc cref="TryParse"/>
    public static bool TryParseUtf8(
        ReadOnlySpan<byte> text,
        [NotNullWhen(true)] out SessionKey? key,
        [NotNullWhen(false)] out string? error) => TryParseText(text, out key, out error);

    private static bool TryParseText<TCharacter>(
        ReadOnlySpan<TCharacter> text,
        [NotNullWhen(true)] out SessionKey? key,
        [NotNullWhen(false)] out string? error)
        where TCharacter : unmanaged, IBinaryInteger<TCharacter>
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
            int value = ValueOf((char)ushort.CreateTruncating(text[i]));
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

    /// <summary>Writes the key's text form, which stays in memory that the caller can erase.</summary>
    /// <param name="destination">Receives <see cref="TextLength"/> bytes of ASCII.</param>
    /// <exception cref="ArgumentException">It is shorter than that.</exception>
    /// <exception cref="ObjectDisposedException">The key has been disposed of.</exception>
    public void WriteUtf8(Span<byte> destination)
    {
        Span<byte> padded = stackalloc byte[PaddedLength];
        Base64.EncodeToUtf8(Bytes, padded, out _, out _);
        try
        {
            padded[..TextLength].CopyTo(destination);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(padded);
            GC.KeepAlive(this);
        }
    }

    /// <summary>
    /// The key's text form: 22 characters. Treat the result as the secret it is: nothing can erase it. Where that
    /// matters, use <see cref="WriteUtf8"/>.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The key has been disposed of.</exception>
    public string ToBase64()
    {
        Span<byte> text = stackalloc byte[TextLength];
        WriteUtf8(text);
        string result = Encoding.ASCII.GetString(text);
        CryptographicOperations.ZeroMemory(text);
        return result;
    }

    /// <summary>Zeroes the key and gives its memory back.</summary>
    public void Dispose() => _memory.Dispose();

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
