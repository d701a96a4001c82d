using MoshPS.Engine.Crypto;

namespace MoshPS.Engine.Tests.Crypto;

public sealed class HardwareOcbTests
{
    [Fact]
    public void With_the_instructions_of_ARM_the_results_are_those_of_the_circuit()
    {
        Random random = new(1);
        byte[] key = new byte[AesOcb.KeySize];
        byte[] nonce = new byte[AesOcb.NonceSize];
        random.NextBytes(key);
        using HardwareOcb<ModelledArmInstructions> arm = new(key);
        using BitslicedOcb circuit = new(key);
        for (int length = 0; length < 300; length += random.Next(1, 9))
        {
            random.NextBytes(nonce);
            byte[] plaintext = new byte[length];
            random.NextBytes(plaintext);
            byte[] expected = new byte[length + AesOcb.TagSize];
            byte[] actual = new byte[length + AesOcb.TagSize];
            circuit.Seal(nonce, [], plaintext, expected);

            arm.Seal(nonce, [], plaintext, actual);
            Assert.Equal(expected, actual);

            byte[] opened = new byte[length];
            Assert.True(arm.TryOpen(nonce, [], actual, opened));
            Assert.Equal(plaintext, opened);
        }
    }
}
