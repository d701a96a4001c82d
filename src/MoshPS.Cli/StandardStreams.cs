using System.Runtime.Versioning;
using System.Text;

namespace MoshPS.Cli;

/// <summary>Standard input, output and error as UTF-8 text, without the runtime's console.</summary>
internal static class StandardStreams
{
    private const int InputDescriptor = 0;
    private const int OutputDescriptor = 1;
    private const int ErrorDescriptor = 2;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Standard output; each write goes out at once.</summary>
    public static TextWriter Output { get; } = Writer(
        OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new DescriptorStream(OutputDescriptor));

    /// <summary>Standard error; each write goes out at once.</summary>
    public static TextWriter Error { get; } = Writer(
        OperatingSystem.IsWindows() ? Console.OpenStandardError() : new DescriptorStream(ErrorDescriptor));

    /// <summary>Standard input, line by line.</summary>
    public static TextReader Input { get; } = new StreamReader(
        OperatingSystem.IsWindows() ? Console.OpenStandardInput() : new DescriptorStream(InputDescriptor), Utf8);

    /// <summary>Writes bytes to standard error as they are.</summary>
    [UnsupportedOSPlatform("windows")]
    public static void WriteError(ReadOnlySpan<byte> bytes) => new DescriptorStream(ErrorDescriptor).Write(bytes);

    private static StreamWriter Writer(Stream stream) => new(stream, Utf8) { AutoFlush = true, NewLine = "\n" };
}
