using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MoshPS.Engine.Ssh;

namespace MoshPS.Interop.Tests.Fixtures;

/// <summary>
/// A real sshd on a loopback port, with its own host key, user key and configuration in a temporary
/// directory, and the ssh_config that makes the alias <see cref="Alias"/> lead to it. Runs as root or as
/// any user; nothing of the machine's own SSH is read or changed. Whatever sessions leave behind ends
/// with it.
/// </summary>
internal sealed class SshServer : IAsyncDisposable
{
    /// <summary>The host name that <see cref="ClientConfigurationPath"/> knows.</summary>
    public const string Alias = "moshps-test-host";

    private const int StartAttempts = 5;

    private readonly TemporaryDirectory _directory = new();
    private readonly ProcessMark _mark = new();
    private readonly StringBuilder _log = new();
    private readonly SshServerSettings _settings;
    private Process? _process;

    private SshServer(SshServerSettings settings)
    {
        _settings = settings;
    }

    /// <summary>The TCP port.</summary>
    public int Port { get; private set; }

    /// <summary>The address it listens on.</summary>
    public IPAddress Address => _settings.Address;

    /// <summary>The account to log in to: the one that runs the tests.</summary>
    public static string UserName => Environment.UserName;

    /// <summary>
    /// Whether sessions can have a terminal. Without root, sshd can give a session a terminal only where the system makes it belong to the group
    /// tty by itself; it cannot change the group, and then drops the connection.
    /// </summary>
    public static bool GivesTerminals { get; } =
        Environment.IsPrivilegedProcess
        || !File.Exists("/proc/mounts")
        || File.ReadLines("/proc/mounts").Any(mount => mount.Contains(" devpts ", StringComparison.Ordinal) && mount.Contains("gid=", StringComparison.Ordinal));

    /// <summary>The user's private key.</summary>
    public string KeyPath => _directory["user_key"];

    /// <summary>The client's known_hosts.</summary>
    public string KnownHostsPath => _directory["known_hosts"];

    /// <summary>An ssh_config (for <c>ssh -F</c>) with the alias, the key and the known_hosts.</summary>
    public string ClientConfigurationPath => _directory["ssh_config"];

    /// <summary>
    /// The home directory of sessions: an empty one, so that no profile of the tester's runs and no history
    /// is written.
    /// </summary>
    public string HomeDirectory => _directory["home"];

    /// <summary>The public host key as "type base64".</summary>
    public string HostKey { get; private set; } = "";

    /// <summary>The same as SHA256:…</summary>
    public string HostKeyFingerprint { get; private set; } = "";

    /// <summary>The mark that everything started by this server's sessions carries.</summary>
    public ProcessMark Mark => _mark;

    /// <summary>The process id of sshd.</summary>
    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("The server has not been started.");

    /// <summary>What sshd has logged so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Starts a server and waits until it listens.</summary>
    public static async Task<SshServer> StartAsync(SshServerSettings? settings = null)
    {
        var server = new SshServer(settings ?? new SshServerSettings());
        try
        {
            await server.PrepareAsync();
            await server.StartProcessAsync();
            server.WriteClientFiles();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Options with which a bootstrap on this server works, through the alias.</summary>
    public SshBootstrapOptions BootstrapOptions() => new()
    {
        HostName = Alias,
        ConfigurationFilePath = ClientConfigurationPath,
        AllocateTerminal = GivesTerminals,
        Timeout = TimeSpan.FromSeconds(20),
    };

    /// <summary>Writes a file into this server's directory, such as another client configuration.</summary>
    /// <param name="name">File name in this server's directory.</param>
    /// <param name="text">The whole file.</param>
    /// <returns>The full path.</returns>
    public string WriteFile(string name, string text) => _directory.Write(name, text);

    /// <summary>Writes an executable script for /bin/sh and returns its full path.</summary>
    public string WriteScript(string name, string text)
    {
        string path = _directory.Write(name, "#!/bin/sh\n" + text + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    /// <summary>The block of ssh_config lines that lead to this server under a name.</summary>
    public string ClientConfigurationBlock(string alias, params string[] more)
    {
        IEnumerable<string> lines =
        [
            $"Host {alias}",
            $"HostName {Address}",
            $"Port {Port}",
            $"User {UserName}",
            $"IdentityFile {KeyPath}",
            "IdentitiesOnly yes",
            $"UserKnownHostsFile {KnownHostsPath}",
            "GlobalKnownHostsFile /dev/null",
            .. _settings.ClientConfiguration,
            .. more,
        ];
        return string.Join("\n  ", lines) + "\n";
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            try
            {
                _process.Kill(entireProcessTree: true);
            }
            catch (InvalidOperationException)
            {
                // It has ended by itself.
            }

            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _mark.Dispose();
        _directory.Dispose();
    }

    private async Task PrepareAsync()
    {
        await GenerateKeyAsync("host_key", "");
        await GenerateKeyAsync("user_key", _settings.KeyPassphrase);
        if (_settings.HostKeyChanged)
        {
            await GenerateKeyAsync("other_key", "");
        }

        HostKey = string.Join(' ', File.ReadAllText(_directory["host_key.pub"]).Split(' ').Take(2));
        HostKeyFingerprint = (await ProgramRun.RunAsync("ssh-keygen", "-l", "-f", _directory["host_key.pub"])).EnsureSuccess().Output.Split(' ')[1];
        Directory.CreateDirectory(HomeDirectory);
        _directory.Write("authorized_keys", _settings.KeyAuthorized ? File.ReadAllText(_directory["user_key.pub"]) : "");

        // sshd insists on its privilege separation directory when root runs it; packages make it at boot.
        if (Environment.IsPrivilegedProcess)
        {
            Directory.CreateDirectory("/run/sshd");
        }
    }

    private async Task GenerateKeyAsync(string name, string passphrase) =>
        (await ProgramRun.RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "moshps test", "-f", _directory[name])).EnsureSuccess();

    private async Task StartProcessAsync()
    {
        // Newer servers punish addresses that fail to log in, which here is the job; older ones do not
        // know the directive and say so.
        bool penalties = true;
        for (int attempt = 1; ; attempt++)
        {
            Port = _settings.Port ?? FreePort();
            string configuration = _directory.Write("sshd_config", ServerConfiguration(penalties));
            string? failure = await TryStartAsync(configuration);
            if (failure is null)
            {
                return;
            }

            if (penalties && failure.Contains("PerSourcePenalties", StringComparison.Ordinal))
            {
                penalties = false;
            }
            else if (attempt >= StartAttempts || !failure.Contains("Address already in use", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"sshd did not start: {failure}");
            }
        }
    }

    private string ServerConfiguration(bool penalties)
    {
        var environment = new Dictionary<string, string>(_settings.Environment) { [ProcessMark.Name] = _mark.Value };
        environment.TryAdd("HOME", HomeDirectory);
        List<string> lines =
        [
            $"ListenAddress {new IPEndPoint(Address, Port)}",
            $"HostKey {_directory["host_key"]}",
            $"AuthorizedKeysFile {_directory["authorized_keys"]}",
            $"PidFile {_directory["sshd.pid"]}",
            "StrictModes no",
            "PermitRootLogin yes",
            $"PubkeyAuthentication {YesNo(_settings.OfferPublicKey)}",
            $"PasswordAuthentication {YesNo(_settings.OfferPassword)}",
            "KbdInteractiveAuthentication no",
            "PrintMotd no",
            "UseDNS no",
            "MaxStartups 100",
            "LogLevel VERBOSE",
            $"SetEnv {string.Join(' ', environment.Select(variable => $"\"{variable.Key}={variable.Value}\""))}",
        ];
        if (!GivesTerminals)
        {
            lines.Add("PermitTTY no");
        }

        if (penalties)
        {
            lines.Add("PerSourcePenalties no");
        }

        if (_settings.ForceCommand is not null)
        {
            lines.Add($"ForceCommand {_settings.ForceCommand}");
        }

        return string.Join('\n', [.. lines, .. _settings.Configuration, ""]);
    }

    /// <summary>Null when the server listens, else what it said before it gave up.</summary>
    private async Task<string?> TryStartAsync(string configuration)
    {
        var listening = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        string[] command = [.. _settings.Launcher, Programs.PathOf("sshd"), "-D", "-e", "-f", configuration];
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        var process = new Process { StartInfo = start };
        process.ErrorDataReceived += (_, data) =>
        {
            if (data.Data is null)
            {
                listening.TrySetResult(false);
                return;
            }

            lock (_log)
            {
                _log.AppendLine(data.Data);
            }

            if (data.Data.StartsWith("Server listening on", StringComparison.Ordinal))
            {
                listening.TrySetResult(true);
            }
        };
        process.Start();
        process.BeginErrorReadLine();
        if (await listening.Task.WaitAsync(TimeSpan.FromSeconds(20)))
        {
            _process = process;
            return null;
        }

        await process.WaitForExitAsync();
        process.Dispose();
        string failure = Log;
        lock (_log)
        {
            _log.Clear();
        }

        return failure;
    }

    private void WriteClientFiles()
    {
        string hostPattern = string.Create(CultureInfo.InvariantCulture, $"[{Address}]:{Port},[localhost]:{Port}");
        string known = _settings switch
        {
            { HostKeyChanged: true } => $"{hostPattern} {File.ReadAllText(_directory["other_key.pub"])}",
            { HostKeyKnown: true } => $"{hostPattern} {HostKey}\n",
            _ => "",
        };
        _directory.Write("known_hosts", known);
        _directory.Write("ssh_config", ClientConfigurationBlock(Alias));
    }

    private int FreePort()
    {
        using var probe = new Socket(Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(Address, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    private static string YesNo(bool value) => value ? "yes" : "no";
}
