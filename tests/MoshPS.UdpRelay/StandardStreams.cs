using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MoshPS.UdpRelay;

/// <summary>
/// Standard input, output and error as UTF-8 text, without the runtime's console: that puts a terminal's keypad into
/// another mode as soon as it is touched, whatever is written.
/// </summary>
internal static class StandardStreams
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Standard output; each write goes out at once.</summary>
    public static TextWriter Output { get; } = Writer(1);

    /// <summary>Standard error; each write goes out at once.</summary>
    public static TextWriter Error { get; } = Writer(2);

    /// <summary>Standard input, line by line.</summary>
    public static TextReader Input { get; } = new StreamReader(Open(0, FileAccess.Read), Utf8);

    private static StreamWriter Writer(int descriptor) => new(Open(descriptor, FileAccess.Write), Utf8) { AutoFlush = true };

    private static FileStream Open(int descriptor, FileAccess access) =>
        new(new SafeFileHandle(descriptor, ownsHandle: false), access, bufferSize: 0);
}
