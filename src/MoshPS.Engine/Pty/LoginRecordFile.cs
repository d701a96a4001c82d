using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace MoshPS.Engine.Pty;

/// <summary>One user on one terminal, as <c>who</c> lists them.</summary>
/// <param name="User">The login name.</param>
/// <param name="Line">The terminal, without <c>/dev/</c>.</param>
/// <param name="Host">Where the user is, or what serves him.</param>
internal readonly record struct LoginEntry(string User, string Line, string Host);

/// <summary>
/// Reads login records (utmp) as Linux with glibc has them. macOS has another form, and musl has none; there nothing
/// is found.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class LoginRecordFile
{
    /// <summary>Bytes of a record: on 64-bit ARM two of its numbers are wider.</summary>
    public static int RecordSize { get; } = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 400 : 384;

    private const string SystemFile = "/var/run/utmp";
    private const int LargestFile = 4 * 1024 * 1024;

    // struct utmpx: type (16 bits), padding, process, line, id, user, host; the rest is not looked at.
    private const short UserProcess = 7; // USER_PROCESS
    private const int LineOffset = 8;
    private const int LineSize = 32;
    private const int UserOffset = 44;
    private const int UserSize = 32;
    private const int HostOffset = 76;
    private const int HostSize = 256;

    /// <summary>The records of users who are logged in; none when there is no such file.</summary>
    /// <param name="path">The file; null for the system's.</param>
    public static IReadOnlyList<LoginEntry> Read(string? path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        try
        {
            using FileStream file = File.OpenRead(path ?? SystemFile);
            byte[] content = new byte[Math.Min(file.Length, LargestFile)];
            int length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return Parse(content.AsSpan(0, length));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static List<LoginEntry> Parse(ReadOnlySpan<byte> content)
    {
        List<LoginEntry> entries = [];
        for (; content.Length >= RecordSize; content = content[RecordSize..])
        {
            if (BitConverter.ToInt16(content) == UserProcess)
            {
                entries.Add(new LoginEntry(
                    Text(content.Slice(UserOffset, UserSize)),
                    Text(content.Slice(LineOffset, LineSize)),
                    Text(content.Slice(HostOffset, HostSize))));
            }
        }

        return entries;
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }
}
