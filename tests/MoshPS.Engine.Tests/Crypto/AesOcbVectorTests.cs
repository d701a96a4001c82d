using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MoshPS.Engine.Crypto;

namespace MoshPS.Engine.Tests.Crypto;

/// <summary>The published results of RFC 7253, appendix A, for AES-128 with a 128-bit tag.</summary>
public sealed class AesOcbVectorTests
{
    private const string Key = "000102030405060708090A0B0C0D0E0F";

    /// <summary>Last byte of the nonce, length of the associated data, length of the plaintext, result.</summary>
    private static readonly (byte Nonce, int AssociatedLength, int PlainLength, string Output)[] Samples =
    [
        (0x0, 0, 0, "785407BFFFC8AD9EDCC5520AC9111EE6"),
        (0x1, 8, 8, "6820B3657B6F615A5725BDA0D3B4EB3A257C9AF1F8F03009"),
        (0x2, 8, 0, "81017F8203F081277152FADE694A0A00"),
        (0x3, 0, 8, "45DD69F8F5AAE72414054CD1F35D82760B2CD00D2F99BFA9"),
        (0x4, 16, 16, "571D535B60B277188BE5147170A9A22C3AD7A4FF3835B8C5701C1CCEC8FC3358"),
        (0x5, 16, 0, "8CF761B6902EF764462AD86498CA6B97"),
        (0x6, 0, 16, "5CE88EC2E0692706A915C00AEB8B2396F40E1C743F52436BDF06D8FA1ECA343D"),
        (0x7, 24, 24, "1CA2207308C87C010756104D8840CE1952F09673A448A122C92C62241051F57356D7F3C90BB0E07F"),
        (0x8, 24, 0, "6DC225A071FC1B9F7C69F93B0F1E10DE"),
        (0x9, 0, 24, "221BD0DE7FA6FE993ECCD769460A0AF2D6CDED0C395B1C3CE725F32494B9F914D85C0B1EB38357FF"),
        (0xA, 32, 32, "BD6F6C496201C69296C11EFD138A467ABD3C707924B964DEAFFC40319AF5A485"
            + "40FBBA186C5553C68AD9F592A79A4240"),
        (0xB, 32, 0, "FE80690BEE8A485D11F32965BC9D2A32"),
        (0xC, 0, 32, "2942BFC773BDA23CABC6ACFD9BFD5835BD300F0973792EF46040C53F1432BCDF"
            + "B5E1DDE3BC18A5F840B52E653444D5DF"),
        (0xD, 40, 40, "D5CA91748410C1751FF8A2F618255B68A0A12E093FF454606E59F9C1D0DDC54B"
            + "65E8628E568BAD7AED07BA06A4A69483A7035490C5769E60"),
        (0xE, 40, 0, "C5CD9D1850C141E358649994EE701B68"),
        (0xF, 0, 40, "4412923493C57D5DE0D700F753CCE0D1D2D95060122E9F15A5DDBFC5787E50B5"
            + "CC55EE507BCB084E479AD363AC366B95A98CA5F3000B1479"),
    ];

    [Theory]
    [ClassData(typeof(EveryAesImplementation))]
    internal void Sealing_gives_the_published_results(AesImplementation implementation)
    {
        using AesOcb cipher = new(Convert.FromHexString(Key), implementation);
        foreach ((byte nonce, int associatedLength, int plainLength, string output) in Samples)
        {
            byte[] sealedText = new byte[plainLength + AesOcb.TagSize];
            cipher.Seal(Nonce(nonce), Counting(associatedLength), Counting(plainLength), sealedText);
            Assert.Equal(output, Convert.ToHexString(sealedText));
        }
    }

    [Theory]
    [ClassData(typeof(EveryAesImplementation))]
    internal void Opening_takes_the_published_results_back(AesImplementation implementation)
    {
        using AesOcb cipher = new(Convert.FromHexString(Key), implementation);
        foreach ((byte nonce, int associatedLength, int plainLength, string output) in Samples)
        {
            byte[] plaintext = new byte[plainLength];
            Assert.True(cipher.TryOpen(
                Nonce(nonce), Counting(associatedLength), Convert.FromHexString(output), plaintext));
            Assert.Equal(Counting(plainLength), plaintext);
        }
    }

    [Theory]
    [ClassData(typeof(EveryAesImplementation))]
    internal void The_iterated_test_gives_the_published_result(AesImplementation implementation)
    {
        byte[] key = new byte[AesOcb.KeySize];
        key[^1] = 8 * AesOcb.TagSize;
        using AesOcb cipher = new(key, implementation);
        List<byte> collected = [];
        for (int i = 0; i < 128; i++)
        {
            // zeros(8i) in the RFC counts bits.
            byte[] zeros = new byte[i];
            collected.AddRange(SealNumbered(cipher, (3 * i) + 1, zeros, zeros));
            collected.AddRange(SealNumbered(cipher, (3 * i) + 2, [], zeros));
            collected.AddRange(SealNumbered(cipher, (3 * i) + 3, zeros, []));
        }

        byte[] result = SealNumbered(cipher, 385, [.. collected], []);

        Assert.Equal("67E944D23256C5E0B6C61FA22FDF1EA2", Convert.ToHexString(result));
    }

    [Theory]
    [ClassData(typeof(EveryAesImplementation))]
    internal void Intermediate_values_are_the_published_ones(AesImplementation implementation)
    {
        using OcbCipher cipher = AesImplementations.Create(implementation, Convert.FromHexString(Key));

        Assert.Equal("C6A13B37878F5B826F4F8162A1C8D879", Hex(cipher.Star));
        Assert.Equal("8D42766F0F1EB704DE9F02C54391B075", Hex(cipher.Dollar));
        Assert.Equal("1A84ECDE1E3D6E09BD3E058A8723606D", Hex(cipher.Offsets));
        Assert.Equal("3509D9BC3C7ADC137A7C0B150E46C0DA", Hex(Unsafe.Add(ref cipher.Offsets, 1)));
        Assert.Equal("C31587EF72716EAB6DD3219F8092D517", Hex(cipher.FirstOffset(Nonce(0x3))));
        Assert.Equal("587EF72716EAB6DD3219F8092D517D69", Hex(cipher.FirstOffset(Nonce(0xF))));
    }

    private static byte[] SealNumbered(AesOcb cipher, int number, byte[] associatedData, byte[] plaintext)
    {
        byte[] nonce = new byte[AesOcb.NonceSize];
        BinaryPrimitives.WriteInt32BigEndian(nonce.AsSpan(^sizeof(int)..), number);
        byte[] sealedText = new byte[plaintext.Length + AesOcb.TagSize];
        cipher.Seal(nonce, associatedData, plaintext, sealedText);
        return sealedText;
    }

    private static byte[] Nonce(byte last) => [.. Convert.FromHexString("BBAA998877665544332211"), last];

    private static byte[] Counting(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)i)];

    private static string Hex(Vector128<byte> block) =>
        Convert.ToHexString(MemoryMarshal.AsBytes(new ReadOnlySpan<Vector128<byte>>(in block)));
}
