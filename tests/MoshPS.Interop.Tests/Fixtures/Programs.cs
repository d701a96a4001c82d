using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MoshPS.Interop.Tests.Fixtures;

/// <summary>Finds the real programs that the tests run against.</summary>
internal static class Programs
{
    /// <summary>Where system programs live that are not always on a plain user's PATH.</summary>
    private static readonly string[] SystemDirectories = ["/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/local/bin"];

    /// <summary>The full path of a program.</summary>
    /// <exception cref="FileNotFoundException">It is not installed: guard the test with <see cref="RequiresFactAttribute"/>.</exception>
    public static string PathOf(string name) =>
        Find(name) ?? throw new FileNotFoundException($"'{name}' is not installed; the test lacks its Requires attribute.");

    /// <summary>The full path of a program, or null.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(SystemDirectories)
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists);

    /// <summary>The relay program, which the build puts beside the tests.</summary>
    public static string UdpRelay => Path.Combine(AppContext.BaseDirectory, "moshps-udprelay");

    /// <summary>What of these is missing: program names, or "ipv6-loopback".</summary>
    public static IReadOnlyList<string> Missing(IEnumerable<string> requirements) =>
        [.. requirements.Where(requirement => requirement switch
        {
            "ipv6-loopback" => !HasIPv6Loopback(),
            "linux" => !OperatingSystem.IsLinux(),
            "root" => !Environment.IsPrivilegedProcess,
            "login-records" => !CanHaveLoginRecords(),
            "network-namespaces" => !CanUnshare("--net"),
            "mount-namespaces" => !CanUnshare("--mount"),
            "native-executable" => !BuiltFiles.IsNative,
            "native-arm-executable" => !BuiltFiles.IsArmNative,
            "arm-machine-checks" => !File.Exists(BuiltFiles.ArmMachineChecks),
            "windows-executable" => !File.Exists(BuiltFiles.WindowsExecutable),
            ['/', ..] => !File.Exists(requirement),
            _ => Find(requirement) is null,
        })];

    /// <summary>Whether sessions can write login records into a folder of their own: libutempter's helper is there.</summary>
    private static bool CanHaveLoginRecords() =>
        Environment.IsPrivilegedProcess
        && Directory.Exists("/usr/lib")
        && Directory.EnumerateDirectories("/usr/lib").Append("/usr/lib").Append("/usr/libexec").Any(folder => File.Exists(Path.Combine(folder, "utempter", "utempter")))
        && CanUnshare("--mount");

    /// <summary>Whether this user may have a network or mounts of his own.</summary>
    private static bool CanUnshare(string what)
    {
        if (Find("unshare") is not { } unshare)
        {
            return false;
        }

        using var process = Process.Start(new ProcessStartInfo(unshare, [what, "true"]) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static bool HasIPv6Loopback()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
