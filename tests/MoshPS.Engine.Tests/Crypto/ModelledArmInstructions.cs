using System.Runtime.Intrinsics;
using MoshPS.Engine.Crypto;

namespace MoshPS.Engine.Tests.Crypto;

/// <summary>
/// ARM's AES instructions as its architecture manual defines them, in software, put together as
/// <see cref="ArmAesInstructions"/> puts the real ones together: so that this order is tested on other machines too.
/// </summary>
internal readonly struct ModelledArmInstructions : IAesInstructions
{
    public static Vector128<byte> Whiten(Vector128<byte> state, Vector128<byte> first) => state;

    public static Vector128<byte> EncryptRound(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        MixColumns(Encrypt(state, previous));

    public static Vector128<byte> EncryptLastRound(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        Encrypt(state, previous) ^ key;

    public static Vector128<byte> DecryptRound(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        InverseMixColumns(Decrypt(state, previous));

    public static Vector128<byte> DecryptLastRound(Vector128<byte> state, Vector128<byte> previous, Vector128<byte> key) =>
        Decrypt(state, previous) ^ key;

    public static Vector128<byte> InverseMixColumns(Vector128<byte> key) => Mix(key, 14, 11, 13, 9);

    public static uint SubstituteWord(uint word) =>
        Encrypt(Vector128.Create(word).AsByte(), Vector128<byte>.Zero).AsUInt32().ToScalar();

    private static Vector128<byte> MixColumns(Vector128<byte> state) => Mix(state, 2, 3, 1, 1);

    /// <summary>AESE: add the key, shift the rows to the left, substitute.</summary>
    private static Vector128<byte> Encrypt(Vector128<byte> state, Vector128<byte> key) =>
        Map(state ^ key, (row, column) => (row, (column + row) % 4), AesDefinition.Substitute);

    /// <summary>AESD: add the key, shift the rows to the right, undo the substitution.</summary>
    private static Vector128<byte> Decrypt(Vector128<byte> state, Vector128<byte> key) =>
        Map(state ^ key, (row, column) => (row, (column - row + 4) % 4), AesDefinition.UndoSubstitute);

    private static Vector128<byte> Map(
        Vector128<byte> state, Func<int, int, (int Row, int Column)> source, Func<int, int> substitute)
    {
        byte[] result = new byte[16];
        for (int i = 0; i < result.Length; i++)
        {
            (int row, int column) = source(i % 4, i / 4);
            result[i] = (byte)substitute(state[(4 * column) + row]);
        }

        return Vector128.Create(result);
    }

    private static Vector128<byte> Mix(Vector128<byte> state, params int[] factors)
    {
        byte[] result = new byte[16];
        for (int i = 0; i < result.Length; i++)
        {
            for (int k = 0; k < 4; k++)
            {
                result[i] ^= (byte)AesDefinition.Multiply(state[(i & ~3) + ((i + k) % 4)], factors[k]);
            }
        }

        return Vector128.Create(result);
    }
}
