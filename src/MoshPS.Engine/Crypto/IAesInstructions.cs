using System.Runtime.Intrinsics;

namespace MoshPS.Engine.Crypto;

/// <summary>
/// The AES instructions of one processor family, in a form that hides where each family adds the round key:
/// x86 adds it after the round, ARM before it. With round keys k0…k10 a block goes through
/// <c>Whiten(k0)</c>, nine times <c>Round(k[i−1], k[i])</c> and <c>LastRound(k9, k10)</c>.
/// </summary>
internal interface IAesInstructions
{
    /// <summary>Adds the first round key where the instructions do not do it themselves.</summary>
    static abstract Vector128<byte> Whiten(Vector128<byte> state, Vector128<byte> first);

    /// <summary>One of the first nine rounds of encryption.</summary>
    static abstract Vector128<byte> EncryptRound(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key);

    /// <summary>The tenth round of encryption, which mixes no columns.</summary>
    static abstract Vector128<byte> EncryptLastRound(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key);

    /// <summary>One of the first nine rounds of decryption by the equivalent inverse cipher (FIPS 197 §5.3.5).</summary>
    static abstract Vector128<byte> DecryptRound(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key);

    /// <summary>The tenth round of decryption.</summary>
    static abstract Vector128<byte> DecryptLastRound(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key);

    /// <summary>InvMixColumns, which turns encryption round keys into those of the equivalent inverse cipher.</summary>
    static abstract Vector128<byte> InverseMixColumns(Vector128<byte> key);

    /// <summary>SubBytes on each byte of a word, for the key schedule.</summary>
    static abstract uint SubstituteWord(uint word);
}
