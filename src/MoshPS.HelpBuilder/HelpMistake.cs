namespace MoshPS.HelpBuilder;

/// <summary>Something wrong in a help page, printed so that MSBuild reports it as an error at that line.</summary>
/// <param name="File">The page.</param>
/// <param name="Line">Line number, from 1.</param>
/// <param name="Text">What is wrong.</param>
internal sealed record HelpMistake(string File, int Line, string Text)
{
    public override string ToString() => $"{File}({Line}): error HELP001: {Text}";
}
