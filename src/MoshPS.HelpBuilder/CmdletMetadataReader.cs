using Mono.Cecil;

namespace MoshPS.HelpBuilder;

/// <summary>Reads cmdlets and their parameters from an assembly's metadata, without loading it or PowerShell.</summary>
internal static class CmdletMetadataReader
{
    public static IReadOnlyList<CmdletMetadata> Read(string assemblyPath)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(Path.GetFullPath(assemblyPath)));
        using var assembly = AssemblyDefinition.ReadAssembly(assemblyPath, new ReaderParameters { AssemblyResolver = resolver });
        var cmdlets = new List<CmdletMetadata>();
        foreach (TypeDefinition type in assembly.MainModule.Types)
        {
            if (Attribute(type, "CmdletAttribute") is { } attribute)
            {
                cmdlets.Add(ReadCmdlet(type, attribute));
            }
        }

        return [.. cmdlets.OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal)];
    }

    private static CmdletMetadata ReadCmdlet(TypeDefinition type, CustomAttribute attribute)
    {
        var cmdlet = new CmdletMetadata((string)attribute.ConstructorArguments[0].Value, (string)attribute.ConstructorArguments[1].Value)
        {
            SupportsShouldProcess = Named(attribute, "SupportsShouldProcess") is true,
            DefaultParameterSet = Named(attribute, "DefaultParameterSetName") as string,
        };
        // Base classes of the same assembly carry shared parameters; PSCmdlet carries none.
        for (TypeDefinition? level = type; level is not null; level = InSameModule(level.BaseType))
        {
            foreach (PropertyDefinition property in level.Properties)
            {
                if (property.CustomAttributes.Any(other => other.AttributeType.Name == "ParameterAttribute")
                    && cmdlet.Parameters.All(known => known.Name != property.Name))
                {
                    cmdlet.Parameters.Add(ReadParameter(property));
                }
            }
        }

        return cmdlet;

        TypeDefinition? InSameModule(TypeReference? reference)
            => reference is TypeDefinition definition && definition.Module == type.Module ? definition : null;
    }

    private static ParameterMetadata ReadParameter(PropertyDefinition property)
    {
        TypeReference type = property.PropertyType;
        var parameter = new ParameterMetadata(property.Name, TypeName(type), type.Name == "SwitchParameter");
        foreach (CustomAttribute attribute in property.CustomAttributes)
        {
            switch (attribute.AttributeType.Name)
            {
                case "ParameterAttribute":
                    int position = Named(attribute, "Position") as int? ?? int.MinValue;
                    parameter.Sets[Named(attribute, "ParameterSetName") as string ?? ParameterMetadata.AllSets] = new ParameterBinding(
                        Named(attribute, "Mandatory") is true,
                        position < 0 ? null : position,
                        Named(attribute, "ValueFromPipeline") is true,
                        Named(attribute, "ValueFromPipelineByPropertyName") is true);
                    break;
                case "AliasAttribute":
                    parameter.Aliases.AddRange(Strings(attribute));
                    break;
                case "ValidateSetAttribute":
                    parameter.Values.AddRange(Strings(attribute));
                    break;
                case "SupportsWildcardsAttribute":
                    parameter.Wildcards = true;
                    break;
            }
        }

        if (OurEnumeration(Element(type)) is { } enumeration)
        {
            parameter.Values.AddRange(enumeration.Fields.Where(field => field.IsStatic).Select(field => field.Name));
        }

        return parameter;
    }

    /// <summary>An enumeration of this project; other assemblies, PowerShell's above all, need not be at hand.</summary>
    private static TypeDefinition? OurEnumeration(TypeReference type)
        => type.Namespace.StartsWith("MoshPS", StringComparison.Ordinal) && type.Resolve() is { IsEnum: true } enumeration ? enumeration : null;

    private static CustomAttribute? Attribute(TypeDefinition type, string name)
        => type.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.Name == name);

    private static object? Named(CustomAttribute attribute, string name)
        => attribute.Properties.FirstOrDefault(property => property.Name == name).Argument.Value;

    private static IEnumerable<string> Strings(CustomAttribute attribute)
        => ((CustomAttributeArgument[])attribute.ConstructorArguments[0].Value).Select(argument => (string)argument.Value);

    /// <summary>The type behind <c>T[]</c> and <c>Nullable&lt;T&gt;</c>.</summary>
    private static TypeReference Element(TypeReference type) => type switch
    {
        ArrayType array => Element(array.ElementType),
        GenericInstanceType { Name: "Nullable`1" } nullable => Element(nullable.GenericArguments[0]),
        _ => type,
    };

    private static string TypeName(TypeReference type) => type switch
    {
        ArrayType array => TypeName(array.ElementType) + "[]",
        GenericInstanceType { Name: "Nullable`1" } nullable => TypeName(nullable.GenericArguments[0]),
        _ => type.FullName switch
        {
            "System.String" => "string",
            "System.Int32" => "int",
            "System.Double" => "double",
            "System.Collections.Hashtable" => "hashtable",
            "System.Management.Automation.SwitchParameter" => "SwitchParameter",
            _ => type.Name,
        },
    };
}
