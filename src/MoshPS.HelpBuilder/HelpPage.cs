namespace MoshPS.HelpBuilder;

/// <summary>One page of docs/cmdlets: what people write. Everything a machine can know comes from <see cref="CmdletMetadata"/>.</summary>
internal sealed class HelpPage(string file, string name)
{
    public string File { get; } = file;

    public string Name { get; } = name;

    /// <summary>The first paragraph under the title.</summary>
    public string Synopsis { get; set; } = string.Empty;

    /// <summary>Paragraphs.</summary>
    public List<string> Description { get; } = [];

    public List<HelpExample> Examples { get; } = [];

    /// <summary>Paragraphs by the parameter's name, without the dash.</summary>
    public Dictionary<string, HelpEntry> Parameters { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<HelpEntry> Inputs { get; } = [];

    public List<HelpEntry> Outputs { get; } = [];

    public List<string> Notes { get; } = [];

    /// <summary>Names of commands or topics, or addresses.</summary>
    public List<string> RelatedLinks { get; } = [];
}

/// <summary>A titled piece of text: a parameter, an input type, an output type.</summary>
internal sealed record HelpEntry(string Title, int Line)
{
    public List<string> Paragraphs { get; } = [];
}

/// <summary>An example: its title, its code and what is said about it.</summary>
internal sealed record HelpExample(string Title, int Line)
{
    public string Introduction { get; set; } = string.Empty;

    public string Code { get; set; } = string.Empty;

    public List<string> Remarks { get; } = [];
}
