using System.Net;
using System.Text.RegularExpressions;

namespace MoshPS.Engine.Ssh;

/// <summary>
/// Reads what ssh writes to its standard error at LogLevel DEBUG1, line by line, and keeps what explains things: how far
/// it seems to have come, and what it said to the user. Servers, jump hosts and proxies can write there what they like,
/// whole lines of ssh's own among it, before anybody knows who they are; so nothing here may lead to a session. The one
/// exception is the address of the TCP connection, which ssh tells before it reads a byte of the server's. Not thread-safe.
/// </summary>
internal sealed partial class SshLog
{
    /// <summary>Lines to the user that are kept for error messages; further ones are still reported.</summary>
    private const int MessageLimit = 60;

    private readonly List<string> _messages = [];
    private IPAddress? _connecting;
    private bool _peerMaySpeak;

    /// <summary>How far ssh seems to have come.</summary>
    public SshBootstrapPhase Phase { get; private set; } = SshBootstrapPhase.Connecting;

    /// <summary>
    /// The address of the TCP connection that ssh opened; null when it opened none itself. To be relied on only where
    /// <see cref="SshConfiguration.ConnectsByItself"/>: otherwise a proxy can have said it first.
    /// </summary>
    public IPAddress? Peer { get; private set; }

    /// <summary>Whether ssh talks through another program or host.</summary>
    public bool UsesProxy { get; private set; }

    /// <summary>The key that the host showed, as "type SHA256:…".</summary>
    public string? HostKey { get; private set; }

    /// <summary>Authentication methods that the server last said could continue.</summary>
    public string? Methods { get; private set; }

    /// <summary>A key that the server would accept and that ssh then could not use: its passphrase is needed.</summary>
    public string? LockedKey { get; private set; }

    /// <summary>Whether the host gave no terminal, without which ssh runs no command under <c>-tt</c>.</summary>
    public bool TerminalRefused { get; private set; }

    /// <summary>What ssh said about a connection that broke after the login.</summary>
    public string? Broken { get; private set; }

    /// <summary>What ssh, its proxies and the server addressed to the user.</summary>
    public IReadOnlyList<string> Messages => _messages;

    /// <summary>Takes the next line.</summary>
    /// <param name="line">Without its end.</param>
    /// <returns>Whether the line is for the user, and not a log line.</returns>
    public bool Accept(string line)
    {
        if (line.StartsWith("debug", StringComparison.Ordinal) && DebugLine().Match(line) is { Success: true } debug)
        {
            AcceptDebug(debug.Groups["text"].Value);
            return false;
        }

        if (AuthenticatedLine().IsMatch(line))
        {
            LockedKey = null;
            Advance(SshBootstrapPhase.StartingServer);
            return false;
        }

        if (line.StartsWith("PTY allocation request failed", StringComparison.Ordinal))
        {
            TerminalRefused = true;
            return false;
        }

        if (line.Length == 0 || ClosingLine().IsMatch(line))
        {
            return false;
        }

        if (Phase == SshBootstrapPhase.StartingServer && BrokenLine().IsMatch(line))
        {
            Broken = HostText.Clean(line);
        }

        if (_messages.Count < MessageLimit)
        {
            _messages.Add(HostText.Clean(line));
        }

        return true;
    }

    private void AcceptDebug(string text)
    {
        if (!_peerMaySpeak && ConnectingLine().Match(text) is { Success: true } connecting)
        {
            _connecting = IPAddress.TryParse(connecting.Groups["address"].ValueSpan, out var address) ? address : null;
        }
        else if (!_peerMaySpeak && text.StartsWith("Connection established", StringComparison.Ordinal))
        {
            // All that a server can say comes later, so it cannot pretend to be somewhere else.
            Peer = _connecting;
            _peerMaySpeak = true;
        }
        else if (text.StartsWith("Executing proxy command", StringComparison.Ordinal)
            || text.StartsWith("Executing proxy dialer command", StringComparison.Ordinal))
        {
            UsesProxy = true;
            _peerMaySpeak = true;
        }
        else if (After(text, "Server host key: ") is { } key)
        {
            HostKey = HostText.Clean(key);
            Advance(SshBootstrapPhase.VerifyingHost);
        }
        else if (text.StartsWith("SSH2_MSG_SERVICE_ACCEPT received", StringComparison.Ordinal))
        {
            Advance(SshBootstrapPhase.Authenticating);
        }
        else if (After(text, "Authentications that can continue: ") is { } methods)
        {
            Methods = HostText.Clean(methods);
            LockedKey = null;
        }
        else if (After(text, "Server accepts key: ") is { } accepted)
        {
            LockedKey = accepted.Split(' ')[0];
        }
        else if (text.StartsWith("mux_client_request_session: master session id", StringComparison.Ordinal))
        {
            Advance(SshBootstrapPhase.StartingServer);
        }
    }

    private void Advance(SshBootstrapPhase phase) => Phase = phase > Phase ? phase : Phase;

    private static string? After(string text, string start) =>
        text.StartsWith(start, StringComparison.Ordinal) ? text[start.Length..].Trim() : null;

    [GeneratedRegex(@"^debug\d: (?<text>.*)$")]
    private static partial Regex DebugLine();

    [GeneratedRegex(@"^Connecting to \S+ \[(?<address>[^\]]+)\] port \d+")]
    private static partial Regex ConnectingLine();

    [GeneratedRegex(@"^Authenticated to .* using ""[^""]*""\.$")]
    private static partial Regex AuthenticatedLine();

    [GeneratedRegex(@"^(Connection to \S+ closed by remote host|client_loop: |Connection reset by |Read from remote host |Timeout, server \S+ not responding)")]
    private static partial Regex BrokenLine();

    /// <summary>What ssh reports about a session's end at this log level, of no interest to anybody here.</summary>
    [GeneratedRegex(@"^(Transferred: sent |Bytes per second: sent |(Shared c|C)onnection to \S+ closed\.$|Pseudo-terminal will not be allocated)")]
    private static partial Regex ClosingLine();
}
