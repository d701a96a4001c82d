using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;

namespace MoshPS.Interop.Tests.Cli;

/// <summary>Nobody but root looks into a client, which holds a key and sees all that is typed; what it starts is as ever.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ClientProtectionTests : IDisposable
{
    private const int Nobody = 65534;

    /// <summary>A soft limit that nobody else sets, in bytes; the shell tells it in blocks of 512.</summary>
    private const string Limit = "--core=12345344:";
    private const string BlocksOfLimit = "24112";

    /// <summary>Becomes another user, who may have core dumps of any size.</summary>
    private static readonly string[] AsNobody = ["--core=unlimited", "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [RequiresTheory("mosh-server", "setpriv", "prlimit", "cat", "linux", "root")]
    [InlineData("--memlock=65536", true)]
    [InlineData("--memlock=0", false)]
    public async Task A_client_leaves_no_core_dump_and_shows_its_memory_to_nobody(string limit, bool locks)
    {
        using MoshServer server = await MoshServer.StartAsync("sleep", "1000");
        using Process client = await StartClientAsync(server, [limit, .. AsNobody]);
        string[] status = File.ReadAllLines($"/proc/{client.Id}/status");
        Assert.Contains(status, line => line.StartsWith($"Uid:\t{Nobody}\t", StringComparison.Ordinal));
        Assert.Matches(@"^Max core file size +0 ", File.ReadLines($"/proc/{client.Id}/limits").Single(line => line.StartsWith("Max core", StringComparison.Ordinal)));
        string locked = status.Single(line => line.StartsWith("VmLck:", StringComparison.Ordinal)).Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries)[1];
        Assert.Equal(locks, int.Parse(locked, CultureInfo.InvariantCulture) > 0);

        // A process like any other can be looked into by its user.
        using Process other = Process.Start("prlimit", [.. AsNobody, "sleep", "1000"]);
        while (!File.ReadAllText($"/proc/{other.Id}/comm").StartsWith("sleep", StringComparison.Ordinal))
        {
            await Task.Delay(10);
        }

        Assert.Equal(0, (await LookAsync(other.Id)).ExitCode);
        ProgramRun look = await LookAsync(client.Id);
        Assert.NotEqual(0, look.ExitCode);
        Assert.Contains("Permission denied", look.Error, StringComparison.Ordinal);
        other.Kill();
        client.Kill();
    }

    [RequiresFact("mosh-server", "linux", "root")]
    public async Task A_running_client_has_the_text_of_its_key_nowhere_in_its_memory_but_where_the_runtime_keeps_its_own_copy()
    {
        using MoshServer server = await MoshServer.StartAsync("sleep", "1000");
        using Process client = await StartClientAsync(server, []);

        // What is surely there is found: the name of another variable.
        Assert.NotEmpty(ProcessImage.Find(client.Id, "MOSHPS_BEACON"));

        // A runtime that is loaded, and not linked in, copies the environment into the C library's heap before any of
        // our code runs, and gives no access to that copy. Nothing else has the text.
        Assert.All(ProcessImage.Find(client.Id, server.Key), mapping => Assert.EndsWith("[heap]", mapping, StringComparison.Ordinal));
        client.Kill();
    }

    [RequiresFact("sh", "prlimit", "linux")]
    public async Task What_a_client_starts_has_the_limits_of_the_user()
    {
        string limits = _directory["limits"];
        string ssh = _directory.Write("ssh", $"#!/bin/sh\nulimit -Sc >>'{limits}'\nexit 255\n");
        File.SetUnixFileMode(ssh, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        ProgramRun remote = await ProgramRun.RunAsync("prlimit", Limit, MoshPSProgram.Path, "connect", "--headless", "--batch", "--ssh", ssh, "host");
        Assert.Equal(1, remote.ExitCode);
        Assert.Equal([BlocksOfLimit], File.ReadLines(limits).Distinct());
        File.Delete(limits);
        ProgramRun local = await ProgramRun.RunAsync(
            "prlimit", Limit, MoshPSProgram.Path, "connect", "--headless", "--local", "--server", $"sh -c 'ulimit -Sc >>{limits}; exit 1'");
        Assert.Equal(1, local.ExitCode);
        Assert.Equal([BlocksOfLimit], File.ReadLines(limits).Distinct());
    }

    private static Task<ProgramRun> LookAsync(int processId) =>
        ProgramRun.RunAsync("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "cat", $"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/environ"], null);

    /// <summary>Starts a client for scripts and waits until it has heard the server.</summary>
    private static async Task<Process> StartClientAsync(MoshServer server, string[] wrapper)
    {
        string[] client = [MoshPSProgram.Path, "client", "--headless", "127.0.0.1", server.Address.Port.ToString(CultureInfo.InvariantCulture)];
        string[] words = wrapper.Length == 0 ? client : ["prlimit", .. wrapper, .. client];
        ProcessStartInfo start = new(Programs.PathOf(words[0]), words[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["MOSH_KEY"] = server.Key;
        start.Environment["MOSHPS_BEACON"] = "1";
        start.Environment["HOME"] = "/nonexistent";
        Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync("wait connected\nstatus\n");
        await process.StandardInput.FlushAsync();
        string? line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("state Connected", line);
        return process;
    }
}
