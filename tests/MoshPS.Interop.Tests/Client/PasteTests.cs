using System.Security.Cryptography;
using System.Text;
using MoshPS.Interop.Tests.Cli;

namespace MoshPS.Interop.Tests.Client;

/// <summary>Pastes into a real terminal.</summary>
public sealed class PasteTests
{
    private const int Length = 1 << 20;

    [RequiresTheory("mosh-server", "tmux", "sha256sum", "linux")]
    [InlineData(MoshServerProgram.Stock)]
    [InlineData(MoshServerProgram.MoshPS)]
    public async Task A_megabyte_arrives_complete_between_its_marks(MoshServerProgram program)
    {
        using TemporaryDirectory directory = new();

        // Lines with what else might be taken for a command: the escape key and its commands, Ctrl+L and Ctrl+Z.
        Random random = new(7);
        char[] text = random.GetItems<char>("abcdefghijklmnopqrstuvwxyz \n\n\x1e.\u001Ed\x1a\f~.äß文字", Length);
        string path = directory.Write("paste", new string(text));
        byte[] expected = Encoding.UTF8.GetBytes($"\e[200~{new string(text)}\e[201~");
        using MoshServer server = await MoshServer.StartAsync(new MoshServerSettings
        {
            Program = program,
            Command = ["sh", "-c", $"stty raw -echo; printf '\\033[?2004hready'; head -c {expected.Length} | sha256sum; cat"],
        });
        await using Tmux window = await Tmux.StartAsync(
            [MoshPSProgram.Path, "client", "127.0.0.1", $"{server.Address.Port}"],
            environment: new Dictionary<string, string> { ["MOSH_KEY"] = server.Key, ["MOSH_PREDICTION_DISPLAY"] = "experimental" });
        await window.WaitForAsync("ready");
        await window.CommandAsync("load-buffer", path);
        await window.CommandAsync("paste-buffer", "-p", "-r");
        await window.WaitForAsync(Convert.ToHexStringLower(SHA256.HashData(expected)), TimeSpan.FromSeconds(60));

        // Nothing of it was a command to the client, and what is typed afterwards may be one.
        Assert.Null(window.ExitStatus());
        await window.PressAsync("C-^");
        await window.TypeAsync(".");
        Assert.Equal(0, await window.WaitForExitAsync());
    }
}
