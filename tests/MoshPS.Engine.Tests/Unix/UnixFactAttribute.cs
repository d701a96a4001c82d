namespace MoshPS.Engine.Tests.Unix;

/// <summary>A fact about Linux and macOS, or about Linux alone; elsewhere the test counts as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute(bool linuxOnly = false)
    {
        if (OperatingSystem.IsWindows() || (linuxOnly && !OperatingSystem.IsLinux()))
        {
            Skip = linuxOnly ? "Not run: needs Linux." : "Not run: needs Linux or macOS.";
        }
    }
}
