using MoshPS.Engine.Crypto;

namespace MoshPS.Cli.Commands;

/// <summary>What the environment held for a key.</summary>
/// <param name="Key">The key, which is the receiver's to dispose of; null when it was none.</param>
/// <param name="Mistake">What stock says of what it was instead; null when it was a key.</param>
internal sealed record TakenKey(SessionKey? Key, string? Mistake) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Key?.Dispose();
}
