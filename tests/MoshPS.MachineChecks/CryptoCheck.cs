using MoshPS.Engine.Crypto;

namespace MoshPS.MachineChecks;

/// <summary>AES-128-OCB by the processor's own instructions and by the circuit for every processor.</summary>
internal static class CryptoCheck
{
    private const int LongestText = 2000;

    /// <summary>Seals texts of all lengths, opens them again, and writes the ciphertexts.</summary>
    /// <exception cref="InvalidDataException">One does not open to what was sealed, or opens when it was changed.</exception>
    public static void Write(Stream output)
    {
        foreach (AesImplementation implementation in (AesImplementation[])[AesImplementations.Best, AesImplementation.Bitsliced])
        {
            Console.Error.WriteLine(implementation);
            Random random = new(1);
            byte[] key = Bytes(random, AesOcb.KeySize);
            using AesOcb cipher = new(key, implementation);
            for (int length = 0; length <= LongestText; length++)
            {
                byte[] nonce = Bytes(random, AesOcb.NonceSize);
                byte[] text = Bytes(random, length);
                byte[] ciphertext = new byte[length + AesOcb.TagSize];
                cipher.Seal(nonce, text, ciphertext);
                output.Write(ciphertext);
                CheckOpening(cipher, nonce, text, ciphertext, random);
            }
        }
    }

    private static void CheckOpening(AesOcb cipher, byte[] nonce, byte[] text, byte[] ciphertext, Random random)
    {
        byte[] opened = new byte[text.Length];
        if (!cipher.TryOpen(nonce, ciphertext, opened) || !opened.AsSpan().SequenceEqual(text))
        {
            throw new InvalidDataException($"What was sealed does not open: {text.Length} bytes.");
        }

        ciphertext[random.Next(ciphertext.Length)] ^= 1;
        if (cipher.TryOpen(nonce, ciphertext, opened))
        {
            throw new InvalidDataException($"What was changed opens: {text.Length} bytes.");
        }
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
