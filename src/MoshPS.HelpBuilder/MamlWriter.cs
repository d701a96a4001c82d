using System.Globalization;
using System.Xml.Linq;

namespace MoshPS.HelpBuilder;

/// <summary>Writes the help file of a binary module: MAML, as the PowerShell help schema of 2004/10 has it.</summary>
internal static class MamlWriter
{
    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>What cmdlets get for <c>SupportsShouldProcess</c>; they have no property to read.</summary>
    private static readonly (string Name, string Alias, string Text)[] ShouldProcessParameters =
    [
        ("WhatIf", "wi", "Shows what would happen, and does not do it."),
        ("Confirm", "cf", "Asks before doing it."),
    ];

    public static void Write(string path, IReadOnlyList<CmdletMetadata> cmdlets, IReadOnlyList<HelpPage> pages)
    {
        var document = new XDocument(
            new XDeclaration("1.0", "utf-8", null),
            new XElement(
                Msh + "helpItems",
                new XAttribute("schema", "maml"),
                cmdlets.Select(cmdlet => CommandElement(cmdlet, pages.First(page => page.Name == cmdlet.Name)))));
        document.Save(path);
    }

    private static XElement CommandElement(CmdletMetadata cmdlet, HelpPage page) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            Command + "details",
            new XElement(Command + "name", cmdlet.Name),
            new XElement(Command + "verb", cmdlet.Verb),
            new XElement(Command + "noun", cmdlet.Noun),
            new XElement(Maml + "description", Paragraphs([page.Synopsis]))),
        new XElement(Maml + "description", Paragraphs(page.Description)),
        new XElement(Command + "syntax", SyntaxItems(cmdlet, page)),
        new XElement(
            Command + "parameters",
            cmdlet.Parameters.OrderBy(parameter => parameter.Name, StringComparer.Ordinal).Select(parameter =>
                ParameterElement(parameter, MostDemanding(parameter), page.Parameters[parameter.Name].Paragraphs)),
            ShouldProcess(cmdlet)),
        new XElement(Command + "inputTypes", page.Inputs.Select(entry => TypeElement("inputType", entry))),
        new XElement(Command + "returnValues", page.Outputs.Select(entry => TypeElement("returnValue", entry))),
        new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraphs(page.Notes))),
        new XElement(Command + "examples", page.Examples.Select((example, index) => ExampleElement(example, index + 1))),
        new XElement(
            Command + "relatedLinks",
            page.RelatedLinks.Select(link => new XElement(
                Maml + "navigationLink",
                new XElement(Maml + "linkText", link),
                new XElement(Maml + "uri", link.Contains("://", StringComparison.Ordinal) ? link : string.Empty)))));

    private static IEnumerable<XElement> SyntaxItems(CmdletMetadata cmdlet, HelpPage page)
    {
        IReadOnlyList<string> sets = cmdlet.ParameterSets is { Count: > 0 } named ? named : [ParameterMetadata.AllSets];
        foreach (string set in sets)
        {
            var bound = new List<(ParameterMetadata Parameter, ParameterBinding Binding)>();
            foreach (ParameterMetadata parameter in cmdlet.Parameters)
            {
                if (parameter.Sets.TryGetValue(set, out ParameterBinding? binding)
                    || parameter.Sets.TryGetValue(ParameterMetadata.AllSets, out binding))
                {
                    bound.Add((parameter, binding));
                }
            }

            yield return new XElement(
                Command + "syntaxItem",
                new XElement(Maml + "name", cmdlet.Name),
                bound.OrderBy(item => item.Binding.Position ?? int.MaxValue)
                    .ThenByDescending(item => item.Binding.Mandatory)
                    .ThenBy(item => item.Parameter.IsSwitch)
                    .ThenBy(item => item.Parameter.Name, StringComparer.Ordinal)
                    .Select(item => ParameterElement(item.Parameter, item.Binding, page.Parameters[item.Parameter.Name].Paragraphs)),
                ShouldProcess(cmdlet));
        }
    }

    private static ParameterBinding MostDemanding(ParameterMetadata parameter) => new(
        parameter.Sets.Values.All(binding => binding.Mandatory),
        parameter.Sets.Values.Select(binding => binding.Position).FirstOrDefault(position => position is not null),
        parameter.Sets.Values.Any(binding => binding.FromPipeline),
        parameter.Sets.Values.Any(binding => binding.FromProperty));

    private static IEnumerable<XElement> ShouldProcess(CmdletMetadata cmdlet)
        => cmdlet.SupportsShouldProcess
            ? ShouldProcessParameters.Select(item =>
            {
                var parameter = new ParameterMetadata(item.Name, "SwitchParameter", isSwitch: true);
                parameter.Aliases.Add(item.Alias);
                return ParameterElement(parameter, new ParameterBinding(false, null, false, false), [item.Text]);
            })
            : [];

    private static XElement ParameterElement(ParameterMetadata parameter, ParameterBinding binding, IEnumerable<string> text) => new(
        Command + "parameter",
        new XAttribute("required", Text(binding.Mandatory)),
        new XAttribute("variableLength", "true"),
        new XAttribute("globbing", Text(parameter.Wildcards)),
        new XAttribute("pipelineInput", binding.PipelineText),
        new XAttribute("position", binding.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
        new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
        new XElement(Maml + "name", parameter.Name),
        new XElement(Maml + "description", Paragraphs(text)),
        parameter.Values.Count == 0
            ? null
            : new XElement(
                Command + "parameterValueGroup",
                parameter.Values.Select(value => new XElement(
                    Command + "parameterValue",
                    new XAttribute("required", "false"),
                    new XAttribute("variableLength", "false"),
                    value))),
        parameter.IsSwitch
            ? null
            : new XElement(
                Command + "parameterValue",
                new XAttribute("required", "true"),
                new XAttribute("variableLength", "false"),
                parameter.TypeName),
        new XElement(Dev + "type", new XElement(Maml + "name", parameter.TypeName), new XElement(Maml + "uri")),
        new XElement(Dev + "defaultValue", parameter.IsSwitch ? "False" : "None"));

    private static XElement TypeElement(string kind, HelpEntry entry) => new(
        Command + kind,
        new XElement(Dev + "type", new XElement(Maml + "name", entry.Title)),
        new XElement(Maml + "description", Paragraphs(entry.Paragraphs)));

    private static XElement ExampleElement(HelpExample example, int number) => new(
        Command + "example",
        new XElement(Maml + "title", $"-------- Example {number}: {example.Title} --------"),
        new XElement(Maml + "introduction", example.Introduction.Length == 0 ? null : Paragraphs([example.Introduction])),
        new XElement(Dev + "code", example.Code),
        new XElement(Dev + "remarks", Paragraphs(example.Remarks)));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> texts)
        => texts.Select(text => new XElement(Maml + "para", text));

    private static string Text(bool value) => value ? "true" : "false";
}
