using System.Runtime.Versioning;
using System.Text;
using MoshPS.Engine.Unix;

namespace MoshPS.Cli;

/// <summary>
/// Standard input, output and error as UTF-8 text, without the runtime's console. One that this process was started
/// without is none, whatever has its number now: there is no input, output is refused, and messages go nowhere.
/// </summary>
internal static class StandardStreams
{
    private const int InputDescriptor = 0;
    private const int OutputDescriptor = 1;
    private const int ErrorDescriptor = 2;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Standard output; each write goes out at once.</summary>
    public static TextWriter Output { get; } = Writer(
        OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : UnixOutput());

    /// <summary>Standard error, for bytes as they are. A message that cannot be written changes nothing else.</summary>
    public static Stream ErrorBytes { get; } = new MessageStream(OperatingSystem.IsWindows() ? Console.OpenStandardError() : UnixError());

    /// <summary>Standard error; each write goes out at once.</summary>
    public static TextWriter Error { get; } = Writer(ErrorBytes);

    /// <summary>Standard input, line by line.</summary>
    public static TextReader Input { get; } = new StreamReader(
        OperatingSystem.IsWindows() ? Console.OpenStandardInput() : UnixInput(), Utf8);

    /// <summary>Whether this process was started with a standard output.</summary>
    public static bool HasOutput => OperatingSystem.IsWindows() || StandardDescriptors.WasGiven(OutputDescriptor);

    /// <summary>To be called first of all: from then on no other file can be taken for one of the three.</summary>
    public static void Secure()
    {
        if (!OperatingSystem.IsWindows())
        {
            StandardDescriptors.Secure();
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static Stream UnixInput() =>
        StandardDescriptors.WasGiven(InputDescriptor) ? new DescriptorStream(InputDescriptor) : Stream.Null;

    [UnsupportedOSPlatform("windows")]
    private static DescriptorStream UnixOutput() =>
        new(StandardDescriptors.WasGiven(OutputDescriptor) ? OutputDescriptor : DescriptorStream.Closed);

    [UnsupportedOSPlatform("windows")]
    private static DescriptorStream UnixError() =>
        new(StandardDescriptors.WasGiven(ErrorDescriptor) ? ErrorDescriptor : DescriptorStream.Closed);

    private static StreamWriter Writer(Stream stream) => new(stream, Utf8) { AutoFlush = true, NewLine = "\n" };
}
