using Mono.Cecil;

namespace MoshPS.Engine.Tests.Architecture;

/// <summary>The pure layers get time, randomness and bytes as arguments, and keep nothing to themselves.</summary>
public sealed class PureLayerTests
{
    /// <summary>What a pure layer has no use for: I/O, clocks, threads, randomness.</summary>
    private static readonly string[] ForbiddenPrefixes =
    [
        "System.Net.",
        "System.IO.File",
        "System.IO.Directory",
        "System.IO.Path",
        "System.IO.Pipes.",
        "System.Console",
        "System.Diagnostics.Process",
        "System.Diagnostics.Stopwatch",
        "System.DateTime",
        "System.TimeProvider",
        "System.Threading.",
        "System.Timers.",
        "System.Random",
        "System.Guid",
        "System.Security.Cryptography.RandomNumberGenerator",
        "MoshPS.Engine.SystemRandom",
        "Microsoft.Win32.",
    ];

    /// <summary>What may be used all the same.</summary>
    private static readonly string[] Exceptions =
    [
        // A plain enumeration, to choose the size of a datagram by.
        "System.Net.Sockets.AddressFamily",
    ];

    /// <summary>Members of otherwise harmless types.</summary>
    private static readonly string[] ForbiddenMembers =
    [
        "System.Environment::get_TickCount",
        "System.Environment::get_TickCount64",
        "System.Environment::GetEnvironmentVariable",
        "System.GC::Collect",
    ];

    [Fact]
    public void Pure_layers_use_no_sockets_files_clocks_threads_or_randomness()
    {
        using ModuleDefinition module = EngineAssembly.Read();
        var violations = new SortedSet<string>();
        foreach (TypeDefinition type in PureTypes(module))
        {
            foreach (TypeReference used in EngineAssembly.References(type))
            {
                if (ForbiddenPrefixes.Any(prefix => used.FullName.StartsWith(prefix, StringComparison.Ordinal))
                    && !Exceptions.Contains(used.FullName))
                {
                    violations.Add($"{type.FullName} uses {used.FullName}");
                }
            }

            foreach (MemberReference member in EngineAssembly.UsedMembers(type))
            {
                if (ForbiddenMembers.Contains($"{member.DeclaringType?.FullName}::{member.Name}"))
                {
                    violations.Add($"{type.FullName} uses {member.FullName}");
                }
            }
        }

        Assert.Empty(violations);
    }

    [Fact]
    public void Pure_layers_have_no_statics_that_change()
    {
        using ModuleDefinition module = EngineAssembly.Read();
        IEnumerable<string> violations = PureTypes(module)
            .SelectMany(type => type.Fields)
            .Where(field => field.IsStatic && !field.IsInitOnly && !field.IsLiteral && !IsCacheOfTheCompiler(field))
            .Select(field => field.FullName);
        Assert.Empty(violations);
    }

    [Fact]
    public void Pure_layers_are_there_to_be_looked_at()
    {
        using ModuleDefinition module = EngineAssembly.Read();
        Assert.True(PureTypes(module).Count() > 100);
    }

    private static IEnumerable<TypeDefinition> PureTypes(ModuleDefinition module) =>
        EngineAssembly.Types(module)
            .Where(type => Layers.Pure.Contains(Layers.Of(EngineAssembly.NamespaceOf(type))));

    /// <summary>Delegates of lambdas and method groups, which are made once.</summary>
    private static bool IsCacheOfTheCompiler(FieldDefinition field) =>
        field.Name.StartsWith('<') || field.DeclaringType.Name.StartsWith('<');
}
