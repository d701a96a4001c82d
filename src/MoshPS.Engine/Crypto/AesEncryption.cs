using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MoshPS.Engine.Crypto;

/// <summary>AES encryption.</summary>
/// <typeparam name="TAes">The instruction set.</typeparam>
internal readonly struct AesEncryption<TAes> : IAesRounds
    where TAes : struct, IAesInstructions
{
    public static bool Encrypts => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Whiten(Vector128<byte> state, Vector128<byte> first) => TAes.Whiten(state, first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Round(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        TAes.EncryptRound(state, previous, key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LastRound(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        TAes.EncryptLastRound(state, previous, key);
}
