using System.Text;

namespace MoshPS.Cli;

/// <summary>
/// Standard input, output and error as UTF-8 text. Not <see cref="Console"/>: on Unix that writes to the terminal
/// and changes its modes as soon as it is used.
/// </summary>
internal static class StandardStreams
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Standard output; each write goes out at once.</summary>
    public static TextWriter Output { get; } = new StreamWriter(Console.OpenStandardOutput(), Utf8) { AutoFlush = true, NewLine = "\n" };

    /// <summary>Standard error; each write goes out at once.</summary>
    public static TextWriter Error { get; } = new StreamWriter(Console.OpenStandardError(), Utf8) { AutoFlush = true, NewLine = "\n" };

    /// <summary>Standard input, line by line.</summary>
    public static TextReader Input { get; } = new StreamReader(Console.OpenStandardInput(), Utf8);
}
