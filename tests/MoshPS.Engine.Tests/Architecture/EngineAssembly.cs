using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MoshPS.Engine.Tests.Architecture;

/// <summary>The engine as it was built, and what its types refer to.</summary>
internal static class EngineAssembly
{
    public static ModuleDefinition Read() => ModuleDefinition.ReadModule(typeof(MoshException).Assembly.Location);

    /// <summary>The types of the engine's own namespaces, nested ones included.</summary>
    public static IEnumerable<TypeDefinition> Types(ModuleDefinition module) =>
        module.GetTypes().Where(type => NamespaceOf(type).StartsWith(Layers.Root, StringComparison.Ordinal));

    /// <summary>The namespace of a type or of what it is nested in.</summary>
    public static string NamespaceOf(TypeReference type)
    {
        while (type.DeclaringType is not null)
        {
            type = type.DeclaringType;
        }

        return type.Namespace;
    }

    /// <summary>Everything that a type refers to by itself: without its nested types, which are types of their own.</summary>
    public static IEnumerable<TypeReference> References(TypeDefinition type) =>
        Direct(type).OfType<TypeReference>().SelectMany(Parts);

    /// <summary>The members, of any type, that a type's code uses.</summary>
    public static IEnumerable<MemberReference> UsedMembers(TypeDefinition type) =>
        type.Methods.Where(method => method.HasBody)
            .SelectMany(method => method.Body.Instructions)
            .Select(instruction => instruction.Operand)
            .OfType<MemberReference>();

    private static IEnumerable<TypeReference?> Direct(TypeDefinition type)
    {
        yield return type.BaseType;
        foreach (TypeReference reference in type.Interfaces.Select(implementation => implementation.InterfaceType)
                     .Concat(type.Fields.Select(field => field.FieldType))
                     .Concat(type.Properties.Select(property => property.PropertyType))
                     .Concat(type.Events.Select(@event => @event.EventType))
                     .Concat(type.GenericParameters.SelectMany(Constraints))
                     .Concat(Attributes(type))
                     .Concat(type.Methods.SelectMany(InMethod)))
        {
            yield return reference;
        }
    }

    private static IEnumerable<TypeReference> InMethod(MethodDefinition method)
    {
        IEnumerable<TypeReference> signature = method.Parameters.Select(parameter => parameter.ParameterType)
            .Append(method.ReturnType)
            .Concat(method.GenericParameters.SelectMany(Constraints))
            .Concat(Attributes(method));
        if (!method.HasBody)
        {
            return signature;
        }

        return signature
            .Concat(method.Body.Variables.Select(variable => variable.VariableType))
            .Concat(method.Body.ExceptionHandlers.Where(handler => handler.CatchType is not null)
                .Select(handler => handler.CatchType))
            .Concat(method.Body.Instructions.SelectMany(InInstruction));
    }

    private static IEnumerable<TypeReference> InInstruction(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        MethodReference method => method.Parameters.Select(parameter => parameter.ParameterType)
            .Append(method.ReturnType)
            .Append(method.DeclaringType)
            .Concat(method is GenericInstanceMethod generic ? generic.GenericArguments : []),
        FieldReference field => [field.FieldType, field.DeclaringType],
        _ => [],
    };

    private static IEnumerable<TypeReference> Constraints(GenericParameter parameter) =>
        parameter.Constraints.Select(constraint => constraint.ConstraintType);

    private static IEnumerable<TypeReference> Attributes(ICustomAttributeProvider provider) =>
        provider.CustomAttributes.Select(attribute => attribute.AttributeType);

    /// <summary>A type and what it is made of: elements, generic arguments, the type it is nested in.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference? type)
    {
        switch (type)
        {
            case null or GenericParameter:
                return [];
            case GenericInstanceType generic:
                return generic.GenericArguments.SelectMany(Parts).Concat(Parts(generic.ElementType));
            case TypeSpecification specification:
                return Parts(specification.ElementType);
            default:
                return [type];
        }
    }
}
