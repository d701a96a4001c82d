namespace MoshPS.Engine.Tests.Fuzzing;

/// <summary>
/// Changes inputs at random: bits, bytes, numbers, lengths; cuts, copies, moves and splices; puts in words of the
/// format. The same seed always makes the same changes.
/// </summary>
/// <param name="random">Decides everything.</param>
/// <param name="dictionary">Byte strings that mean something in the format.</param>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]> dictionary)
{
    private const int MostChanges = 6;

    /// <summary>No input grows beyond this, whatever is put in.</summary>
    private const int LongestInput = 1 << 16;

    /// <summary>Values at which numbers change their meaning or their encoding.</summary>
    private static readonly byte[] Edges = [0x00, 0x01, 0x7F, 0x80, 0xFF, 0xFE, 0x08, 0x20, 0x1B, 0x3B];

    /// <summary>An input with one to six changes.</summary>
    /// <param name="input">What to change; left alone.</param>
    /// <param name="other">Another input, to splice with.</param>
    public byte[] Mutate(ReadOnlySpan<byte> input, byte[] other)
    {
        List<byte> bytes = [.. input];
        for (int i = random.Next(1, MostChanges + 1); i > 0; i--)
        {
            Change(bytes, other);
        }

        if (bytes.Count > LongestInput)
        {
            bytes.RemoveRange(LongestInput, bytes.Count - LongestInput);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes, byte[] other)
    {
        int at = random.Next(bytes.Count + 1);
        int length = random.Next(Math.Min(bytes.Count - at, random.Next(4) == 0 ? int.MaxValue : 8) + 1);
        switch (random.Next(11))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2 when at < bytes.Count:
                bytes[at] = Edges[random.Next(Edges.Length)];
                break;
            case 3 when at < bytes.Count:
                // A length or a number a little off.
                bytes[at] += (byte)random.Next(-3, 4);
                break;
            case 4:
                bytes.RemoveRange(at, length);
                break;
            case 5:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 6:
                bytes.InsertRange(random.Next(bytes.Count + 1), [.. bytes.GetRange(at, length)]);
                break;
            case 7:
                byte[] noise = new byte[random.Next(1, 9)];
                random.NextBytes(noise);
                bytes.InsertRange(at, noise);
                break;
            case 8 when dictionary.Count > 0:
                bytes.InsertRange(at, dictionary[random.Next(dictionary.Count)]);
                break;
            case 9 when dictionary.Count > 0:
                byte[] word = dictionary[random.Next(dictionary.Count)];
                for (int i = 0; i < word.Length && at + i < bytes.Count; i++)
                {
                    bytes[at + i] = word[i];
                }

                break;
            case 10 when other.Length > 0:
                int from = random.Next(other.Length);
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.AsSpan(from));
                break;
        }
    }
}
