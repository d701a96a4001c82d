using MoshPS.Engine.Crypto;

namespace MoshPS.Engine.Tests.Crypto;

/// <summary>Theory data: all implementations of AES that run on this machine.</summary>
internal sealed class EveryAesImplementation : TheoryData<AesImplementation>
{
    public EveryAesImplementation()
    {
        foreach (AesImplementation implementation in AesImplementations.Supported)
        {
            Add(implementation);
        }
    }
}
