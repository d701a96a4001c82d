using System.Globalization;
using MoshPS.Cli.CommandLine;
using MoshPS.Engine;
using MoshPS.Engine.Client.Consoles;
using MoshPS.Engine.Client.Recording;

namespace MoshPS.Cli.Commands;

/// <summary><c>moshps play</c>: shows recordings on the terminal.</summary>
internal static class PlayCommand
{
    private const string Usage = "Usage: moshps play [options] FILE...";

    private const double LongestPause = 1e9;

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">What follows <c>play</c>.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        PlaybackPace pace = new(1, null);
        bool wantsHelp = false;
        OptionParser parser = new(
        [
            Option.Value(["-s", "--speed"], "FACTOR", "how many times as quick as it was: 0.1 to 1000 (1)", text => pace = pace with { Speed = ParseSpeed(text) }),
            Option.Value(["-i", "--idle-limit"], "SECONDS", "cut longer pauses to this", text => pace = pace with { IdleLimit = ParsePause(text) }),
            Option.Flag(["-h", "--help"], "show this help", () => wantsHelp = true),
        ]);
        string[] files;
        try
        {
            files = parser.Parse(arguments).ToArray();
            if (files.Length == 0 && !wantsHelp)
            {
                throw new UsageException("The file to play is missing.");
            }
        }
        catch (UsageException e)
        {
            StandardStreams.Error.WriteLine($"moshps play: {e.Message}\n{Usage}\n'moshps play --help' lists the options.");
            return ExitStatus.Usage;
        }

        if (wantsHelp)
        {
            WriteHelp(parser);
            return ExitStatus.Success;
        }

        return await PlayAllAsync(files, pace).ConfigureAwait(false);
    }

    private static async Task<int> PlayAllAsync(string[] files, PlaybackPace pace)
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
                    await StandardStreams.Error.WriteLineAsync($"moshps: {file}: {warning}").ConfigureAwait(false);
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
                await StandardStreams.Error.WriteLineAsync($"moshps: {file}: {e.Message}\n{e.RecommendedAction}").ConfigureAwait(false);
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

    private static double ParseSpeed(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double speed) && speed is >= PlaybackPace.Slowest and <= PlaybackPace.Fastest
            ? speed
            : throw new UsageException($"A speed is a number from 0.1 to 1000, not '{text}'.");

    private static TimeSpan ParsePause(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and <= LongestPause
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException($"A limit is a number of seconds, not '{text}'.");

    private static void WriteHelp(OptionParser parser) =>
        StandardStreams.Output.WriteLine(
            $"""
            {Usage}

            Plays asciicasts of version 2 or 3: what 'moshps connect --record', Start-MoshRecording or 'asciinema rec' has
            recorded. Only what can be seen of a recording reaches the terminal, so one from somebody else is safe to play.

            {parser.Describe()}
            Keys: the space bar pauses and goes on, '.' steps while it pauses, 'q' goes to the next file, Ctrl-C ends.
            Exit status: 0 when all was played, 1 when it was not, 2 for wrong usage.
            """);
}
