using System.Reflection;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Memory;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace MoshPS.Engine.Tests.Crypto;

public sealed class AesOcbTests
{
    private const int LongestText = 2000;

    [Theory]
    [ClassData(typeof(EveryAesImplementation))]
    internal void Every_length_up_to_2000_agrees_with_BouncyCastle_both_ways(AesImplementation implementation)
    {
        Random random = new(1);
        byte[] key = RandomBytes(random, AesOcb.KeySize);
        using AesOcb cipher = new(key, implementation);
        for (int length = 0; length <= LongestText; length++)
        {
            byte[] nonce = RandomBytes(random, AesOcb.NonceSize);
            byte[] associatedData = RandomBytes(random, length % 7 == 0 ? random.Next(100) : 0);
            byte[] plaintext = RandomBytes(random, length);
            byte[] expected = Oracle(key, nonce, associatedData, plaintext);

            byte[] sealedText = new byte[length + AesOcb.TagSize];
            cipher.Seal(nonce, associatedData, plaintext, sealedText);
            Assert.True(expected.AsSpan().SequenceEqual(sealedText), $"Sealing {length} bytes differs.");

            byte[] opened = new byte[length];
            Assert.True(cipher.TryOpen(nonce, associatedData, expected, opened), $"Opening {length} bytes fails.");
            Assert.True(plaintext.AsSpan().SequenceEqual(opened), $"Opening {length} bytes differs.");
        }
    }

    [Theory]
    [ClassData(typeof(EveryAesImplementation))]
    internal void Random_keys_nonces_and_lengths_agree_with_BouncyCastle(AesImplementation implementation)
    {
        for (int seed = 0; seed < 500; seed++)
        {
            Random random = new(seed);
            byte[] key = RandomBytes(random, AesOcb.KeySize);
            byte[] nonce = RandomBytes(random, AesOcb.NonceSize);
            byte[] plaintext = RandomBytes(random, random.Next(LongestText + 1));
            using AesOcb cipher = new(key, implementation);
            byte[] sealedText = new byte[plaintext.Length + AesOcb.TagSize];
            cipher.Seal(nonce, plaintext, sealedText);
            Assert.True(Oracle(key, nonce, [], plaintext).AsSpan().SequenceEqual(sealedText), $"Seed {seed} differs.");
        }
    }

    [Theory]
    [ClassData(typeof(EveryAesImplementation))]
    internal void Consecutive_nonces_agree_with_BouncyCastle_across_every_change_of_Ktop(AesImplementation implementation)
    {
        // Ktop is kept between nonces; 200 of them cross three boundaries, and a jump back crosses them again.
        Random random = new(2);
        byte[] key = RandomBytes(random, AesOcb.KeySize);
        byte[] plaintext = RandomBytes(random, 40);
        byte[] nonce = new byte[AesOcb.NonceSize];
        byte[] sealedText = new byte[plaintext.Length + AesOcb.TagSize];
        using AesOcb cipher = new(key, implementation);
        foreach (int number in Enumerable.Range(0, 200).Concat([5, 130, 64, 63]))
        {
            nonce[^1] = (byte)number;
            cipher.Seal(nonce, plaintext, sealedText);
            Assert.Equal(Oracle(key, nonce, [], plaintext), sealedText);
        }
    }

    [Theory]
    [ClassData(typeof(EveryAesImplementation))]
    internal void Sealing_and_opening_work_in_place_and_touch_nothing_around(AesImplementation implementation)
    {
        const int Margin = 32;
        Random random = new(3);
        byte[] key = RandomBytes(random, AesOcb.KeySize);
        byte[] nonce = RandomBytes(random, AesOcb.NonceSize);
        using AesOcb cipher = new(key, implementation);
        for (int length = 0; length <= 300; length++)
        {
            byte[] plaintext = RandomBytes(random, length);
            byte[] expected = Oracle(key, nonce, [], plaintext);
            byte[] buffer = new byte[Margin + length + AesOcb.TagSize + Margin];
            buffer.AsSpan().Fill(0xCC);
            Span<byte> inside = buffer.AsSpan(Margin, length + AesOcb.TagSize);
            plaintext.CopyTo(inside);

            cipher.Seal(nonce, inside[..length], inside);
            Assert.True(expected.AsSpan().SequenceEqual(inside), $"Sealing {length} bytes in place differs.");

            Assert.True(cipher.TryOpen(nonce, inside, inside));
            Assert.True(plaintext.AsSpan().SequenceEqual(inside[..length]), $"Opening {length} bytes in place differs.");
            Assert.Equal(-1, buffer.AsSpan(0, Margin).IndexOfAnyExcept((byte)0xCC));
            Assert.Equal(-1, buffer.AsSpan(^Margin..).IndexOfAnyExcept((byte)0xCC));
        }
    }

    [Theory]
    [ClassData(typeof(EveryAesImplementation))]
    internal void Any_flipped_bit_is_rejected_and_leaves_no_plaintext(AesImplementation implementation)
    {
        Random random = new(4);
        using AesOcb cipher = new(RandomBytes(random, AesOcb.KeySize), implementation);
        foreach (int length in (int[])[0, 1, 15, 16, 17, 64, 127, 128, 150, 256, 300])
        {
            byte[] nonce = RandomBytes(random, AesOcb.NonceSize);
            byte[] associatedData = RandomBytes(random, 20);
            byte[] sealedText = new byte[length + AesOcb.TagSize];
            cipher.Seal(nonce, associatedData, RandomBytes(random, length), sealedText);
            AssertEveryFlipFails(cipher, sealedText, nonce, associatedData, sealedText);
            AssertEveryFlipFails(cipher, nonce, nonce, associatedData, sealedText);
            AssertEveryFlipFails(cipher, associatedData, nonce, associatedData, sealedText);
            Assert.True(cipher.TryOpen(nonce, associatedData, sealedText, new byte[length]));
        }
    }

    [Theory]
    [ClassData(typeof(EveryAesImplementation))]
    internal void Truncation_and_extension_are_rejected(AesImplementation implementation)
    {
        Random random = new(5);
        using AesOcb cipher = new(RandomBytes(random, AesOcb.KeySize), implementation);
        byte[] nonce = RandomBytes(random, AesOcb.NonceSize);
        byte[] sealedText = new byte[100 + AesOcb.TagSize];
        cipher.Seal(nonce, RandomBytes(random, 100), sealedText);
        byte[] plaintext = new byte[200];
        for (int length = 0; length < sealedText.Length; length++)
        {
            Assert.False(cipher.TryOpen(nonce, sealedText.AsSpan(0, length), plaintext));
        }

        Assert.False(cipher.TryOpen(nonce, [.. sealedText, 0], plaintext));
    }

    [Theory]
    [ClassData(typeof(EveryAesImplementation))]
    internal void Sealing_and_opening_allocate_nothing(AesImplementation implementation)
    {
        using AesOcb cipher = new(new byte[AesOcb.KeySize], implementation);
        byte[] nonce = new byte[AesOcb.NonceSize];
        byte[] buffer = new byte[1200 + AesOcb.TagSize];
        RoundTrips(3);

        long before = GC.GetAllocatedBytesForCurrentThread();
        RoundTrips(300);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void RoundTrips(int count)
        {
            for (int i = 0; i < count; i++)
            {
                nonce[^1] = (byte)i;
                cipher.Seal(nonce, buffer.AsSpan(0, 1200), buffer);
                cipher.TryOpen(nonce, buffer, buffer);
            }
        }
    }

    [Theory]
    [ClassData(typeof(EveryAesImplementation))]
    internal void Disposing_zeroes_all_that_was_derived_from_the_key(AesImplementation implementation)
    {
        OcbCipher cipher = AesImplementations.Create(implementation, RandomBytes(new Random(6), AesOcb.KeySize));
        List<LockedMemory> secrets = [.. Secrets(cipher)];
        Assert.NotEmpty(secrets);
        Assert.All(secrets, secret => Assert.Contains(secret.Bytes.ToArray(), value => value != 0));
        int length = secrets.Sum(secret => secret.Bytes.Length);
        List<byte> erased = [];
        Assert.All(secrets, secret => secret.Erased = erased.AddRange);

        cipher.Dispose();

        Assert.Equal(new byte[length], erased);
        Assert.All(secrets, secret => Assert.True(secret.IsClosed));
        foreach (FieldInfo field in FieldsOf(cipher).Where(field => field.FieldType.IsValueType))
        {
            Assert.Equal(Activator.CreateInstance(field.FieldType), field.GetValue(cipher));
        }
    }

    [Fact]
    public void A_disposed_cipher_refuses_to_work()
    {
        AesOcb cipher = new(new byte[AesOcb.KeySize], AesImplementations.Best);
        cipher.Dispose();
        cipher.Dispose();
        Assert.Throws<ObjectDisposedException>(() => cipher.Seal(new byte[12], [], new byte[16]));
        Assert.Throws<ObjectDisposedException>(() => cipher.TryOpen(new byte[12], new byte[16], []));
    }

    [Fact]
    public void Wrong_sizes_are_the_callers_mistake()
    {
        using AesOcb cipher = new(new byte[AesOcb.KeySize], AesImplementations.Best);
        Assert.Throws<ArgumentException>(() => new AesOcb(new byte[15], AesImplementations.Best));
        Assert.Throws<ArgumentException>(() => cipher.Seal(new byte[11], [], new byte[16]));
        Assert.Throws<ArgumentException>(() => cipher.Seal(new byte[12], new byte[1], new byte[16]));
        Assert.Throws<ArgumentException>(() => cipher.Seal(new byte[12], [], new byte[15]));
        Assert.Throws<ArgumentException>(() => cipher.TryOpen(new byte[13], new byte[16], []));
        Assert.Throws<ArgumentException>(() => cipher.TryOpen(new byte[12], new byte[18], new byte[1]));
    }

    [Fact]
    public void An_implementation_that_the_processor_lacks_is_refused()
    {
        foreach (AesImplementation implementation in Enum.GetValues<AesImplementation>())
        {
            if (!AesImplementations.IsSupported(implementation))
            {
                Assert.Throws<PlatformNotSupportedException>(() => new AesOcb(new byte[16], implementation));
            }
        }
    }

    private static void AssertEveryFlipFails(
        AesOcb cipher, byte[] flipped, byte[] nonce, byte[] associatedData, byte[] sealedText)
    {
        byte[] plaintext = new byte[sealedText.Length - AesOcb.TagSize];
        for (int bit = 0; bit < 8 * flipped.Length; bit++)
        {
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            plaintext.AsSpan().Fill(0xCC);
            Assert.False(cipher.TryOpen(nonce, associatedData, sealedText, plaintext), $"Flipped bit {bit} passes.");
            Assert.Equal(-1, plaintext.AsSpan().IndexOfAnyExcept((byte)0));
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    private static byte[] Oracle(byte[] key, byte[] nonce, byte[] associatedData, byte[] plaintext)
    {
        OcbBlockCipher oracle = new(new AesEngine(), new AesEngine());
        ICipherParameters parameters = new AeadParameters(new KeyParameter(key), 8 * AesOcb.TagSize, nonce, associatedData);
        oracle.Init(true, parameters);
        byte[] output = new byte[oracle.GetOutputSize(plaintext.Length)];
        int length = oracle.ProcessBytes(plaintext, 0, plaintext.Length, output, 0);
        length += oracle.DoFinal(output, length);
        Assert.Equal(output.Length, length);
        return output;
    }

    private static byte[] RandomBytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>All memory that a cipher has, which is nowhere else than where it can be erased.</summary>
    private static IEnumerable<LockedMemory> Secrets(object owner)
    {
        foreach (FieldInfo field in FieldsOf(owner))
        {
            object? value = field.GetValue(owner);
            Assert.False(value is Array, $"{field.Name} is on the heap");
            if (value is LockedMemory secret)
            {
                yield return secret;
            }
            else if (value is BitslicedAes inner)
            {
                foreach (LockedMemory nested in Secrets(inner))
                {
                    yield return nested;
                }
            }
        }
    }

    private static IEnumerable<FieldInfo> FieldsOf(object owner)
    {
        for (Type? type = owner.GetType(); type is not null; type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(
                BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }
}
