using Mono.Cecil;

namespace MoshPS.Engine.Tests.Architecture;

/// <summary>The engine's layers refer only to those below them.</summary>
public sealed class LayerTests
{
    [Fact]
    public void Every_namespace_is_a_known_layer()
    {
        using ModuleDefinition module = EngineAssembly.Read();
        IEnumerable<string> layers = EngineAssembly.Types(module)
            .Select(type => Layers.Of(EngineAssembly.NamespaceOf(type)))
            .Where(layer => layer.Length > 0)
            .Distinct();
        Assert.Empty(layers.Except(Layers.All));
    }

    [Fact]
    public void Layers_refer_only_to_layers_below_them()
    {
        using ModuleDefinition module = EngineAssembly.Read();
        var violations = new SortedSet<string>();
        int references = 0;
        foreach (TypeDefinition type in EngineAssembly.Types(module))
        {
            string layer = Layers.Of(EngineAssembly.NamespaceOf(type));
            foreach (TypeReference used in EngineAssembly.References(type))
            {
                string usedNamespace = EngineAssembly.NamespaceOf(used);
                if (!usedNamespace.StartsWith(Layers.Root, StringComparison.Ordinal))
                {
                    continue;
                }

                references++;
                if (!Layers.MayUse(layer, Layers.Of(usedNamespace)))
                {
                    violations.Add($"{type.FullName} refers to {used.FullName}");
                }
            }
        }

        Assert.Empty(violations);
        Assert.True(references > 1_000, "hardly anything was looked at");
    }

    [Theory]
    [InlineData("Transport", "Datagrams", true)]
    [InlineData("Sync", "Crypto", true)]
    [InlineData("Client", "Crypto", true)]
    [InlineData("Transport", "Sync", false)]
    [InlineData("Transport", "Terminal", false)]
    [InlineData("Terminal", "Transport", false)]
    [InlineData("Crypto", "Datagrams", false)]
    [InlineData("Server", "Client", false)]
    [InlineData("", "Crypto", false)]
    public void The_table_of_layers_says_what_the_drawing_does(string layer, string used, bool expected) =>
        Assert.Equal(expected, Layers.MayUse(layer, used));

    [Fact]
    public void The_engine_takes_no_package()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        using ModuleDefinition module = EngineAssembly.Read();
        Assert.NotEmpty(module.AssemblyReferences);
        Assert.All(
            module.AssemblyReferences,
            reference => Assert.True(File.Exists(Path.Combine(framework, reference.Name + ".dll")), reference.Name));
    }
}
