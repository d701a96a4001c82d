using System.Text.RegularExpressions;
using Mono.Cecil;

namespace MoshPS.Engine.Tests.Architecture;

/// <summary>What hosts and other programs print comes in at one entrance, where it is cleaned.</summary>
public sealed class HostTextEntranceTests
{
    private const string Entrance = "MoshPS.Engine.Ssh.LineSplitter";

    /// <summary>How to get at the bytes of a process's output.</summary>
    private const string Bytes = "System.IO.StreamReader::get_BaseStream";

    /// <summary>What makes text of the bytes of a stream.</summary>
    private static readonly string[] Decoding =
    [
        "System.Text.Decoder::", "System.Text.Encoding::GetString", "System.Text.Encoding::GetChars", "System.Text.Encoding::GetDecoder",
        "System.IO.StreamReader::", "System.IO.TextReader::", "System.Diagnostics.DataReceivedEventArgs::", "System.Diagnostics.Process::BeginOutputReadLine",
        "System.Diagnostics.Process::BeginErrorReadLine",
    ];

    [Fact]
    public void Only_one_type_of_the_layer_makes_text_of_what_programs_print()
    {
        using ModuleDefinition module = EngineAssembly.Read();
        string[] decoders = EngineAssembly.Types(module)
            .Where(type => Layers.Of(EngineAssembly.NamespaceOf(type)) == "Ssh")
            .Where(type => EngineAssembly.UsedMembers(type).Select(FullName).Any(used => used != Bytes && Decoding.Any(name => used.StartsWith(name, StringComparison.Ordinal))))
            .Select(type => (type.DeclaringType ?? type).FullName)
            .Distinct()
            .ToArray();
        Assert.Equal([Entrance], decoders);
    }

    [Fact]
    public void That_type_cleans_what_it_hands_on()
    {
        using ModuleDefinition module = EngineAssembly.Read();
        MethodDefinition[] handing = EngineAssembly.Types(module).Single(type => type.FullName == Entrance).Methods
            .Where(method => Calls(method).Any(name => name.StartsWith("System.Action`1<System.String>::Invoke", StringComparison.Ordinal)))
            .ToArray();
        Assert.NotEmpty(handing);
        Assert.All(handing, method => Assert.Contains("MoshPS.Engine.HostText::Clean", Calls(method)));
    }

    /// <summary>Screens show what the emulator makes of a title; objects and messages get it cleaned.</summary>
    [Fact]
    public void A_title_leaves_the_engine_cleaned()
    {
        int uses = 0;
        foreach (string folder in (string[])["src/MoshPS.Cmdlets", "src/MoshPS.Cli"])
        {
            foreach (string path in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            {
                foreach (Match use in Regex.Matches(File.ReadAllText(path), @"(?<cleaned>HostText\.Clean\([\w.()]*\.)?\b(WindowTitle|IconName)\b"))
                {
                    uses++;
                    Assert.True(use.Groups["cleaned"].Success, path);
                }
            }
        }

        Assert.True(uses >= 3, "hardly a use was found");
    }

    private static IEnumerable<string> Calls(MethodDefinition method) =>
        method.Body.Instructions.Select(instruction => instruction.Operand).OfType<MethodReference>().Select(FullName);

    private static string FullName(MemberReference member) => $"{member.DeclaringType?.FullName}::{member.Name}";
}
