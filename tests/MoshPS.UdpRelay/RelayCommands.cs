using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MoshPS.UdpRelay;

/// <summary>
/// The control language: one command a line, one reply line each ("ok", "error: …" or the answer).
/// The same names serve as the program's options, so <c>--loss 29</c> and the line <c>loss 29</c> agree.
/// </summary>
public static class RelayCommands
{
    /// <summary>The commands, for help texts.</summary>
    public const string Summary = """
          [up|down] delay MS | jitter MS | loss PERCENT | duplicate PERCENT | corrupt PERCENT
                    | reorder PERCENT | reorder-delay MS | rate BYTES_PER_SECOND | queue BYTES
          [up|down] cut [TIME]        drop everything, for TIME (3s, 500ms) or until restore
          [up|down] restore           end a cut
          rebind [ADDRESS]            new source ports, and address, towards the server
          stats                       counters as one line of JSON
          quit                        end the relay
        """;

    /// <summary>Whether this word is a condition that takes a number.</summary>
    public static bool IsCondition(string name) => name is "delay" or "jitter" or "loss" or "duplicate" or "corrupt"
        or "reorder" or "reorder-delay" or "rate" or "queue";

    /// <summary>Carries one line out.</summary>
    /// <param name="relay">The relay to change.</param>
    /// <param name="line">The line, without its end.</param>
    /// <param name="quit">Called on "quit".</param>
    /// <returns>The reply line.</returns>
    public static string Execute(UdpRelay relay, string line, Action quit)
    {
        ArgumentNullException.ThrowIfNull(relay);
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(quit);
        var words = new Queue<string>(line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        LinkDirection? direction = null;
        if (words.TryPeek(out string? first) && first is "up" or "down")
        {
            direction = words.Dequeue() == "up" ? LinkDirection.ToServer : LinkDirection.ToClient;
        }

        if (!words.TryDequeue(out string? command))
        {
            return "error: empty line";
        }

        words.TryDequeue(out string? argument);
        if (words.Count > 0)
        {
            return $"error: too many words for {command}";
        }

        try
        {
            return Execute(relay, command, argument, direction, quit);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException or SocketException)
        {
            return $"error: {command}: {exception.Message.ReplaceLineEndings(" ")}";
        }
    }

    /// <summary>Applies a condition.</summary>
    /// <param name="conditions">The conditions so far.</param>
    /// <param name="name">A name for which <see cref="IsCondition"/> is true.</param>
    /// <param name="value">Its value in the unit the name implies.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside what the condition allows.</exception>
    public static LinkConditions Apply(LinkConditions conditions, string name, double value)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        return name switch
        {
            "delay" => conditions with { DelayMilliseconds = value },
            "jitter" => conditions with { JitterMilliseconds = value },
            "loss" => conditions with { LossPercent = value },
            "duplicate" => conditions with { DuplicatePercent = value },
            "corrupt" => conditions with { CorruptPercent = value },
            "reorder" => conditions with { ReorderPercent = value },
            "reorder-delay" => conditions with { ReorderMilliseconds = value },
            "rate" => conditions with { BytesPerSecond = value },
            "queue" => conditions with { QueueBytes = checked((int)value) },
            _ => throw new ArgumentException($"There is no condition '{name}'.", nameof(name)),
        };
    }

    /// <summary>Reads a time such as 3s, 1.5s, 500ms, 2m or, in seconds, 3.</summary>
    /// <exception cref="FormatException">The text is no such time.</exception>
    public static TimeSpan ParseTime(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (digits, seconds) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], 0.001),
            _ when text.EndsWith('s') => (text[..^1], 1.0),
            _ when text.EndsWith('m') => (text[..^1], 60.0),
            _ => (text, 1.0),
        };
        return TimeSpan.FromSeconds(double.Parse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * seconds);
    }

    private static string Execute(UdpRelay relay, string command, string? argument, LinkDirection? direction, Action quit)
    {
        switch (command)
        {
            case var condition when IsCondition(condition):
                if (argument is null)
                {
                    return $"error: {condition} needs a number";
                }

                double value = double.Parse(argument, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
                if (direction != LinkDirection.ToClient)
                {
                    relay.ToServer = Apply(relay.ToServer, condition, value);
                }

                if (direction != LinkDirection.ToServer)
                {
                    relay.ToClient = Apply(relay.ToClient, condition, value);
                }

                return "ok";
            case "cut":
                relay.Cut(argument is null ? null : ParseTime(argument), direction);
                return "ok";
            case "restore" when argument is null:
                relay.Restore(direction);
                return "ok";
            case "rebind" when direction is null:
                relay.Rebind(argument is null ? null : IPAddress.Parse(argument));
                return "ok";
            case "stats" when argument is null && direction is null:
                return Describe(relay);
            case "quit" when argument is null && direction is null:
                quit();
                return "ok";
            default:
                return $"error: unknown command {command}";
        }
    }

    private static string Describe(UdpRelay relay)
    {
        var json = new StringBuilder("{");
        json.Append(CultureInfo.InvariantCulture, $"\"listening\":\"{relay.Listening}\",\"server\":\"{relay.Server}\",\"seed\":{relay.Seed},");
        json.Append(CultureInfo.InvariantCulture, $"\"sources\":[{string.Join(',', relay.GetSources().Select(source => $"\"{source}\""))}]");
        foreach (var (name, direction) in new[] { ("up", LinkDirection.ToServer), ("down", LinkDirection.ToClient) })
        {
            var s = relay.GetStatistics(direction);
            json.Append(
                CultureInfo.InvariantCulture,
                $",\"{name}\":{{\"received\":{s.Received},\"bytes\":{s.ReceivedBytes},\"delivered\":{s.Delivered},\"lost\":{s.Lost},\"cut\":{s.Cut},\"overflowed\":{s.Overflowed},\"duplicated\":{s.Duplicated},\"corrupted\":{s.Corrupted},\"reordered\":{s.Reordered}}}");
        }

        return json.Append('}').ToString();
    }
}
