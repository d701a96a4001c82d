using System.Text.RegularExpressions;
using MoshPS.Engine.Ssh;

namespace MoshPS.Engine.Tests.Ssh;

public sealed partial class RemoteCommandTests
{
    [Fact]
    public void The_text_is_one_line_of_characters_that_every_shell_takes_literally_between_quotes()
    {
        string all = string.Concat(Enumerable.Range(1, 0x17F).Select(character => (char)character));
        string text = new RemoteCommand(all).Text;
        Assert.All(text, character => Assert.InRange(character, ' ', '~'));
        Assert.DoesNotContain('!', text);
        Assert.Matches(@"^sh -c '[^'\\]*' sh( '([^'\\]|\\0[0-7]{3})*')+$", text);
    }

    [Fact]
    public void No_word_is_longer_than_csh_allows()
    {
        string text = new RemoteCommand(new string('\n', 5000)).Text;
        Assert.True(text.Length > 25_000);
        Assert.All(Word().Matches(text), word => Assert.InRange(word.Length, 2, 1024));
    }

    [Fact]
    public void Each_command_has_a_mark_of_its_own_which_its_text_does_not_hold()
    {
        const int runs = 100;
        var marks = new HashSet<string>();
        for (int i = 0; i < runs; i++)
        {
            var command = new RemoteCommand("true");
            Assert.False(command.IsMark(command.Text));
            string[] parts = Parts().Match(command.Text).Groups.Values.Skip(1).Select(group => group.Value).ToArray();
            string mark = $"MOSHPS-{parts[0]}-{parts[1]}";
            Assert.True(command.IsMark(mark));
            Assert.False(new RemoteCommand("true").IsMark(mark));
            marks.Add(mark);
        }

        Assert.Equal(runs, marks.Count);
    }

    [Fact]
    public void A_script_that_no_command_line_can_hold_is_refused()
    {
        var error = Assert.Throws<MoshBootstrapException>(() => new RemoteCommand(new string('x', 200_000)));
        Assert.Equal("CommandTooLong", error.ErrorId);
    }

    [GeneratedRegex("'[^']*'")]
    private static partial Regex Word();

    [GeneratedRegex("([0-9a-f]{16}) ([0-9a-f]{16})")]
    private static partial Regex Parts();
}
