using System.Globalization;
using System.Net;
using System.Runtime.Versioning;
using MoshPS.Interop.Tests.Fixtures;
using MoshPS.UdpRelay;

namespace MoshPS.Benchmarks.Networks;

/// <summary>Two network namespaces with a bad network between them, and nothing else.</summary>
[SupportedOSPlatform("linux")]
internal sealed class NetworkPair : IDisposable
{
    private readonly string[] _namespaces;
    private readonly List<string> _added = [];
    private readonly IDisposable _interruption;
    private PacketRelay? _relay;

    private NetworkPair(int number)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"moshps-{Environment.ProcessId}-{number}");
        _namespaces = [name + "-client", name + "-server"];
        _interruption = Interruption.Before(Dispose);
    }

    /// <summary>What comes before a command that runs on the client's side.</summary>
    public string[] OnClient => [Programs.PathOf("ip"), "netns", "exec", _namespaces[0]];

    /// <summary>What comes before a command that runs on the server's side.</summary>
    public string[] OnServer => [Programs.PathOf("ip"), "netns", "exec", _namespaces[1]];

    /// <summary>The address of the server's side.</summary>
    public IPAddress Server { get; private set; } = IPAddress.None;

    /// <summary>Sets the conditions of each way.</summary>
    public LinkConditions Conditions
    {
        set => _relay!.Conditions = value;
    }

    /// <summary>What became of the packets, each way.</summary>
    public LinkStatistics[] Statistics => _relay!.Statistics;

    /// <summary>Makes a pair.</summary>
    /// <param name="number">Which of this program's, from 0 to 63.</param>
    /// <exception cref="InvalidOperationException">The system refuses; the message says what.</exception>
    /// <exception cref="IOException">The system refuses.</exception>
    public static async Task<NetworkPair> CreateAsync(int number)
    {
        NetworkPair pair = new(number);
        try
        {
            await pair.CreateAsync(string.Create(CultureInfo.InvariantCulture, $"198.18.{number}."), number);
            return pair;
        }
        catch
        {
            pair.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _interruption.Dispose();
        _relay?.Dispose();
        foreach (string name in _added)
        {
            ProgramRun.RunAsync("ip", "netns", "del", name).GetAwaiter().GetResult();
        }

        _added.Clear();
    }

    private async Task CreateAsync(string network, int number)
    {
        // 198.18.0.0/15 is set apart for benchmarks of networks (RFC 2544).
        string[] addresses = [network + "1", network + "2"];
        TunDevice[] devices = new TunDevice[2];
        for (int side = 0; side < 2; side++)
        {
            string name = _namespaces[side];
            await IpAsync("netns", "add", name);
            _added.Add(name);
            devices[side] = TunDevice.Create(string.Create(CultureInfo.InvariantCulture, $"mps{Environment.ProcessId % 100_000_000}{"cs"[side]}{number}"));
            await IpAsync("link", "set", devices[side].Name, "netns", name);
            await IpAsync("-n", name, "link", "set", "lo", "up");
            await IpAsync("-n", name, "address", "add", addresses[side], "peer", addresses[1 - side], "dev", devices[side].Name);
            await IpAsync("-n", name, "link", "set", devices[side].Name, "up");
        }

        Server = IPAddress.Parse(addresses[1]);
        _relay = new PacketRelay(devices[0], devices[1], seed: number + 1);
    }

    private static async Task IpAsync(params string[] arguments) => (await ProgramRun.RunAsync("ip", arguments)).EnsureSuccess();
}
