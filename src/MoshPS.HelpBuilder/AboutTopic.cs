using System.Text;

namespace MoshPS.HelpBuilder;

/// <summary>Turns an about topic from Markdown into the plain text that Get-Help shows.</summary>
internal static class AboutTopic
{
    private const int Margin = 4;
    private const int Width = 80;

    /// <summary>Headings in capitals at the margin, text and code indented by four columns, lines of 80 columns, no Markdown marks.</summary>
    public static string ToPlainText(string[] lines)
    {
        var text = new StringBuilder();
        bool code = false;
        foreach (string line in lines)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                code = !code;
            }
            else if (!code && line.StartsWith('#'))
            {
                string heading = HelpPageReader.Plain(line.TrimStart('#').Trim());
                bool isTopic = heading.StartsWith("about_", StringComparison.Ordinal);
                text.Append(isTopic ? "TOPIC\n    " + heading : heading.ToUpperInvariant()).Append('\n');
            }
            else if (code)
            {
                text.Append(' ', 2 * Margin).Append(line).Append('\n');
            }
            else
            {
                AppendWrapped(HelpPageReader.Plain(line), text);
            }
        }

        return text.ToString();
    }

    private static void AppendWrapped(string paragraph, StringBuilder text)
    {
        int column = 0;
        foreach (string word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > 0 && column + 1 + word.Length > Width)
            {
                text.Append('\n');
                column = 0;
            }

            text.Append(' ', column == 0 ? Margin : 1).Append(word);
            column += (column == 0 ? Margin : 1) + word.Length;
        }

        text.Append('\n');
    }
}
