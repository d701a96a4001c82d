using System.Management.Automation;
using System.Management.Automation.Language;

namespace MoshPS.Watching;

/// <summary>
/// Whether somebody uses what a cmdlet writes, other than the prompt, which shows it. PowerShell does not tell a cmdlet.
/// What can be known: whether another command follows in the pipeline, and, from the line that calls it, whether the
/// pipeline stands in an assignment, in brackets, in the head of a loop, or in a script block for which that holds. A function around it that is used so is not seen.
/// </summary>
internal static class OutputUse
{
    /// <summary>Whether the output goes anywhere but to the prompt, as far as can be known.</summary>
    public static bool IsCaptured(InvocationInfo invocation)
        => invocation.PipelinePosition < invocation.PipelineLength || IsValue(invocation.Line, invocation.OffsetInLine);

    /// <summary>Whether the command at a place in a line gives a value to something.</summary>
    /// <param name="line">The line.</param>
    /// <param name="column">Where the command starts, from 1.</param>
    private static bool IsValue(string line, int column)
    {
        Ast tree = Parser.ParseInput(line, out _, out _);
        Ast? inner = tree.Find(
            node => node is CommandAst && node.Extent.StartLineNumber == 1 && node.Extent.StartColumnNumber == column,
            searchNestedScriptBlocks: true);
        for (Ast? outer = inner?.Parent; outer is not null and not FunctionDefinitionAst; inner = outer, outer = outer.Parent)
        {
            switch (outer)
            {
                // As part of a script block: of ForEach-Object, say.
                case PipelineAst pipeline when pipeline.PipelineElements[^1] != inner:
                case AssignmentStatementAst or ParenExpressionAst or SubExpressionAst or ArrayExpressionAst:
                case LabeledStatementAst loop when loop is LoopStatementAst { Condition: { } condition } && condition == inner:
                    return true;
            }
        }

        return false;
    }
}
