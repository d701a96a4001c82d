namespace MoshPS.Interop.Tests.ServerLife;

/// <summary>What a server leaves behind: nothing, but when killed its line in utmp.</summary>
public sealed class LeftoverTests
{
    [RequiresTheory("mosh-server", "linux", "kill")]
    [InlineData(MoshServerProgram.Stock, "KILL")]
    [InlineData(MoshServerProgram.MoshPS, "KILL")]
    [InlineData(MoshServerProgram.MoshPS, "TERM")]
    public async Task A_server_that_ends_leaves_no_files_and_no_processes(MoshServerProgram program, string signal)
    {
        using TemporaryDirectory directory = new();
        await using ServedSession session = await ServedSession.StartAsync(
            program, "sleep 1000 & echo ready; cat", "ready", ("TMPDIR", directory.Path), ("HOME", directory.Path));
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory.Path));
        Assert.Equal([], OpenFilesOf(session.Server.ProcessId).Where(path => path.StartsWith(directory.Path, StringComparison.Ordinal)));
        await session.SignalServerAsync(signal);
        await session.ExpectAllGoneAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory.Path));
    }

    /// <summary>What keeps the runtime from making files is nothing that programs in the session are to inherit.</summary>
    [RequiresTheory("linux")]
    [InlineData(null)]
    [InlineData("0")]
    [InlineData("1")]
    public async Task The_program_has_the_settings_of_the_runtime_that_the_user_has(string? diagnostics)
    {
        await using ServedSession session = await ServedSession.StartAsync(
            new MoshServerSettings
            {
                Program = MoshServerProgram.MoshPS,
                Command = ["sh", "-c", "env | grep -E '^(DOTNET_|COMPlus_)'; echo ready; cat"],
                Environment = new Dictionary<string, string?> { ["DOTNET_EnableDiagnostics"] = diagnostics },
            },
            "ready");
        string[] inherited =
        [
            .. from System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables()
               let name = (string)variable.Key
               where name != "DOTNET_EnableDiagnostics"
                   && (name.StartsWith("DOTNET_", StringComparison.Ordinal) || name.StartsWith("COMPlus_", StringComparison.Ordinal))
               select $"{name}={variable.Value}",
            .. diagnostics is null ? (string[])[] : [$"DOTNET_EnableDiagnostics={diagnostics}"],
        ];
        string[] shown = session.Client.GetScreen().GetText().TrimEnd('\n').Split('\n')[..^1];
        Assert.Equal(inherited.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> OpenFilesOf(int process) =>
        Directory.EnumerateFiles($"/proc/{process}/fd").Select(path => File.ResolveLinkTarget(path, returnFinalTarget: false)?.FullName ?? "");
}
