using System.Text;

namespace MoshPS.HelpBuilder;

/// <summary>Turns an about topic from Markdown into the plain text that Get-Help shows.</summary>
internal static class AboutTopic
{
    /// <summary>Headings in capitals at the margin, text and code indented by four columns, no Markdown marks.</summary>
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
            else
            {
                string plain = code ? "    " + line : HelpPageReader.Plain(line);
                text.Append(plain.Length == 0 ? string.Empty : "    ").Append(plain).Append('\n');
            }
        }

        return text.ToString();
    }
}
