using MoshPS.Engine.Transport.Compression;

namespace MoshPS.Engine.Tests.Transport.Compression;

public sealed class Adler32Tests
{
    [Fact]
    public void Known_checksums_come_out()
    {
        Assert.Equal(1U, Adler32.Compute([]));
        Assert.Equal(0x11E60398U, Adler32.Compute("Wikipedia"u8));
    }

    [Fact]
    public void It_agrees_with_the_definition_for_every_length_and_the_highest_bytes()
    {
        Random random = new(1);
        for (int length = 0; length < 300; length++)
        {
            byte[] data = new byte[length];
            random.NextBytes(data);
            Assert.Equal(ByDefinition(data), Adler32.Compute(data));
        }

        foreach (int length in (int[])[5551, 5552, 5553, 11_104, 11_120, 100_000])
        {
            byte[] highest = new byte[length];
            highest.AsSpan().Fill(byte.MaxValue);
            Assert.Equal(ByDefinition(highest), Adler32.Compute(highest));
        }
    }

    private static uint ByDefinition(byte[] data)
    {
        uint first = 1;
        uint second = 0;
        foreach (byte value in data)
        {
            first = (first + value) % 65521;
            second = (second + first) % 65521;
        }

        return (second << 16) | first;
    }
}
