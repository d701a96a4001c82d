using System.Runtime.Versioning;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Tests.Unix;

[UnsupportedOSPlatform("windows")]
public sealed class ResourceLimitsTests
{
    [UnixFact(linuxOnly: true)]
    public void The_system_s_table_of_limits_is_understood()
    {
        Assert.True(ResourceLimits.TryParseOpenFiles(File.ReadLines("/proc/self/limits"), out ResourceLimits.Limits limits));
        Assert.InRange(limits.Soft, 1UL, limits.Hard);
    }

    [UnixFact]
    public void Limits_that_are_not_numbers_are_not_taken_for_some()
    {
        const string Line = "Max open files            unlimited            unlimited            files     ";
        Assert.False(ResourceLimits.TryParseOpenFiles([Line], out _));
        Assert.False(ResourceLimits.TryParseOpenFiles(["Max open files            1024"], out _));
        Assert.False(ResourceLimits.TryParseOpenFiles([], out _));
    }

    [UnixFact]
    public void Core_dumps_are_for_programs_only()
    {
        const ulong Size = 512 * 1024;
        ResourceLimits.SetSoft(ResourceLimits.CoreSize, Size);
        ResourceLimits.DisableCoreDumps();
        AssertOwnLimitBecomesZero();
        Assert.True(ResourceLimits.TryGet(ResourceLimits.CoreSize, out ResourceLimits.Limits own));

        // The shell counts blocks of 512 bytes.
        Assert.Equal($"{Math.Min(Size, own.Hard) / 512}\n", SpawnedProgram.RunShell("ulimit -S -c").Output);
        AssertOwnLimitBecomesZero();
    }

    /// <summary>While another test starts a program the limit is that of programs.</summary>
    private static void AssertOwnLimitBecomesZero() =>
        Assert.True(SpinWait.SpinUntil(
            () => ResourceLimits.TryGet(ResourceLimits.CoreSize, out ResourceLimits.Limits own) && own.Soft == 0,
            TimeSpan.FromSeconds(30)));
}
