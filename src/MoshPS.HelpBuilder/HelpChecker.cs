namespace MoshPS.HelpBuilder;

/// <summary>Holds pages and cmdlets together: nothing undocumented, nothing documented that is not there.</summary>
internal static class HelpChecker
{
    public static void Check(IReadOnlyList<CmdletMetadata> cmdlets, IReadOnlyList<HelpPage> pages, string folder, List<HelpMistake> mistakes)
    {
        foreach (CmdletMetadata cmdlet in cmdlets)
        {
            HelpPage? page = pages.FirstOrDefault(candidate => candidate.Name == cmdlet.Name);
            if (page is null)
            {
                mistakes.Add(new HelpMistake(Path.Combine(folder, cmdlet.Name + ".md"), 1, $"{cmdlet.Name} has no page."));
                continue;
            }

            CheckPage(cmdlet, page, mistakes);
        }

        foreach (HelpPage page in pages.Where(page => cmdlets.All(cmdlet => cmdlet.Name != page.Name)))
        {
            mistakes.Add(new HelpMistake(page.File, 1, $"There is no cmdlet {page.Name}."));
        }
    }

    private static void CheckPage(CmdletMetadata cmdlet, HelpPage page, List<HelpMistake> mistakes)
    {
        Require(page.Synopsis.Length > 0, 1, "A synopsis is missing.");
        Require(page.Description.Count > 0, 1, "A description is missing.");
        Require(page.Examples.Count > 0, 1, "An example is missing.");
        foreach (HelpExample example in page.Examples)
        {
            Require(example.Code.Length > 0, example.Line, "An example without code.");
        }

        foreach (ParameterMetadata parameter in cmdlet.Parameters)
        {
            Require(page.Parameters.ContainsKey(parameter.Name), 1, $"Parameter -{parameter.Name} is not described.");
        }

        foreach ((string name, HelpEntry entry) in page.Parameters)
        {
            Require(entry.Paragraphs.Count > 0, entry.Line, $"Parameter -{name} has no text.");
            Require(cmdlet.Parameters.Any(parameter => parameter.Name == name), entry.Line, $"{cmdlet.Name} has no parameter -{name}.");
        }

        void Require(bool holds, int line, string text)
        {
            if (!holds)
            {
                mistakes.Add(new HelpMistake(page.File, line, text));
            }
        }
    }
}
