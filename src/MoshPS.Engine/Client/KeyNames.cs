using System.Diagnostics.CodeAnalysis;

namespace MoshPS.Engine.Client;

/// <summary>
/// Names of keys and what they send: the sequences of xterm in application cursor mode, which is the mode that a
/// mosh client is always in (spec 2 §11; the server translates for programs that want the other).
/// </summary>
public static class KeyNames
{
    /// <summary>The names, without modifiers, for completion and messages.</summary>
    public static IReadOnlyList<string> All => throw new NotImplementedException();

    /// <summary>
    /// Finds what a key sends: a name such as <c>Enter</c>, <c>Up</c> or <c>F5</c>, or one with modifiers such as
    /// <c>Ctrl+C</c>, <c>Alt+X</c>, <c>Shift+Tab</c> or <c>Ctrl+Left</c>. Case does not matter.
    /// </summary>
    /// <param name="name">The key's name.</param>
    /// <param name="bytes">What it sends, when it is known.</param>
    /// <param name="error">What is wrong, with the names that exist; otherwise null.</param>
    public static bool TryGetBytes(string name, out ReadOnlyMemory<byte> bytes, [NotNullWhen(false)] out string? error) =>
        throw new NotImplementedException();
}
