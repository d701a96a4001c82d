using System.Globalization;
using MoshPS.Engine;
using MoshPS.Engine.Terminal;

namespace MoshPS.Cli.Commands.Server;

/// <summary>
/// What the process of a session is told by the one that starts it: everything is checked already. Written as
/// arguments, in a fixed order.
/// </summary>
internal sealed record SessionSettings
{
    /// <summary>
    /// Bytes of the arguments that have no other use than room: a process can give itself no longer title than its
    /// arguments were.
    /// </summary>
    private const int TitleRoom = 128;

    /// <summary>Arguments in front of the command.</summary>
    private const int FixedCount = 11;

    /// <summary>The address to listen on, as the user wrote it, which may be nothing.</summary>
    public required string Address { get; init; }

    /// <summary>Whether to listen on the address; else on any.</summary>
    public required bool BindsAddress { get; init; }

    /// <summary>The ports to choose from.</summary>
    public required UdpPortRange Ports { get; init; }

    /// <summary>How many colours the client's terminal has.</summary>
    public required int Colors { get; init; }

    /// <summary>Width of the terminal at first.</summary>
    public required int Columns { get; init; }

    /// <summary>Height of the terminal at first.</summary>
    public required int Rows { get; init; }

    /// <summary>0 to say nothing; above it, standard output and error stay and a log is written.</summary>
    public required int Verbosity { get; init; }

    /// <summary>Seconds without the client after which to end; 0 for never.</summary>
    public required int NetworkTimeout { get; init; }

    /// <summary>Seconds without the client after which SIGUSR1 ends the session; 0 for always.</summary>
    public required int SignalTimeout { get; init; }

    /// <summary>The program to run and its arguments; empty for the login shell.</summary>
    public required string[] Command { get; init; }

    /// <summary>The settings as arguments.</summary>
    public string[] ToArguments() =>
    [
        Address, Text(Ports.Low), Text(Ports.High), Text(Colors), Text(Columns), Text(Rows), Text(Verbosity),
        Text(NetworkTimeout), Text(SignalTimeout), Text(BindsAddress ? 1 : 0), new string(' ', TitleRoom), .. Command,
    ];

    /// <summary>Reads them back.</summary>
    /// <returns>Null when they are no settings: somebody has called the session's process by hand.</returns>
    public static SessionSettings? FromArguments(ReadOnlySpan<string> arguments)
    {
        Span<int> numbers = stackalloc int[FixedCount - 2];
        if (arguments.Length < FixedCount)
        {
            return null;
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            if (!int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        bool isPossible = numbers[0] <= numbers[1]
            && numbers[1] <= ushort.MaxValue
            && (numbers[0] > 0 || numbers[1] == 0)
            && numbers[3] is >= 1 and <= Screen.MaximumColumns
            && numbers[4] is >= 1 and <= Screen.MaximumRows;
        return !isPossible ? null : new SessionSettings
        {
            Address = arguments[0],
            Ports = new UdpPortRange(numbers[0], numbers[1]),
            Colors = numbers[2],
            Columns = numbers[3],
            Rows = numbers[4],
            Verbosity = numbers[5],
            NetworkTimeout = numbers[6],
            SignalTimeout = numbers[7],
            BindsAddress = numbers[8] != 0,
            Command = arguments[FixedCount..].ToArray(),
        };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
