using MoshPS.Engine.Ssh.HostNames;

namespace MoshPS.Engine.Tests.Ssh.HostNames;

public sealed class HostNameSourcesTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("moshps-hostnames-");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public void Host_lines_give_their_names_without_patterns_comments_and_quotes()
    {
        Write(".ssh/config", """
            # Host commented
            Host web01 web02   # the front
            host=equals
            HOST "quoted name" *.example.org !not
              HostName 192.0.2.1
            Match host inner
            """);

        Assert.Equal(["web01", "web02", "equals", "quoted name"], ReadConfig());
    }

    [Fact]
    public void Included_files_count_by_relative_path_by_home_and_by_pattern()
    {
        Write(".ssh/config", "Include extra conf.d/*.conf\nInclude ~/elsewhere\nHost last\n");
        Write(".ssh/extra", "Host extra\n");
        Write(".ssh/conf.d/20.conf", "Host twenty\n");
        Write(".ssh/conf.d/10.conf", "Host ten\n");
        Write(".ssh/conf.d/30.off", "Host never\n");
        Write("elsewhere", "Host elsewhere\n");

        Assert.Equal(["extra", "ten", "twenty", "elsewhere", "last"], ReadConfig());
    }

    [Fact]
    public void A_file_that_includes_itself_ends()
    {
        Write(".ssh/config", "Include config\nHost srv\n");

        Assert.Equal(17, ReadConfig().Count);
    }

    [Fact]
    public void A_missing_file_holds_no_names() => Assert.Empty(ReadConfig());

    [Fact]
    public void Known_hosts_give_readable_names_and_skip_hashed_marked_and_patterns()
    {
        string[] lines =
        [
            "# comment",
            "srv,192.0.2.7 ssh-ed25519 AAAA",
            "[bastion.example.org]:2222 ssh-ed25519 AAAA",
            "|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ssh-rsa AAAA",
            "@revoked old ssh-rsa AAAA",
            "@cert-authority *.example.org ssh-rsa AAAA",
            "*.example.com,!bad,good ssh-rsa AAAA",
            "lonely",
            "",
        ];

        Assert.Equal(["srv", "192.0.2.7", "bastion.example.org", "good"], KnownHostNames.Parse(lines));
    }

    [Fact]
    public void All_sources_together_have_no_repeats_and_the_configuration_comes_first()
    {
        Write(".ssh/config", "Host zulu srv\n");
        Write(".ssh/known_hosts", "SRV ssh-rsa AAAA\nalpha ssh-rsa AAAA\n");
        Write("etc/ssh_config", "Host system\n");

        Assert.Equal(["srv", "system", "zulu", "alpha"], HostNameSources.Read(_home.FullName, Path.Combine(_home.FullName, "etc")));
    }

    private IReadOnlyList<string> ReadConfig()
        => SshConfigHostNames.Read(Path.Combine(_home.FullName, ".ssh/config"), Path.Combine(_home.FullName, ".ssh"), _home.FullName);

    private void Write(string path, string text)
    {
        string full = Path.Combine(_home.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
