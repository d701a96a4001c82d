using System.Globalization;
using System.Net;
using MoshPS.Cli.CommandLine;
using MoshPS.Engine;
using MoshPS.Engine.Client;
using MoshPS.Engine.Prediction;
using MoshPS.Engine.Ssh;
using MoshPS.Engine.Ssh.Local;

namespace MoshPS.Cli.Commands;

/// <summary>What the command line of <c>moshps connect</c> asks for: mostly the options of the <c>mosh</c> wrapper (spec 3 §6).</summary>
internal sealed class ConnectOptions
{
    private readonly Dictionary<string, string> _sshOptions = new(StringComparer.OrdinalIgnoreCase);
    private readonly OptionParser _parser;
    private bool _predictionIsChosen;
    private SshBootstrapOptions _bootstrap = new() { HostName = "", Interactive = true };
    private string? _sshOption;

    public ConnectOptions()
    {
        _parser = new OptionParser(
        [
            Option.Flag(["--local"], "server and client on this machine, without ssh and without a host", () => IsLocal = true),
            Option.Value(["-p", "--port"], "PORT[:PORT2]", "UDP port, or range of ports, for the server (60001:60999)", SetUdpPorts),
            OfSsh(Option.Value(["--ssh-port"], "PORT", "TCP port of the SSH server", SetSshPort)),
            OfSsh(Option.Value(["-l", "--user"], "NAME", "account on the host, like NAME@host", name => _bootstrap = _bootstrap with { UserName = name })),
            OfSsh(Option.Value(["-i", "--identity"], "FILE", "private key to log in with", file => _bootstrap = _bootstrap with { KeyFilePath = file })),
            OfSsh(Option.Value(["-F"], "FILE", "ssh configuration to use instead of the user's", file => _bootstrap = _bootstrap with { ConfigurationFilePath = file })),
            OfSsh(Option.Value(["-o"], "NAME=VALUE", "option for ssh, as in ssh_config; may be repeated", AddSshOption)),
            OfSsh(Option.Value(["--ssh"], "COMMAND", "ssh program, with arguments if need be (ssh)", command => _bootstrap = _bootstrap with { SshCommand = command })),
            OfSsh(Option.Flag(["--no-ssh-pty"], "do not ask for a terminal in the ssh session", () => _bootstrap = _bootstrap with { AllocateTerminal = false })),
            Option.Flag(["--batch"], "never ask: fail where ssh would prompt", () => _bootstrap = _bootstrap with { Interactive = false }),
            Option.Flag(["-4"], "IPv4 only", () => SetFamily("inet")),
            Option.Flag(["-6"], "IPv6 only", () => SetFamily("inet6")),
            Option.Value(["--family"], "FAMILY", "any, inet, inet6, prefer-inet or prefer-inet6 (any)", SetFamily),
            Option.Value(["--server"], "COMMAND", "server command on the host (mosh-server; with --local, this program)", command => ServerCommand = command),
            OfSsh(Option.Value(["--bind-server"], "ADDRESS", "address the server binds: ssh, any or an IP address (ssh)", SetBinding)),
            OfSsh(Option.Value(["--address"], "IP", "send UDP to this address, whatever ssh connected to", SetServerAddress)),
            Option.Value(["--timeout"], "SECONDS", "longest time for each step of the login (30)", SetTimeout),
            Option.Value(["--escape-key"], "KEY", "escape key, such as ^B or ~; empty for none (MOSH_ESCAPE_KEY, or ^^)", SetEscapeKey),
            Option.Value(["--predict"], "MODE", "show typing ahead of its echo: adaptive, always, never or\nexperimental (MOSH_PREDICTION_DISPLAY, or adaptive)", SetPrediction),
            Option.Flag(["-a"], "--predict always", () => SetPrediction("always")),
            Option.Flag(["-n"], "--predict never", () => SetPrediction("never")),
            Option.Flag(["--predict-overwrite"], "predict that what is typed takes the place of what is there", SetPredictionOverwrite),
            Option.Flag(["--no-title-prefix"], "do not put [mosh] before the window title", () => Attach = Attach with { TitlePrefix = false }),
            Option.Flag(["--no-init"], "do not switch to the alternate screen", () => Attach = Attach with { AlternateScreen = false }),
            Option.Value(["--clipboard"], "POLICY", "whether programs may set this terminal's clipboard: allow, deny,\nor the longest text in bytes (MOSHPS_CLIPBOARD, or allow)", SetClipboard),
            Option.Value(["--record"], "FILE", "record the session to this file; 'moshps play' and asciinema play it", SetRecordPath),
            Option.Flag(["--force"], "let --record replace a file that is there", () => ReplacesRecording = true),
            Option.Flag(["--headless"], "no terminal: read commands from standard input (below)", () => Headless = true),
            Option.Value(["--size"], "COLUMNSxROWS", "the terminal's size with --headless (80x24)", size => (Columns, Rows) = TerminalSize.Parse(size)),
            Option.Flag(["-v", "--verbose"], "say each step on standard error", () => Verbose = true),
            Option.Flag(["-h", "--help"], "show this help", () => WantsHelp = true),
        ]);
    }

    /// <summary>How to log in and start the server.</summary>
    public SshBootstrapOptions Bootstrap => _bootstrap with { Options = _sshOptions, ServerCommand = ServerCommand ?? _bootstrap.ServerCommand };

    /// <summary>Whether the server is to run on this machine.</summary>
    public bool IsLocal { get; private set; }

    /// <summary>The server's command, if it was given.</summary>
    public string? ServerCommand { get; private set; }

    /// <summary>How to join the terminal.</summary>
    public AttachOptions Attach { get; private set; } = AttachOptions.FromEnvironment() with { AllowDetach = false };

    /// <summary>The file to record the session to; null for none.</summary>
    public string? RecordPath { get; private set; }

    /// <summary>Whether that may replace a file.</summary>
    public bool ReplacesRecording { get; private set; }

    /// <summary>Whether commands come from standard input.</summary>
    public bool Headless { get; private set; }

    /// <summary>Width without a terminal.</summary>
    public int Columns { get; private set; } = 80;

    /// <summary>Height without a terminal.</summary>
    public int Rows { get; private set; } = 24;

    /// <summary>Whether to report each step.</summary>
    public bool Verbose { get; private set; }

    /// <summary>Whether only the help is asked for.</summary>
    public bool WantsHelp { get; private set; }

    /// <summary>The options as lines for the help.</summary>
    public string Describe() => _parser.Describe();

    /// <summary>Reads options, host and command. Everything after the host is the command.</summary>
    /// <exception cref="UsageException">The command line is wrong.</exception>
    public void Parse(ReadOnlySpan<string> arguments)
    {
        ReadOnlySpan<string> operands = _parser.Parse(arguments);
        if (WantsHelp)
        {
            return;
        }

        if (!_predictionIsChosen && AttachOptions.FindUnknownPredictionMode() is { } mode)
        {
            throw new UsageException($"Typing is predicted adaptive, always, never or experimental, not '{mode}' (MOSH_PREDICTION_DISPLAY in the environment).");
        }

        if (IsLocal)
        {
            if (_sshOption is not null)
            {
                throw new UsageException($"With --local there is no ssh for {_sshOption}.");
            }

            _bootstrap = _bootstrap with { HostName = LocalBootstrap.HostName, Command = operands.ToArray() };
            CheckForm();
            return;
        }

        if (operands is not [var host, .. var command])
        {
            throw new UsageException("The host to connect to is missing.");
        }

        if (command is ["--", .. var afterDashes])
        {
            command = afterDashes;
        }

        int at = host.LastIndexOf('@');
        if (at >= 0)
        {
            _bootstrap = _bootstrap with { UserName = host[..at] };
            host = host[(at + 1)..];
        }

        if (host.Length == 0 || host.StartsWith('-') || _bootstrap.UserName is "")
        {
            throw new UsageException("The host is written as host or user@host.");
        }

        _bootstrap = _bootstrap with { HostName = host, Command = command.ToArray() };
        CheckForm();
    }

    private static int ParseNumber(string text, int least, int most, string what) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw new UsageException($"{what} is a number from {least} to {most}, not '{text}'.");

    /// <summary>What the engine would refuse is wrong usage here.</summary>
    private void CheckForm()
    {
        try
        {
            SshOptionChecks.CheckForm(Bootstrap);
        }
        catch (MoshBootstrapException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private void SetRecordPath(string path) =>
        RecordPath = path.Length > 0 ? path : throw new UsageException("The file to record to has no name.");

    /// <summary>An option that means nothing without ssh.</summary>
    private Option OfSsh(Option option) => option with
    {
        Apply = value =>
        {
            _sshOption = option.Names[^1];
            option.Apply(value);
        },
    };

    private void SetUdpPorts(string text) =>
        _bootstrap = UdpPortRange.TryParse(text, out UdpPortRange range, out string? error)
            ? _bootstrap with { UdpPorts = range }
            : throw new UsageException(error);

    private void SetSshPort(string text) =>
        _bootstrap = _bootstrap with { Port = ParseNumber(text, 1, ushort.MaxValue, "A TCP port") };

    private void SetTimeout(string text) =>
        _bootstrap = _bootstrap with { Timeout = TimeSpan.FromSeconds(ParseNumber(text, 1, 86_400, "A time-out in seconds")) };

    private void AddSshOption(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new UsageException($"An ssh option is NAME=VALUE, not '{text}'.");
        }

        _sshOptions[text[..equals].Trim()] = text[(equals + 1)..].Trim();
    }

    private void SetFamily(string text) =>
        _bootstrap = _bootstrap with
        {
            Family = text switch
            {
                "any" or "all" or "auto" => AddressFamilyPreference.Any,
                "inet" => AddressFamilyPreference.IPv4,
                "inet6" => AddressFamilyPreference.IPv6,
                "prefer-inet" => AddressFamilyPreference.PreferIPv4,
                "prefer-inet6" => AddressFamilyPreference.PreferIPv6,
                _ => throw new UsageException($"A family is any, inet, inet6, prefer-inet or prefer-inet6, not '{text}'."),
            },
        };

    private void SetBinding(string text) =>
        _bootstrap = ServerBinding.TryParse(text, out ServerBinding binding, out string? error)
            ? _bootstrap with { BindAddress = binding }
            : throw new UsageException(error);

    private void SetServerAddress(string text) =>
        _bootstrap = IPAddress.TryParse(text, out IPAddress? address)
            ? _bootstrap with { ServerAddress = address }
            : throw new UsageException($"'{text}' is not a numeric IP address.");

    private void SetPrediction(string text)
    {
        if (!PredictionOptions.TryParseMode(text, out PredictionMode mode))
        {
            throw new UsageException($"Typing is predicted adaptive, always, never or experimental, not '{text}'.");
        }

        _predictionIsChosen = true;
        Attach = Attach with { Prediction = Attach.Prediction with { Mode = mode } };
    }

    private void SetPredictionOverwrite() => Attach = Attach with { Prediction = Attach.Prediction with { Overwrites = true } };

    private void SetClipboard(string text)
    {
        Attach = Attach.WithClipboard(text, out bool isUnderstood);
        if (!isUnderstood)
        {
            throw new UsageException($"The policy for the clipboard is allow, deny, or a number of bytes from 1 to {AttachOptions.LargestClipboard}, not '{text}'.");
        }
    }

    private void SetEscapeKey(string text)
    {
        Attach = EscapeKey.TryParse(text, out EscapeKey? key, out string? error)
            ? Attach with { EscapeKey = key }
            : throw new UsageException(error);
    }
}
