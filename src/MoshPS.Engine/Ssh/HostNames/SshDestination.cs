using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MoshPS.Engine.Ssh.HostNames;

/// <summary>What people write for a host: <c>[user@]host[:port]</c>, as <c>New-PSSession -HostName</c> takes it.</summary>
/// <param name="UserName">The part before the last <c>@</c>; null when there is none.</param>
/// <param name="HostName">Name, alias or address. An IPv6 address has no brackets here.</param>
/// <param name="Port">The SSH port; null when there is none.</param>
public sealed record SshDestination(string? UserName, string HostName, int? Port)
{
    /// <summary>
    /// Splits a destination. An IPv6 address with a port needs brackets: <c>[::1]:22</c>; without brackets
    /// every colon belongs to the address.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="destination">Its parts.</param>
    /// <param name="error">What is wrong with it.</param>
    public static bool TryParse(
        string? text,
        [NotNullWhen(true)] out SshDestination? destination,
        [NotNullWhen(false)] out string? error)
    {
        destination = null;
        string rest = text ?? string.Empty;
        int at = rest.LastIndexOf('@');
        string? user = at < 0 ? null : rest[..at];
        rest = rest[(at + 1)..];
        string? port = null;
        if (rest.StartsWith('[') && rest.IndexOf(']', StringComparison.Ordinal) is > 0 and var close)
        {
            string after = rest[(close + 1)..];
            rest = rest[1..close];
            port = after.Length == 0 ? null : after.StartsWith(':') ? after[1..] : "?";
        }
        else if (rest.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon && colon == rest.LastIndexOf(':'))
        {
            (rest, port) = (rest[..colon], rest[(colon + 1)..]);
        }

        int number = 0;
        error = true switch
        {
            _ when rest.Length == 0 => $"'{text}' names no host.",
            // ssh would take it for an option, and options can run programs.
            _ when rest[0] == '-' || user?.StartsWith('-') == true => $"'{text}' starts with a dash; a host or user name does not.",
            _ when rest.Any(character => char.IsWhiteSpace(character) || char.IsControl(character)) => $"'{text}' holds blanks; a host name does not.",
            _ when user?.Length == 0 => $"'{text}' names no user before the @.",
            _ when port is not null && !(int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is >= 1 and <= 65535)
                => $"'{text}' has no port from 1 to 65535 after the colon.",
            _ => null,
        };
        if (error is not null)
        {
            return false;
        }

        destination = new SshDestination(user, rest, port is null ? null : number);
        return true;
    }
}
