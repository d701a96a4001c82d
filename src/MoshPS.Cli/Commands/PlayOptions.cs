using System.Globalization;
using MoshPS.Cli.CommandLine;
using MoshPS.Engine.Client.Recording;

namespace MoshPS.Cli.Commands;

/// <summary>What the command line of <c>moshps play</c> asks for.</summary>
internal sealed class PlayOptions
{
    private const double LongestPause = 1e9;

    private readonly OptionParser _parser;

    public PlayOptions()
    {
        _parser = new OptionParser(
        [
            Option.Value(["-s", "--speed"], "FACTOR", "how many times as quick as it was: 0.1 to 1000 (1)", text => Pace = Pace with { Speed = ParseSpeed(text) }),
            Option.Value(["-i", "--idle-limit"], "SECONDS", "cut longer pauses to this", text => Pace = Pace with { IdleLimit = ParsePause(text) }),
            Option.Flag(["-h", "--help"], "show this help", () => WantsHelp = true),
        ]);
    }

    /// <summary>How quickly to play.</summary>
    public PlaybackPace Pace { get; private set; } = new(1, null);

    /// <summary>What to play, in this order.</summary>
    public IReadOnlyList<string> Files { get; private set; } = [];

    /// <summary>Whether only the help is asked for.</summary>
    public bool WantsHelp { get; private set; }

    /// <summary>The options as lines for the help.</summary>
    public string Describe() => _parser.Describe();

    /// <summary>Reads options and files.</summary>
    /// <exception cref="UsageException">The command line is wrong.</exception>
    public void Parse(ReadOnlySpan<string> arguments)
    {
        Files = _parser.Parse(arguments).ToArray();
        if (!WantsHelp && (Files.Count == 0 || Files.Contains("")))
        {
            throw new UsageException("The file to play is missing.");
        }
    }

    private static double ParseSpeed(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double speed) && speed is >= PlaybackPace.Slowest and <= PlaybackPace.Fastest
            ? speed
            : throw new UsageException($"A speed is a number from 0.1 to 1000, not '{text}'.");

    private static TimeSpan ParsePause(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and <= LongestPause
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException($"A limit is a number of seconds, not '{text}'.");
}
