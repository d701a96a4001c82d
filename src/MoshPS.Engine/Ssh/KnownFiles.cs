namespace MoshPS.Engine.Ssh;

/// <summary>
/// The files that ssh is known here to use. A path that ssh prints may be anybody's text; what is suggested to a person
/// names a file only when it is one of these, and then as it is known here.
/// </summary>
internal static class KnownFiles
{
    /// <summary>The file that is meant.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="configuration">What ssh's configuration says about the host.</param>
    /// <param name="printed">A path as ssh printed it.</param>
    /// <returns>Its path; null when it is none that is known here, or cannot be printed as it is.</returns>
    public static string? Find(SshBootstrapOptions options, SshConfiguration configuration, string printed) =>
        configuration.Files()
            .Concat(options.KeyFilePath is { } key ? [key] : [])
            .Select(WithHome)
            .FirstOrDefault(path => path == printed && HostText.Clean(path, int.MaxValue) == path);

    private static string WithHome(string path) => path.StartsWith("~/", StringComparison.Ordinal)
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..])
        : path;
}
