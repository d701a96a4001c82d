using System.Runtime.Versioning;
using MoshPS.Engine.Ssh.Local;

namespace MoshPS.Engine.Tests.Ssh.Local;

[UnsupportedOSPlatform("windows")]
public sealed class LocalServerSearchTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("moshps-search-").FullName;

    private string Build => Path.Combine(_root, "a build");

    private string First => Path.Combine(_root, "first");

    private string Second => Path.Combine(_root, "second");

    private string SearchPath => $"{First}{Path.PathSeparator}{Second}";

    [Fact]
    public void A_build_comes_before_PATH()
    {
        Add(First, "moshps");
        Add(Build, "moshps");
        Assert.Equal($"'{Build}/moshps' 'server'", LocalServerSearch.Find([Build], SearchPath));
    }

    [Fact]
    public void Our_server_comes_before_stock_wherever_on_PATH_they_are()
    {
        Add(First, "mosh-server");
        Assert.Equal($"'{First}/mosh-server'", LocalServerSearch.Find([Build], SearchPath));
        Add(Second, "moshps");
        Assert.Equal($"'{Second}/moshps' 'server'", LocalServerSearch.Find([Build], SearchPath));
    }

    [Fact]
    public void What_cannot_be_executed_is_no_server()
    {
        Add(First, "moshps", UnixFileMode.UserRead);
        Directory.CreateDirectory(Path.Combine(Second, "mosh-server"));
        Assert.Null(LocalServerSearch.Find([Build], SearchPath));
        Assert.Null(LocalServerSearch.Find([], null));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static void Add(string folder, string name, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserExecute)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, "");
        File.SetUnixFileMode(path, mode);
    }
}
