using MoshPS.Cli.CommandLine;
using MoshPS.Engine;
using MoshPS.Engine.Client.Consoles;
using MoshPS.Engine.Client.Recording;

namespace MoshPS.Cli.Commands;

/// <summary><c>moshps play</c>: shows recordings on the terminal.</summary>
internal static class PlayCommand
{
    private const string Usage = "Usage: moshps play [options] FILE...";

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">What follows <c>play</c>.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        PlayOptions options = new();
        try
        {
            options.Parse(arguments);
        }
        catch (UsageException e)
        {
            StandardStreams.Error.WriteLine($"moshps play: {e.Message}\n{Usage}\n'moshps play --help' lists the options.");
            return ExitStatus.Usage;
        }

        if (options.WantsHelp)
        {
            WriteHelp(options);
            return ExitStatus.Success;
        }

        return await PlayAllAsync(options.Files, options.Pace).ConfigureAwait(false);
    }

    private static async Task<int> PlayAllAsync(IReadOnlyList<string> files, PlaybackPace pace)
    {
        if (Console.IsOutputRedirected)
        {
            await StandardStreams.Error.WriteLineAsync("moshps: The output is no terminal to play a recording on.\nRun it in a terminal, and do not redirect its output.").ConfigureAwait(false);
            return ExitStatus.Failure;
        }

        int status = ExitStatus.Success;
        foreach (string file in files)
        {
            try
            {
                using AsciicastReader recording = AsciicastReader.Open(file);
                using IConsole console = SystemConsole.Open();
                if (RecordingPlayer.Foresee(recording.Header, console.GetSize()) is { } warning)
                {
                    await StandardStreams.Error.WriteLineAsync($"moshps: {PlainText.Of(file)}: {warning}").ConfigureAwait(false);
                }

                PlaybackOutcome outcome =
                    await RecordingPlayer.PlayAsync(recording, console, pace, TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
                if (outcome.End == PlaybackEnd.Interrupted)
                {
                    return ExitStatus.Failure;
                }
            }
            catch (MoshException e)
            {
                await StandardStreams.Error.WriteLineAsync($"moshps: {PlainText.Of(file)}: {PlainText.Of(e.Message)}\n{e.RecommendedAction}").ConfigureAwait(false);
                status = ExitStatus.Failure;
            }
            catch (IOException e)
            {
                await StandardStreams.Error.WriteLineAsync($"moshps: {e.Message}\nRun it in a terminal.").ConfigureAwait(false);
                return ExitStatus.Failure;
            }
        }

        return status;
    }

    private static void WriteHelp(PlayOptions options) =>
        StandardStreams.Output.WriteLine(
            $"""
            {Usage}

            Plays asciicasts of version 2 or 3: what 'moshps connect --record', Start-MoshRecording or 'asciinema rec' has
            recorded. Only what can be seen of a recording reaches the terminal, so one from somebody else is safe to play.

            {options.Describe()}
            Keys: the space bar pauses and goes on, '.' steps while it pauses, 'q' goes to the next file, Ctrl-C ends.
            Exit status: 0 when all was played, 1 when it was not, 2 for wrong usage.
            """);
}
