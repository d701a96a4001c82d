using Mono.Cecil;

namespace MoshPS.Engine.Tests.Architecture;

/// <summary>The runtime's random numbers load OpenSSL, which takes longer than the rest of a start and may not be there.</summary>
public sealed class RandomnessTests
{
    private const string Runtime = "System.Security.Cryptography.RandomNumberGenerator";

    [Fact]
    public void Random_bytes_come_from_one_place()
    {
        using ModuleDefinition module = EngineAssembly.Read();
        Assert.Equal(
            ["MoshPS.Engine.SystemRandom"],
            EngineAssembly.Types(module)
                .Where(type => EngineAssembly.References(type).Any(used => used.FullName == Runtime)
                    || EngineAssembly.UsedMembers(type).Any(member => member.DeclaringType?.FullName == Runtime))
                .Select(type => type.FullName));
    }
}
