using System.Text;
using System.Text.RegularExpressions;

namespace MoshPS.HelpBuilder;

/// <summary>
/// Reads a page of docs/cmdlets: <c># Verb-Noun</c>, a synopsis, then the sections Description, Examples,
/// Parameters, Inputs, Outputs, Notes and Related links, in that order or not. Entries of a section have
/// <c>###</c> headings; the code of an example is fenced.
/// </summary>
internal static partial class HelpPageReader
{
    public static HelpPage Read(string file, string[] lines, List<HelpMistake> mistakes)
    {
        int title = Array.FindIndex(lines, line => line.StartsWith("# ", StringComparison.Ordinal));
        var page = new HelpPage(file, title < 0 ? Path.GetFileNameWithoutExtension(file) : lines[title][2..].Trim());
        if (title < 0)
        {
            mistakes.Add(new HelpMistake(file, 1, "A page starts with '# Verb-Noun'."));
            return page;
        }

        string section = string.Empty;
        HelpEntry? entry = null;
        HelpExample? example = null;
        foreach (Block block in Blocks(lines, title + 1))
        {
            if (block.Text.StartsWith("## ", StringComparison.Ordinal))
            {
                section = block.Text[3..].Trim();
                (entry, example) = (null, null);
                if (section is not ("Description" or "Examples" or "Parameters" or "Inputs" or "Outputs" or "Notes" or "Related links"))
                {
                    mistakes.Add(new HelpMistake(file, block.Line, $"There is no section '{section}'."));
                }
            }
            else if (block.Text.StartsWith("### ", StringComparison.Ordinal))
            {
                Open(page, section, block, ref entry, ref example, mistakes);
            }
            else
            {
                Fill(page, section, block, entry, example, mistakes);
            }
        }

        return page;
    }

    private static void Open(HelpPage page, string section, Block block, ref HelpEntry? entry, ref HelpExample? example, List<HelpMistake> mistakes)
    {
        string heading = Plain(block.Text[4..].Trim());
        entry = new HelpEntry(heading, block.Line);
        switch (section)
        {
            case "Examples":
                example = new HelpExample(heading, block.Line);
                page.Examples.Add(example);
                break;
            case "Parameters":
                if (!heading.StartsWith('-') || !page.Parameters.TryAdd(heading[1..], entry))
                {
                    mistakes.Add(new HelpMistake(page.File, block.Line, $"'{heading}' is no parameter heading, or stands twice."));
                }

                break;
            case "Inputs":
                page.Inputs.Add(entry);
                break;
            case "Outputs":
                page.Outputs.Add(entry);
                break;
            default:
                mistakes.Add(new HelpMistake(page.File, block.Line, $"Section '{section}' has no entries."));
                break;
        }
    }

    private static void Fill(HelpPage page, string section, Block block, HelpEntry? entry, HelpExample? example, List<HelpMistake> mistakes)
    {
        string text = block.IsCode ? block.Text : Plain(block.Text);
        switch (section)
        {
            case "" when page.Synopsis.Length == 0:
                page.Synopsis = text;
                break;
            case "Description":
                page.Description.Add(text);
                break;
            case "Notes":
                page.Notes.Add(text);
                break;
            case "Related links":
                page.RelatedLinks.AddRange(block.Text.Split('\n').Select(line => Plain(line).TrimStart('-', ' ')));
                break;
            case "Examples" when example is not null && block.IsCode && example.Code.Length == 0:
                example.Code = text;
                break;
            case "Examples" when example is not null && example.Code.Length == 0:
                example.Introduction = text;
                break;
            case "Examples" when example is not null:
                example.Remarks.Add(text);
                break;
            default:
                if (entry is null)
                {
                    mistakes.Add(new HelpMistake(page.File, block.Line, "Text where none belongs."));
                }
                else
                {
                    entry.Paragraphs.Add(text);
                }

                break;
        }
    }

    /// <summary>Headings, paragraphs (their lines joined; those of lists and tables kept) and fenced code, in order.</summary>
    private static IEnumerable<Block> Blocks(string[] lines, int first)
    {
        var paragraph = new StringBuilder();
        int start = 0;
        for (int index = first; index < lines.Length; index++)
        {
            string line = lines[index].TrimEnd();
            bool fence = line.StartsWith("```", StringComparison.Ordinal);
            bool heading = line.StartsWith('#');
            if ((fence || heading || line.Length == 0) && paragraph.Length > 0)
            {
                yield return new Block(paragraph.ToString(), start + 1, false);
                paragraph.Clear();
            }

            if (fence)
            {
                int end = Array.FindIndex(lines, index + 1, other => other.StartsWith("```", StringComparison.Ordinal));
                end = end < 0 ? lines.Length : end;
                yield return new Block(string.Join('\n', lines[(index + 1)..end]), index + 1, true);
                index = end;
            }
            else if (heading)
            {
                yield return new Block(line, index + 1, false);
            }
            else if (line.Length > 0)
            {
                if (paragraph.Length == 0)
                {
                    start = index;
                }
                else
                {
                    bool keepsItsLine = line.StartsWith("- ", StringComparison.Ordinal) || line.StartsWith('|');
                    paragraph.Append(keepsItsLine ? '\n' : ' ');
                }

                paragraph.Append(line);
            }
        }

        if (paragraph.Length > 0)
        {
            yield return new Block(paragraph.ToString(), start + 1, false);
        }
    }

    /// <summary>Text as a console shows it: without emphasis, code marks and the targets of links.</summary>
    internal static string Plain(string markdown)
        => Link().Replace(markdown, "$1").Replace("**", string.Empty, StringComparison.Ordinal).Replace("`", string.Empty, StringComparison.Ordinal);

    [GeneratedRegex(@"\[([^\]]+)\]\([^)]+\)")]
    private static partial Regex Link();

    private readonly record struct Block(string Text, int Line, bool IsCode);
}
