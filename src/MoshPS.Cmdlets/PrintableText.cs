namespace MoshPS;

/// <summary>Text that the far end chose, made fit to be printed on the local terminal.</summary>
internal static class PrintableText
{
    /// <summary>The text without control characters: a window title must not be able to command the local terminal.</summary>
    public static string Of(string text)
        => text.Any(char.IsControl) ? string.Concat(text.Where(character => !char.IsControl(character))) : text;
}
