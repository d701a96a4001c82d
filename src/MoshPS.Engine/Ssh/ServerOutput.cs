using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MoshPS.Engine.Crypto;

namespace MoshPS.Engine.Ssh;

/// <summary>
/// Reads what the command that starts a server prints, line by line: the server's connect line (spec 3 §2.4) among
/// whatever else the server's command says. Not thread-safe.
/// </summary>
/// <param name="serverCommand">The server's command, to tell its absence from that of other things.</param>
internal sealed partial class ServerOutput(string serverCommand) : IHostOutput
{
    /// <summary>Lines kept for error messages: the last ones.</summary>
    private const int LineLimit = 20;

    /// <summary>What a connect line begins with.</summary>
    private const string ConnectMark = "MOSH CONNECT";

    /// <summary>File name of the command's last word: of <c>env A=1 /opt/bin/mosh-server</c> it is <c>mosh-server</c>.</summary>
    private readonly string _serverName = serverCommand.TrimEnd()[(serverCommand.TrimEnd().LastIndexOfAny([' ', '/']) + 1)..];

    private readonly RecentLines _lines = new(LineLimit);

    /// <inheritdoc/>
    public int Limit => 1 << 20;

    /// <inheritdoc/>
    public bool IsComplete => Key is not null;

    /// <summary>The server's UDP port, once it has said it.</summary>
    public int? Port { get; private set; }

    /// <summary>The session's key, once the server has said it.</summary>
    public SessionKey? Key { get; private set; }

    /// <summary>The address at which the server took the SSH connection, by its own word.</summary>
    public IPAddress? ReportedAddress { get; private set; }

    /// <summary>What was wrong with a connect line, without quoting it.</summary>
    public string? Malformed { get; private set; }

    /// <summary>The server's version.</summary>
    public string? Version { get; private set; }

    /// <summary>The detached server's process id.</summary>
    public int? ProcessId { get; private set; }

    /// <summary>The server said that it needs a UTF-8 locale.</summary>
    public bool LacksLocale { get; private set; }

    /// <summary>The server found no UDP port to bind: the reason it gave.</summary>
    public string? BindFailure { get; private set; }

    /// <summary>The server, or the shell for it, refused the port range: what it said.</summary>
    public string? PortRangeRefusal { get; private set; }

    /// <summary>The shell did not find the server: what it said.</summary>
    public string? NotFound { get; private set; }

    /// <summary>The last lines, connect lines left out.</summary>
    public RecentLines LastLines => _lines;

    /// <summary>Whether a session's key may be in the line: then it is for nobody to see.</summary>
    public static bool MayHoldKey(string line) => line.Contains(ConnectMark, StringComparison.Ordinal);

    /// <summary>Takes the next line.</summary>
    /// <param name="line">Without its end.</param>
    /// <returns>Whether the line is something to show to the user, and neither the server's notices nor a secret.</returns>
    public bool Accept(string line)
    {
        // Anything may stand before it on the line: a profile's output without an end, a terminal's title.
        int connect = line.IndexOf(ConnectMark, StringComparison.Ordinal);
        if (connect >= 0)
        {
            AcceptConnect(line.AsSpan(connect).TrimEnd());
            return false;
        }

        if (ConnectionLine().Match(line) is { Success: true } connection)
        {
            if (IPAddress.TryParse(connection.Groups["address"].ValueSpan, out var address))
            {
                ReportedAddress = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            }

            return false;
        }

        return _lines.Add(line) && !AcceptNotice(HostText.Clean(line.Trim()));
    }

    private void AcceptConnect(ReadOnlySpan<char> text)
    {
        if (Key is not null)
        {
            return;
        }

        // No copy of the text: it holds the key.
        var match = ConnectLine().EnumerateMatches(text);
        if (!match.MoveNext())
        {
            Malformed = "it is not 'MOSH CONNECT' with a port and a key of 22 characters";
            return;
        }

        ReadOnlySpan<char> words = text[..match.Current.Length];
        if (!int.TryParse(words[(ConnectMark.Length + 1)..words.LastIndexOf(' ')], NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            || port is 0 or > ushort.MaxValue)
        {
            Malformed = "its port is not a number from 1 to 65535";
        }
        else if (!SessionKey.TryParse(words[^SessionKey.TextLength..], out var key, out string? error))
        {
            Malformed = error;
        }
        else
        {
            Port = port;
            Key = key;
        }
    }

    /// <summary>Recognises what mosh-server and shells say about a start.</summary>
    private bool AcceptNotice(string text)
    {
        if (VersionLine().Match(text) is { Success: true } version)
        {
            Version = version.Groups["version"].Value;
            return true;
        }

        if (DetachedLine().Match(text) is { Success: true } detached)
        {
            ProcessId = int.TryParse(detached.Groups["id"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : null;
            return true;
        }

        if (text.Contains("needs a UTF-8 native locale", StringComparison.Ordinal))
        {
            LacksLocale = true;
        }
        else if (BindLine().Match(text) is { Success: true } bind)
        {
            BindFailure = bind.Groups["reason"].Value;
        }
        else if (text.Contains("Bad UDP port", StringComparison.Ordinal))
        {
            PortRangeRefusal = text;
        }
        else if (text.Contains(_serverName, StringComparison.Ordinal) && NotFoundLine().IsMatch(text))
        {
            NotFound = text;
        }

        return NoticeLine().IsMatch(text);
    }

    [GeneratedRegex(@"^MOSH CONNECT \d{1,5} [A-Za-z0-9/+]{22}(?![A-Za-z0-9/+=])")]
    private static partial Regex ConnectLine();

    [GeneratedRegex(@"^MOSH SSH_CONNECTION \S+ \d+ (?<address>\S+) \d+\s*$")]
    private static partial Regex ConnectionLine();

    [GeneratedRegex(@"^mosh-server \(mosh (?<version>[^)\s]+)")]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"\[mosh-server detached, pid = (?<id>\d+)\]")]
    private static partial Regex DetachedLine();

    [GeneratedRegex(@"^(Error binding to any interface|Network exception): bind: (?<reason>.+)$")]
    private static partial Regex BindLine();

    /// <summary>As sh, bash, zsh, csh, fish and env say it, for mosh-server or the path in its place.</summary>
    [GeneratedRegex(@"(command not found|Command not found|: not found|Unknown command|No such file or directory)", RegexOptions.CultureInvariant)]
    private static partial Regex NotFoundLine();

    /// <summary>The notice that every start prints: stock's and that of <c>moshps server</c>.</summary>
    [GeneratedRegex(@"^(Copyright \(c\) The MoshPS developers|A server of its own for the protocol of mosh|Copyright \d+ Keith Winstein|License GPLv3|This is free software: you are free|There is NO WARRANTY)")]
    private static partial Regex NoticeLine();
}
