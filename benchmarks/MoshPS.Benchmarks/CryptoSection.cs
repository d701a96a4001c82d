using System.Buffers.Binary;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Datagrams;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace MoshPS.Benchmarks;

/// <summary>
/// AES-128-OCB against <c>openssl speed</c> and BouncyCastle. A message of ours is a whole one, with the next
/// nonce and its tag.
/// </summary>
internal sealed class CryptoSection : IBenchmarkSection
{
    private static readonly int[] Sizes = [64, 1200];

    /// <inheritdoc/>
    public string Name => "crypto";

    /// <inheritdoc/>
    public string FileName => MeasuredFile.EngineName;

    /// <inheritdoc/>
    public void Run(BenchmarkTable table)
    {
        foreach (int size in Sizes)
        {
            RunSize(table, size);
        }

        RunChannel(table);
    }

    private static void RunSize(BenchmarkTable table, int size)
    {
        (double sealing, double opening) = Measure(AesImplementations.Best, size);
        Compare("OpenSSL", OpenSslSpeed.MegabytesPerSecond("aes-128-ocb", size, decrypt: false), sealing, "seal", 1);
        Compare("OpenSSL", OpenSslSpeed.MegabytesPerSecond("aes-128-ocb", size, decrypt: true), opening, "open", 1);
        (double castleSealing, double castleOpening) = MeasureBouncyCastle(size);
        Compare("BouncyCastle", castleSealing, sealing, "seal", null);
        Compare("BouncyCastle", castleOpening, opening, "open", null);
        if (AesImplementations.Best != AesImplementation.Bitsliced)
        {
            (double portableSealing, double portableOpening) = Measure(AesImplementation.Bitsliced, size);
            Compare("BouncyCastle", castleSealing, portableSealing, "seal without AES instructions", null);
            Compare("BouncyCastle", castleOpening, portableOpening, "open without AES instructions", null);
        }

        void Compare(string reference, double? referenceValue, double value, string verb, double? goal)
        {
            string what = $"OCB {verb} {size} B";
            if (referenceValue is { } known)
            {
                table.Compare(what, value, "MB/s", moreIsBetter: true, reference, known, goal);
            }
            else
            {
                table.Add(what, value, "MB/s", moreIsBetter: true);
                table.Skip($"{reference} {verb} {size} B", $"there is no {reference} here");
            }
        }
    }

    private static (double Sealing, double Opening) Measure(AesImplementation implementation, int size)
    {
        using AesOcb cipher = new(new byte[AesOcb.KeySize], implementation);
        byte[] nonce = new byte[AesOcb.NonceSize];
        byte[] plaintext = new byte[size];
        byte[] sealedText = new byte[size + AesOcb.TagSize];
        ulong number = 0;
        double sealing = Measurement.NanosecondsPerCall(() =>
        {
            BinaryPrimitives.WriteUInt64BigEndian(nonce.AsSpan(4), number++);
            cipher.Seal(nonce, plaintext, sealedText);
        });

        // A message for each of the nonces that share a Ktop, and as many again, so that it does change.
        byte[][] messages = new byte[128][];
        for (int i = 0; i < messages.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(nonce.AsSpan(4), (ulong)i);
            messages[i] = new byte[size + AesOcb.TagSize];
            cipher.Seal(nonce, plaintext, messages[i]);
        }

        int index = 0;
        bool allOpened = true;
        double opening = Measurement.NanosecondsPerCall(() =>
        {
            index = (index + 1) % messages.Length;
            BinaryPrimitives.WriteUInt64BigEndian(nonce.AsSpan(4), (ulong)index);
            allOpened &= cipher.TryOpen(nonce, messages[index], plaintext);
        });
        return allOpened
            ? (MegabytesPerSecond(size, sealing), MegabytesPerSecond(size, opening))
            : throw new InvalidOperationException("A message did not open.");
    }

    private static (double Sealing, double Opening) MeasureBouncyCastle(int size)
    {
        KeyParameter key = new(new byte[AesOcb.KeySize]);
        byte[] nonce = new byte[AesOcb.NonceSize];
        byte[] plaintext = new byte[size + AesOcb.TagSize];
        byte[] sealedText = new byte[size + AesOcb.TagSize];
        OcbBlockCipher cipher = new(new AesEngine(), new AesEngine());
        ulong number = 0;
        double sealing = Measurement.NanosecondsPerCall(() =>
        {
            BinaryPrimitives.WriteUInt64BigEndian(nonce.AsSpan(4), number++);
            cipher.Init(true, new AeadParameters(key, 8 * AesOcb.TagSize, nonce));
            int length = cipher.ProcessBytes(plaintext, 0, size, sealedText, 0);
            cipher.DoFinal(sealedText, length);
        });
        double opening = Measurement.NanosecondsPerCall(() =>
        {
            cipher.Init(false, new AeadParameters(key, 8 * AesOcb.TagSize, nonce));
            int length = cipher.ProcessBytes(sealedText, 0, sealedText.Length, plaintext, 0);
            cipher.DoFinal(plaintext, length);
        });
        return (MegabytesPerSecond(size, sealing), MegabytesPerSecond(size, opening));
    }

    private static void RunChannel(BenchmarkTable table)
    {
        byte[] fragment = new byte[64];
        byte[] datagram = new byte[DatagramSize.MaximumReceived];
        byte[] buffer = new byte[DatagramSize.MaximumReceived];
        SessionKey key = SessionKey.FromBytes(new byte[SessionKey.Size]);
        using DatagramChannel client = new(key, Direction.ToServer);
        using DatagramChannel server = new(key, Direction.ToClient);
        long now = 0;
        Action roundTrip = () =>
        {
            now++;
            int length = client.Seal(now, fragment, datagram);
            server.TryOpen(now, datagram.AsSpan(0, length), false, buffer, out _);
        };
        table.Add(
            "datagram with 64 B, sealed and opened", Measurement.NanosecondsPerCall(roundTrip), "ns", moreIsBetter: false);
        table.Add(
            "allocated per datagram (crypto and datagrams)",
            Measurement.BytesAllocatedPerCall(roundTrip), "B", moreIsBetter: false, goal: 0);
    }

    private static double MegabytesPerSecond(int bytes, double nanoseconds) => bytes * 1000 / nanoseconds;
}
