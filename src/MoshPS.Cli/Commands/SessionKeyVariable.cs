using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using MoshPS.Engine.Crypto;

namespace MoshPS.Cli.Commands;

/// <summary>The environment variable that brings a session's key to a client that was started by hand or by mosh.</summary>
internal static unsafe partial class SessionKeyVariable
{
    private const string Name = "MOSH_KEY";

    /// <summary>More than a key has; what is longer is no key, and its length is all that is said of it.</summary>
    private const int LongestValue = 128;

    /// <summary>
    /// Reads the key and removes it: from the environment that child processes get, and on Unix also from the
    /// memory that <c>/proc/PID/environ</c> shows. It never becomes a string, which nothing could erase.
    /// </summary>
    /// <returns>Null when the variable is not set.</returns>
    public static TakenKey? Take() => OperatingSystem.IsWindows() ? TakeOnWindows() : TakeOnUnix();

    [UnsupportedOSPlatform("windows")]
    private static TakenKey? TakeOnUnix()
    {
        byte* value = GetEnv(Name);
        if (value == null)
        {
            return null;
        }

        Span<byte> text = MemoryMarshal.CreateSpan(ref *value, MemoryMarshal.CreateReadOnlySpanFromNullTerminated(value).Length);
        TakenKey taken = Read(text);
        CryptographicOperations.ZeroMemory(text);
        _ = UnsetEnv(Name);

        // Where the runtime has copied the environment already.
        Environment.SetEnvironmentVariable(Name, null);
        return taken;
    }

    [SupportedOSPlatform("windows")]
    private static TakenKey? TakeOnWindows()
    {
        const int VariableNotFound = 203; // ERROR_ENVVAR_NOT_FOUND
        Span<char> characters = stackalloc char[LongestValue];
        Span<byte> text = stackalloc byte[LongestValue * 3];
        int length;
        fixed (char* start = characters)
        {
            length = (int)GetEnvironmentVariable(Name, start, LongestValue);
        }

        if (length == 0 && Marshal.GetLastPInvokeError() == VariableNotFound)
        {
            return null;
        }

        TakenKey taken = length >= LongestValue ? new TakenKey(null, WrongLength) : Read(text[..Encoding.UTF8.GetBytes(characters[..length], text)]);
        CryptographicOperations.ZeroMemory(text);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(characters));
        Environment.SetEnvironmentVariable(Name, null);
        return taken;
    }

    private static string WrongLength => $"Key must be {SessionKey.TextLength} letters long.";

    private static TakenKey Read(ReadOnlySpan<byte> text) =>
        SessionKey.TryParseUtf8(text, out SessionKey? key, out _) ? new TakenKey(key, null) : new TakenKey(null, DescribeError(text));

    /// <summary>What stock says of such a key.</summary>
    private static string DescribeError(ReadOnlySpan<byte> text)
    {
        if (text.Length != SessionKey.TextLength)
        {
            return WrongLength;
        }

        foreach (byte letter in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter is not ((byte)'+' or (byte)'/'))
            {
                return "Key must be well-formed base64.";
            }
        }

        return "Base64 key was not encoded 128-bit key.";
    }

    // The block that the process was started with; the runtime works on a copy of its own once it changes something.
    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial byte* GetEnv(string name);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetEnv(string name);

    [LibraryImport("kernel32.dll", EntryPoint = "GetEnvironmentVariableW", StringMarshalling = StringMarshalling.Utf16, SetLastError = true)]
    private static partial uint GetEnvironmentVariable(string name, char* buffer, uint size);
}
