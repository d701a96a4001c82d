using System.Diagnostics.CodeAnalysis;

namespace MoshPS.Engine.Crypto;

/// <summary>Stands in for the key until the Crypto layer is merged; the project file drops it then.</summary>
public sealed class SessionKey
{
    private SessionKey()
    {
    }

    /// <summary>Reads the text form.</summary>
    public static bool TryParse(
        ReadOnlySpan<char> text,
        [NotNullWhen(true)] out SessionKey? key,
        [NotNullWhen(false)] out string? error)
    {
        key = new SessionKey();
        error = null;
        return text.Length > 0;
    }
}
