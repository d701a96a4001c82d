using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;

namespace MoshPS.Engine.Crypto;

/// <summary>The AES instructions of ARMv8 (<c>AESE</c>, <c>AESMC</c>, <c>AESD</c>, <c>AESIMC</c>).</summary>
internal readonly struct ArmAesInstructions : IAesInstructions
{
    public static bool IsSupported => ArmAes.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Whiten(Vector128<byte> state, Vector128<byte> first) => state;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> EncryptRound(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        ArmAes.MixColumns(ArmAes.Encrypt(state, previous));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> EncryptLastRound(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        ArmAes.Encrypt(state, previous) ^ key;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> DecryptRound(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        ArmAes.InverseMixColumns(ArmAes.Decrypt(state, previous));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> DecryptLastRound(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        ArmAes.Decrypt(state, previous) ^ key;

    public static Vector128<byte> InverseMixColumns(Vector128<byte> key) => ArmAes.InverseMixColumns(key);

    // With four equal columns ShiftRows changes nothing, so AESE with a zero key is SubBytes alone.
    public static uint SubstituteWord(uint word) =>
        ArmAes.Encrypt(Vector128.Create(word).AsByte(), Vector128<byte>.Zero).AsUInt32().ToScalar();
}
