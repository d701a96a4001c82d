namespace MoshPS.Engine.Tests.Crypto;

/// <summary>AES's field and substitution as FIPS 197 defines them (§4.2, §5.1.1), as slow and plain as can be.</summary>
internal static class AesDefinition
{
    private static readonly int[] Substitutions = [.. Enumerable.Range(0, 256).Select(ComputeSubstitution)];

    public static int Substitute(int value) => Substitutions[value];

    public static int UndoSubstitute(int value) => Array.IndexOf(Substitutions, value);

    public static int Multiply(int a, int b)
    {
        int product = 0;
        for (; b != 0; b >>= 1)
        {
            product ^= (b & 1) * a;
            a = (a << 1) ^ ((a >> 7) * 0x11B);
        }

        return product;
    }

    /// <summary>The inverse in the field, then an affine map.</summary>
    private static int ComputeSubstitution(int value)
    {
        int inverse = value == 0 ? 0 : Enumerable.Range(1, 255).Single(candidate => Multiply(value, candidate) == 1);
        int result = 0x63;
        for (int rotation = 0; rotation < 5; rotation++)
        {
            result ^= ((inverse << rotation) | (inverse >> (8 - rotation))) & 0xFF;
        }

        return result;
    }
}
