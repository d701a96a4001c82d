using System.Globalization;

namespace MoshPS.Engine.Ssh;

/// <summary>The arguments that ssh is given.</summary>
internal static class SshArguments
{
    /// <summary>For <c>ssh -G</c>: the configuration that applies to the host, given what the caller chose.</summary>
    public static IEnumerable<string> ForConfiguration(SshBootstrapOptions options) =>
        ["-G", .. MasterConnection(options), .. Choices(options), options.HostName];

    /// <summary>For the login that starts the server.</summary>
    /// <param name="options">What the caller chose.</param>
    /// <param name="configuration">What <c>ssh -G</c> said.</param>
    /// <param name="family">IPv4, IPv6, or Any for ssh's own choice.</param>
    /// <param name="remoteCommand">The text that the host's shell is to run.</param>
    public static IReadOnlyList<string> ForLogin(
        SshBootstrapOptions options,
        SshConfiguration configuration,
        AddressFamilyPreference family,
        string remoteCommand)
    {
        // ssh takes the first of equal options: these must stand before the caller's.
        List<string> arguments =
        [
            "-n",
            options.AllocateTerminal ? "-tt" : "-T",
            .. Option("LogLevel=DEBUG1"),
            .. Option("ClearAllForwardings=yes"),
            .. MasterConnection(options),
            .. CanPrompt(options) ? [] : Option("BatchMode=yes"),
            .. configuration.Corrections().SelectMany(Option),
        ];
        if (family is AddressFamilyPreference.IPv4 or AddressFamilyPreference.IPv6)
        {
            arguments.Add(family == AddressFamilyPreference.IPv4 ? "-4" : "-6");
        }

        if (options.ConnectTimeout is { } limit)
        {
            arguments.AddRange(Option(string.Create(CultureInfo.InvariantCulture, $"ConnectTimeout={Math.Max(1, Math.Ceiling(limit.TotalSeconds))}")));
        }

        arguments.AddRange(Choices(options));
        arguments.AddRange([options.HostName, "--", remoteCommand]);
        return arguments;
    }

    /// <summary>Whether anything can answer ssh's questions.</summary>
    public static bool CanPrompt(SshBootstrapOptions options) => options.Interactive || options.AskPassProgram is not null;

    /// <summary>
    /// A master that stays would keep our pipes open, and a connection that exists already does not tell where it leads
    /// (docs/adr/0002). Whoever names a ControlPath gets it.
    /// </summary>
    private static string[] MasterConnection(SshBootstrapOptions options) =>
    [
        .. Option("ControlMaster=no"),
        .. options.Options?.Keys.Any(name => name.Equals("ControlPath", StringComparison.OrdinalIgnoreCase)) == true
            ? []
            : Option("ControlPath=none"),
    ];

    private static List<string> Choices(SshBootstrapOptions options)
    {
        List<string> arguments = [];
        if (options.ConfigurationFilePath is { } configuration)
        {
            arguments.AddRange(["-F", configuration]);
        }

        if (options.KeyFilePath is { } key)
        {
            arguments.AddRange(["-i", key]);
        }

        if (options.Port is { } port)
        {
            arguments.AddRange(["-p", port.ToString(CultureInfo.InvariantCulture)]);
        }

        if (options.UserName is { } user)
        {
            arguments.AddRange(["-l", user]);
        }

        foreach (var (name, value) in options.Options ?? new Dictionary<string, string>())
        {
            arguments.AddRange(Option($"{name}={value}"));
        }

        return arguments;
    }

    private static string[] Option(string setting) => ["-o", setting];
}
