using System.Diagnostics;
using System.Globalization;

namespace MoshPS.Interop.Tests.Fixtures;

/// <summary>
/// Login records (utmp) of its own, in a mount namespace that a process holds open: this machine's are neither needed
/// nor touched. Guard the test with the requirement "login-records".
/// </summary>
internal sealed class LoginRecordFolder : IDisposable
{
    private readonly Process _holder;

    private LoginRecordFolder(Process holder)
    {
        _holder = holder;
    }

    /// <summary>Words that run a program where the records are.</summary>
    public string Enter => string.Create(CultureInfo.InvariantCulture, $"nsenter --mount=/proc/{_holder.Id}/ns/mnt");

    public static async Task<LoginRecordFolder> StartAsync()
    {
        string script = "mount -t tmpfs none /run && install -m 664 -g utmp /dev/null /run/utmp && echo ready && exec sleep 600";
        var holder = Process.Start(new ProcessStartInfo(Programs.PathOf("unshare"), ["--mount", "--propagation", "private", "sh", "-c", script]) { RedirectStandardOutput = true })!;
        Assert.Equal("ready", await holder.StandardOutput.ReadLineAsync());
        return new LoginRecordFolder(holder);
    }

    public void Dispose()
    {
        _holder.Kill();
        _holder.WaitForExit();
        _holder.Dispose();
    }
}
