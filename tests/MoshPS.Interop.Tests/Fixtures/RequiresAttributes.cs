namespace MoshPS.Interop.Tests.Fixtures;

/// <summary>
/// A fact that needs real programs: where one is missing the test counts as skipped and the reason names
/// it. Besides program names and full paths, "linux", "root" and "ipv6-loopback" are understood.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresFactAttribute : FactAttribute
{
    public RequiresFactAttribute(params string[] requirements)
    {
        Skip = RequirementSkip.For(requirements);
    }
}

/// <summary>A theory that needs real programs; see <see cref="RequiresFactAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresTheoryAttribute : TheoryAttribute
{
    public RequiresTheoryAttribute(params string[] requirements)
    {
        Skip = RequirementSkip.For(requirements);
    }
}

internal static class RequirementSkip
{
    public static string? For(string[] requirements)
    {
        var missing = Programs.Missing(requirements);
        return missing.Count == 0 ? null : $"Not run: this machine lacks {string.Join(", ", missing)}.";
    }
}
