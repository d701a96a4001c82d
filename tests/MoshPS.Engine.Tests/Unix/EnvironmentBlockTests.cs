using System.Runtime.Versioning;
using System.Text;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Tests.Unix;

[UnsupportedOSPlatform("windows")]
public sealed class EnvironmentBlockTests
{
    [UnixFact]
    public void The_inherited_environment_is_the_one_of_this_process()
    {
        EnvironmentBlock block = EnvironmentBlock.Inherited();
        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), block.Get("PATH"));
        Assert.NotEmpty(block.Entries);
    }

    [UnixFact]
    public void Variables_are_set_replaced_and_removed()
    {
        EnvironmentBlock block = new();
        block.Set("A", "1");
        block.Set("AB", "2");
        block.Set("A", "x=y");
        Assert.Equal("x=y", block.Get("A"));
        Assert.Equal("2", block.Get("AB"));
        block.Remove("A");
        Assert.Null(block.Get("A"));
        Assert.Equal(["AB=2"], block.Entries.Select(Encoding.UTF8.GetString));
    }

    [UnixFact]
    public void A_copy_is_a_block_of_its_own()
    {
        EnvironmentBlock block = new();
        block.Set("A", "1");
        EnvironmentBlock copy = new(block);
        copy.Set("A", "2");
        Assert.Equal("1", block.Get("A"));
    }

    [UnixFact]
    public void A_program_sees_the_environment_that_it_is_given_and_no_more()
    {
        EnvironmentBlock block = new();
        block.Set("NAME", "ä value");
        SpawnedProgram run = SpawnedProgram.Run(new SpawnRequest { Program = "env", Arguments = ["env"], Environment = block });
        Assert.Equal("NAME=ä value\n", run.Output);
    }

    [UnixFact]
    public void Bytes_that_are_no_UTF8_reach_a_program_as_they_are()
    {
        EnvironmentBlock block = new();
        block.Set("NAME", "?");
        block.Entries[0][^1] = 0xE4;
        SpawnedProgram run = SpawnedProgram.RunShell("printf %s \"$NAME\" | od -An -tx1", request => request with { Environment = block });
        Assert.Equal("e4", run.Output.Trim());
    }
}
