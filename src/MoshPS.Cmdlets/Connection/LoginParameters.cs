using System.Collections;
using System.Globalization;
using System.Management.Automation;
using MoshPS.Engine;
using MoshPS.Engine.Ssh;
using MoshPS.Engine.Ssh.HostNames;
using MoshPS.Errors;

namespace MoshPS.Connection;

/// <summary>The values of the parameters that say how to log in, which several cmdlets have.</summary>
internal sealed record LoginParameters
{
    public string? UserName { get; init; }

    public int? Port { get; init; }

    public string? KeyFilePath { get; init; }

    public string? ConfigurationFilePath { get; init; }

    public Hashtable? Options { get; init; }

    public AddressFamilyPreference Family { get; init; }

    public string? SshPath { get; init; }

    public TimeSpan Timeout { get; init; }

    /// <summary>What the engine is told for a host.</summary>
    /// <param name="host">The host as given, perhaps with user and port.</param>
    /// <param name="paths">Where paths start.</param>
    /// <exception cref="ArgumentException">A parameter's value has no meaning.</exception>
    public SshBootstrapOptions For(string host, PathIntrinsics paths)
    {
        if (!SshDestination.TryParse(host, out SshDestination? destination, out string? error))
        {
            throw new UsageException("InvalidHostName", HostText.Clean(error), "Give a host as name, user@name or user@name:port.");
        }

        // A path as PowerShell understands it, with its current location and drives, for another program.
        string? FullPath(string? path) => path is null ? null : paths.GetUnresolvedProviderPathFromPSPath(path);
        var login = new SshBootstrapOptions
        {
            HostName = destination.HostName,
            UserName = destination.UserName ?? UserName,
            Port = destination.Port ?? Port,
            KeyFilePath = FullPath(KeyFilePath),
            ConfigurationFilePath = FullPath(ConfigurationFilePath),
            Options = OptionTexts(),
            Family = Family,
            Timeout = Timeout,
        };
        return SshPath is null ? login : login with { SshCommand = SshPath };
    }

    private Dictionary<string, string>? OptionTexts()
    {
        if (Options is null)
        {
            return null;
        }

        var texts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in Options)
        {
            string name = Text(entry.Key);
            if (!texts.TryAdd(name, Text(entry.Value)))
            {
                throw new UsageException("InvalidSshOption", $"The ssh option {HostText.Clean(name)} is given twice.", "Give each option once; ssh does not tell capitals from small letters.");
            }
        }

        return texts;
    }

    private static string Text(object? value) => value switch
    {
        bool flag => flag ? "yes" : "no",
        PSObject wrapped => Text(wrapped.BaseObject),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
    };
}
