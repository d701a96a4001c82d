using MoshPS.Benchmarks.Typing;
using MoshPS.UdpRelay;

namespace MoshPS.Benchmarks.Networks;

/// <summary>How typing went over a network.</summary>
/// <param name="Ours">With <c>moshps client</c>.</param>
/// <param name="Stock">With <c>mosh-client</c>.</param>
/// <param name="Ssh">With <c>ssh</c>.</param>
/// <param name="SshClient">TCP segments of ssh, meanwhile.</param>
/// <param name="SshServer">TCP segments of sshd, meanwhile.</param>
/// <param name="Links">What became of all packets, towards the server and back.</param>
internal sealed record NetworkResult(
    TypingRun Ours, TypingRun Stock, TypingRun Ssh, TcpCounters SshClient, TcpCounters SshServer, LinkStatistics[] Links);
