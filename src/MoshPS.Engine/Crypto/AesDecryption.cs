using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MoshPS.Engine.Crypto;

/// <summary>AES decryption.</summary>
/// <typeparam name="TAes">The instruction set.</typeparam>
internal readonly struct AesDecryption<TAes> : IAesRounds
    where TAes : struct, IAesInstructions
{
    public static bool Encrypts => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Whiten(Vector128<byte> state, Vector128<byte> first) => TAes.Whiten(state, first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Round(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        TAes.DecryptRound(state, previous, key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LastRound(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        TAes.DecryptLastRound(state, previous, key);
}
