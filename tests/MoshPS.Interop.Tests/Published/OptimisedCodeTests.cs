using System.Diagnostics;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace MoshPS.Interop.Tests.Published;

/// <summary>What users get is compiled with all optimisations, which a build for debuggers forbids by an attribute.</summary>
public sealed class OptimisedCodeTests
{
    private const string OwnName = "moshps";

    public static TheoryData<string> Libraries() =>
        [.. Directory.EnumerateFiles(BuiltFiles.ModuleFolder, "*.dll", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(BuiltFiles.Root, path))];

    /// <summary>Executables that have intermediate language in them; one of native code has none.</summary>
    public static TheoryData<string> Executables() =>
        [.. Directory.EnumerateFiles(BuiltFiles.ExecutableFolder, "moshps*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(BuiltFiles.Root, path))];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_modules_files_are_optimised(string file)
    {
        using PEReader image = new(File.OpenRead(Path.Combine(BuiltFiles.Root, file)));
        Assert.False(ForbidsOptimising(image.GetMetadataReader()), $"{file} is a build for debuggers.");
    }

    [Theory]
    [MemberData(nameof(Executables))]
    public void Our_assemblies_in_an_executable_are_optimised(string file) =>
        Assert.All(
            OwnAssemblies(File.ReadAllBytes(Path.Combine(BuiltFiles.Root, file))),
            assembly => Assert.False(assembly.ForbidsOptimising, $"{assembly.Name} in {file} is a build for debuggers."));

    [RequiresFact("windows-executable")]
    public void Our_assemblies_are_found_in_a_single_file() =>
        Assert.Superset(
            new HashSet<string>([OwnName, "MoshPS.Engine"]),
            OwnAssemblies(File.ReadAllBytes(BuiltFiles.WindowsExecutable)).Select(assembly => assembly.Name).ToHashSet());

    [Fact]
    public void A_build_for_debuggers_would_be_seen()
    {
        // These tests tell the builds of this very assembly apart as the compiler's own attribute does.
        using PEReader image = new(File.OpenRead(typeof(OptimisedCodeTests).Assembly.Location));
        bool forbids = typeof(OptimisedCodeTests).Assembly.GetCustomAttributes(typeof(DebuggableAttribute), false)
            .Cast<DebuggableAttribute>()
            .Any(attribute => attribute.IsJITOptimizerDisabled);
        Assert.Equal(forbids, ForbidsOptimising(image.GetMetadataReader()));
    }

    /// <summary>Reads the assemblies that lie in a file one after the other, as in a single file they do.</summary>
    private static unsafe List<(string Name, bool ForbidsOptimising)> OwnAssemblies(byte[] file)
    {
        List<(string Name, bool ForbidsOptimising)> found = [];
        ReadOnlySpan<byte> signature = "MZ"u8;
        fixed (byte* start = file)
        {
            for (int offset = 0; file.AsSpan(offset).IndexOf(signature) is >= 0 and int next; offset += signature.Length)
            {
                offset += next;
                try
                {
                    using PEReader image = new(start + offset, file.Length - offset);
                    if (image.HasMetadata
                        && image.GetMetadataReader() is { IsAssembly: true } reader
                        && reader.GetString(reader.GetAssemblyDefinition().Name) is var name
                        && name.StartsWith(OwnName, StringComparison.OrdinalIgnoreCase))
                    {
                        found.Add((name, ForbidsOptimising(reader)));
                    }
                }
                catch (BadImageFormatException)
                {
                    // Two letters of something else.
                }
            }
        }

        return found;
    }

    private static bool ForbidsOptimising(MetadataReader reader) =>
        reader.GetAssemblyDefinition().GetCustomAttributes()
            .Select(reader.GetCustomAttribute)
            .Where(attribute => IsDebuggable(reader, attribute))
            .Any(attribute =>
            {
                // ECMA-335 II.23.3: a prolog of two bytes, then the constructor's argument, an int32 of flags.
                BlobReader value = reader.GetBlobReader(attribute.Value);
                _ = value.ReadUInt16();
                return ((DebuggableAttribute.DebuggingModes)value.ReadInt32()).HasFlag(DebuggableAttribute.DebuggingModes.DisableOptimizations);
            });

    private static bool IsDebuggable(MetadataReader reader, CustomAttribute attribute) =>
        attribute.Constructor.Kind == HandleKind.MemberReference
        && reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } type
        && reader.GetString(reader.GetTypeReference((TypeReferenceHandle)type).Name) == nameof(DebuggableAttribute);
}
