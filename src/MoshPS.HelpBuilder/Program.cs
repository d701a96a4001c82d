using MoshPS.HelpBuilder;

// moshps help builder: CMDLETS.dll DOCS-FOLDER OUTPUT-FOLDER
// Reads DOCS-FOLDER/cmdlets/*.md and DOCS-FOLDER/about_*.md; writes CMDLETS.dll-Help.xml and about_*.help.txt.
// Every mistake is printed in the form that MSBuild shows as an error; the exit status is their number's sign.
if (args.Length != 3)
{
    Console.Error.WriteLine("usage: MoshPS.HelpBuilder CMDLETS.dll DOCS-FOLDER OUTPUT-FOLDER");
    return 2;
}

(string assemblyPath, string documents, string output) = (args[0], args[1], args[2]);
var mistakes = new List<HelpMistake>();
IReadOnlyList<CmdletMetadata> cmdlets = CmdletMetadataReader.Read(assemblyPath);
var pages = new List<HelpPage>();
foreach (string file in Directory.EnumerateFiles(Path.Combine(documents, "cmdlets"), "*.md").Order(StringComparer.Ordinal))
{
    pages.Add(HelpPageReader.Read(file, File.ReadAllLines(file), mistakes));
}

HelpChecker.Check(cmdlets, pages, Path.Combine(documents, "cmdlets"), mistakes);
foreach (HelpMistake mistake in mistakes)
{
    Console.Error.WriteLine(mistake);
}

if (mistakes.Count > 0)
{
    return 1;
}

Directory.CreateDirectory(output);
MamlWriter.Write(Path.Combine(output, Path.GetFileName(assemblyPath) + "-Help.xml"), cmdlets, pages);
foreach (string about in Directory.EnumerateFiles(documents, "about_*.md"))
{
    string target = Path.Combine(output, Path.GetFileNameWithoutExtension(about) + ".help.txt");
    File.WriteAllText(target, AboutTopic.ToPlainText(File.ReadAllLines(about)));
}

return 0;
