namespace MoshPS.Interop.Tests.Cli;

/// <summary>A process that ends while a console is attached, in ways that no <c>finally</c> sees: PowerShell stands for any host.</summary>
public sealed class ProcessExitTests
{
    [RequiresTheory("pwsh", "mosh-server", "bash", "tmux", "linux")]
    [InlineData("[Environment]::Exit(3)", 3)]
    [InlineData("$thread = [Threading.Thread]::new([Threading.ThreadStart] { 'no runspace here: this throws' }); $thread.Start(); $thread.Join()", 128 + 6)]
    public async Task The_terminal_is_restored(string end, int status)
    {
        using MoshServer server = await MoshServer.StartAsync(new MoshServerSettings
        {
            Command = ["bash", "--norc", "--noprofile"],
            Environment = new Dictionary<string, string?> { ["PS1"] = "remote> ", ["HISTFILE"] = "/dev/null" },
        });
        using TemporaryDirectory directory = new();
        string script = directory.Write(
            "host.ps1",
            $$"""
            Add-Type -Path '{{Path.Combine(AppContext.BaseDirectory, "MoshPS.Engine.dll")}}'
            $key = $null; $text = ''
            [void][MoshPS.Engine.Crypto.SessionKey]::TryParse($env:KEY, [ref] $key, [ref] $text)
            $options = [MoshPS.Engine.Client.MoshClientOptions]::new()
            $options.Server = [Net.IPEndPoint]::Parse('{{server.Address}}')
            $options.Key = $key
            $client = [MoshPS.Engine.Client.MoshClient]::Start($options)
            $console = [MoshPS.Engine.Client.Consoles.SystemConsole]::Open()
            $attached = $client.AttachAsync($console, [MoshPS.Engine.Client.AttachOptions]::new(), [Threading.CancellationToken]::None)
            while (-not (Test-Path '{{directory["go"]}}')) { Start-Sleep -Milliseconds 50 }
            {{end}}
            """);
        await using Tmux tmux = await Tmux.StartAsync(
            ["bash", "--norc", "--noprofile"],
            environment: new Dictionary<string, string> { ["PS1"] = "local> ", ["HISTFILE"] = "/dev/null", ["KEY"] = server.Key });
        await tmux.TypeLineAsync("clear; stty -a; echo first");
        string before = await tmux.WaitForAsync("^first\nlocal>$");
        await tmux.TypeLineAsync($"clear; pwsh -NoProfile -NonInteractive -File {script}; status=$?");
        await tmux.WaitForAsync("^remote>", TimeSpan.FromSeconds(60));
        Assert.Equal("1", await tmux.QueryAsync("#{alternate_on}"));
        directory.Write("go", "");
        await tmux.WaitForAsync("^local>|local> $", TimeSpan.FromSeconds(60));
        Assert.Equal("0", await tmux.QueryAsync("#{alternate_on}"));
        await tmux.TypeLineAsync("clear; stty -a; echo first");
        Assert.Equal(before, await tmux.WaitForAsync("^first\nlocal>$"));
        await tmux.TypeLineAsync("clear; echo status=$status");
        await tmux.WaitForAsync($"^status={status}$");
    }
}
