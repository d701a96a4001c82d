using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace MoshPS.Engine.Crypto;

/// <summary>AES-NI. (.NET 10 offers no wider VAES instructions.)</summary>
internal readonly struct X86AesInstructions : IAesInstructions
{
    public static bool IsSupported => X86Aes.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Whiten(Vector128<byte> state, Vector128<byte> first) => state ^ first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> EncryptRound(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        X86Aes.Encrypt(state, key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> EncryptLastRound(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        X86Aes.EncryptLast(state, key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> DecryptRound(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        X86Aes.Decrypt(state, key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> DecryptLastRound(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        X86Aes.DecryptLast(state, key);

    public static Vector128<byte> InverseMixColumns(Vector128<byte> key) => X86Aes.InverseMixColumns(key);

    // Lane 0 of AESKEYGENASSIST is SubWord of the source's second word.
    public static uint SubstituteWord(uint word) =>
        X86Aes.KeygenAssist(Vector128.Create(word).AsByte(), 0).AsUInt32().ToScalar();
}
