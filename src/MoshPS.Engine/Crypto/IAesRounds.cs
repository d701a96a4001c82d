using System.Runtime.Intrinsics;

namespace MoshPS.Engine.Crypto;

/// <summary>One direction of AES on some instruction set: see <see cref="IAesInstructions"/>.</summary>
internal interface IAesRounds
{
    /// <summary>Whether what goes in is the plaintext.</summary>
    static abstract bool Encrypts { get; }

    /// <summary>What precedes the first round.</summary>
    static abstract Vector128<byte> Whiten(Vector128<byte> state, Vector128<byte> first);

    /// <summary>One of the first nine rounds.</summary>
    static abstract Vector128<byte> Round(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key);

    /// <summary>The tenth round.</summary>
    static abstract Vector128<byte> LastRound(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key);
}
