namespace MoshPS.Engine.Tests.Architecture;

/// <summary>The repository that the tests run in.</summary>
internal static class Repository
{
    /// <summary>The folder that has MoshPS.sln.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "MoshPS.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not run inside of the repository.");
    }
}
