using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using MoshPS.Engine.Crypto;

namespace MoshPS.Engine.Tests.Crypto;

public sealed class BitslicedAesTests
{
    [Fact]
    public void The_example_of_FIPS_197_appendix_B_comes_out()
    {
        using BitslicedAes aes = new(Convert.FromHexString("2B7E151628AED2A6ABF7158809CF4F3C"));
        Vector128<byte>[] blocks = new Vector128<byte>[BitslicedAes.Blocks];
        Vector128<byte> plaintext = Vector128.Create(Convert.FromHexString("3243F6A8885A308D313198A2E0370734"));
        blocks.AsSpan().Fill(plaintext);

        aes.Encrypt(blocks);
        Assert.All(blocks, block => Assert.Equal(
            Vector128.Create(Convert.FromHexString("3925841D02DC09FBDC118597196A0B32")), block));

        aes.Decrypt(blocks);
        Assert.All(blocks, block => Assert.Equal(plaintext, block));
    }

    [Fact]
    public void Eight_different_blocks_agree_with_the_base_library_both_ways()
    {
        Random random = new(1);
        byte[] key = new byte[16];
        Vector128<byte>[] blocks = new Vector128<byte>[BitslicedAes.Blocks];
        for (int i = 0; i < 1000; i++)
        {
            random.NextBytes(key);
            random.NextBytes(MemoryMarshal.AsBytes(blocks.AsSpan()));
            byte[] plaintext = MemoryMarshal.AsBytes(blocks.AsSpan()).ToArray();
            using Aes oracle = Aes.Create();
            oracle.Key = key;
            using BitslicedAes aes = new(key);

            aes.Encrypt(blocks);
            Assert.Equal(oracle.EncryptEcb(plaintext, PaddingMode.None), MemoryMarshal.AsBytes(blocks.AsSpan()).ToArray());

            aes.Decrypt(blocks);
            Assert.Equal(plaintext, MemoryMarshal.AsBytes(blocks.AsSpan()).ToArray());
        }
    }

    [Fact]
    public void Substitution_maps_all_256_bytes_as_the_definition_says()
    {
        for (int value = 0; value < 256; value++)
        {
            Vector128<byte>[] planes = Planes(value);
            BitslicedSubBytes.Apply(planes);
            Assert.Equal(AesDefinition.Substitute(value), ValueOf(planes));

            BitslicedSubBytes.ApplyInverse(planes);
            Assert.Equal(value, ValueOf(planes));
        }
    }

    private static Vector128<byte>[] Planes(int value) =>
        [.. Enumerable.Range(0, 8).Select(bit => ((value >> bit) & 1) == 1 ? Vector128<byte>.AllBitsSet : Vector128<byte>.Zero)];

    private static int ValueOf(Vector128<byte>[] planes)
    {
        Assert.All(planes, plane => Assert.True(plane == Vector128<byte>.Zero || plane == Vector128<byte>.AllBitsSet));
        return planes.Select((plane, bit) => (plane[0] & 1) << bit).Sum();
    }
}
