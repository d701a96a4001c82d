using System.Buffers.Text;

namespace MoshPS.Engine.Terminal;

/// <summary>What stands in an OSC 52: base64 that a program wants in the clipboard, or something else.</summary>
internal static class ClipboardText
{
    /// <summary>
    /// Tells whether this is text in base64, complete and without anything else, which leaves out the <c>?</c> that
    /// asks for the clipboard.
    /// </summary>
    /// <param name="data">What follows the selection.</param>
    /// <param name="length">The text's length in bytes.</param>
    public static bool TryMeasure(ReadOnlySpan<char> data, out int length) =>
        // The library takes blanks for white space, which a terminal need not do.
        Base64.IsValid(data, out length) && !data.ContainsAny(" \t\r\n");
}
