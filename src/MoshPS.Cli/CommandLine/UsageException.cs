namespace MoshPS.Cli.CommandLine;

/// <summary>The command line is wrong; the message says how, in one line that can be printed as it is.</summary>
internal sealed class UsageException(string message) : Exception(PlainText.Of(message));
