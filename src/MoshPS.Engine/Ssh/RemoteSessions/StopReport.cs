using System.Globalization;

namespace MoshPS.Engine.Ssh.RemoteSessions;

/// <summary>Reads what <see cref="SessionStopScript"/> made a host print.</summary>
internal static class StopReport
{
    /// <summary>Takes down what became of each process.</summary>
    public static void Read(IReadOnlyList<string> lines, Dictionary<int, RemoteSessionStop> outcomes)
    {
        foreach (string line in lines)
        {
            RemoteSessionStop? outcome = line.Split(' ')[0] switch
            {
                "stopped" => RemoteSessionStop.Stopped,
                "gone" => RemoteSessionStop.AlreadyOver,
                "refused" => RemoteSessionStop.Refused,
                "alive" => RemoteSessionStop.StillRunning,
                _ => null,
            };
            if (outcome is not null
                && int.TryParse(line.AsSpan(line.IndexOf(' ', StringComparison.Ordinal) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            {
                outcomes[id] = outcome.Value;
            }
        }
    }
}
