using MoshPS.Engine.Ssh;

namespace MoshPS.Engine.Tests.Ssh;

public sealed class SshProgramTests
{
    [Theory]
    [InlineData("ssh", "ssh")]
    [InlineData("  ssh   -v ", "ssh|-v")]
    [InlineData("ssh -o 'ProxyCommand=nc %h %p'", "ssh|-o|ProxyCommand=nc %h %p")]
    [InlineData("\"my ssh\" a\\ b 'c\\d' \"e\\\"f\"", "my ssh|a b|c\\d|e\"f")]
    [InlineData("ssh ''", "ssh|")]
    [InlineData("a'b'\"c\"d", "abcd")]
    public void A_command_is_split_as_a_shell_splits(string command, string words)
    {
        Assert.Equal(words.Split('|'), SshProgram.Split(command, backslashIsPlain: false));
    }

    [Fact]
    public void Backslashes_are_part_of_Windows_paths()
    {
        Assert.Equal([@"C:\Tools\my ssh.exe", "-v"], SshProgram.Split(@"""C:\Tools\my ssh.exe"" -v", backslashIsPlain: true));
    }
}
