using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MoshPS.Interop.Tests.Fixtures;

/// <summary>
/// A real terminal that a test can look at: one tmux window, in a tmux server of its own, which runs one
/// program. Nothing is shared with other tests or with the user's tmux.
/// </summary>
internal sealed partial class Tmux : IAsyncDisposable
{
    // What is on record goes through tmux and a process behind it, and so is behind what happens. A mark behind the last
    // output tells when it has caught up: a command to the terminal that none knows, and that shows nothing.
    private const string EndMark = "\e]7777;end\a";
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(20);

    private readonly TemporaryDirectory _directory = new();
    private readonly ProcessMark _mark = new();
    private int _reads;

    private Tmux()
    {
    }

    /// <summary>Starts a program in a window of this size; no command: a plain sh.</summary>
    /// <param name="command">Program and arguments, not seen by any shell.</param>
    /// <param name="columns">Width of the window.</param>
    /// <param name="rows">Height of the window.</param>
    /// <param name="environment">Variables of the program.</param>
    public static async Task<Tmux> StartAsync(
        IReadOnlyList<string>? command = null,
        int columns = 80,
        int rows = 24,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var tmux = new Tmux();
        // No status line, true colour, and the window stays as it is when its program ends, to be looked at. Bells are
        // counted in #{@bells}; the clipboard is the newest buffer.
        string configuration = tmux._directory.Write(
            "tmux.conf",
            """
            set -g status off
            set -g remain-on-exit on
            set -g remain-on-exit-format ''
            set -g default-terminal tmux-256color
            set -ga terminal-features '*:RGB'
            set -g escape-time 0
            set -g history-limit 20000
            set -g bell-action any
            set -g @bells 0
            set-hook -g alert-bell "set -gF @bells '#{e|+:#{@bells},1}'"
            set -s set-clipboard on

            """);
        var variables = new Dictionary<string, string?>
        {
            ["TMUX"] = null,
            ["LANG"] = "C.UTF-8",
            ["LC_ALL"] = null,
            [ProcessMark.Name] = tmux._mark.Value,
            // No profile of the tester's is to run, and no history to be written.
            ["HOME"] = tmux._directory.Path,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            variables[name] = value;
        }

        var run = await ProgramRun.RunAsync(
            "tmux",
            [
                "-u", "-f", configuration, "-S", tmux._directory["socket"],
                "new-session", "-d", "-x", $"{columns}", "-y", $"{rows}",
                // tmux itself now and then forgets the status of a program that has ended.
                "/bin/sh", "-c", $"\"$@\"; echo \"=$?\" >\"$0\"; printf '{EndMark}'", tmux._directory["status"], .. command ?? ["/bin/sh"],
                ";", "pipe-pane", $"exec cat >>{tmux.RecordPath}",
            ],
            variables);
        if (run.ExitCode != 0)
        {
            await tmux.DisposeAsync();
            run.EnsureSuccess();
        }

        return tmux;
    }

    /// <summary>
    /// A file that all that the program writes to the window goes to, a moment later: for those who follow it.
    /// <see cref="ReadRecordAsync"/> is for all others.
    /// </summary>
    public string RecordPath => _directory["record"];

    /// <summary>All that the program has written to the window so far, of what the window shows at the least.</summary>
    public async Task<string> ReadRecordAsync()
    {
        if (ExitStatus() is null)
        {
            string mark = string.Create(CultureInfo.InvariantCulture, $"\e]7777;{++_reads}\a");
            await File.WriteAllTextAsync(await QueryAsync("#{pane_tty}"), mark);
            long start = Stopwatch.GetTimestamp();
            while (!(await File.ReadAllTextAsync(RecordPath)).Contains(mark, StringComparison.Ordinal))
            {
                if (Stopwatch.GetElapsedTime(start) > DefaultLimit)
                {
                    throw new TimeoutException("The record of what the program wrote does not catch up.");
                }

                await Task.Delay(20);
            }
        }

        return Mark().Replace(await File.ReadAllTextAsync(RecordPath), "");
    }

    /// <summary>Types text, literally.</summary>
    public Task TypeAsync(string text) => CommandAsync("send-keys", "-l", "--", text);

    /// <summary>Presses keys by tmux's names, such as Enter, Up, C-c, F5.</summary>
    public Task PressAsync(params string[] keys) => CommandAsync(["send-keys", .. keys]);

    /// <summary>Types a line and Enter.</summary>
    public async Task TypeLineAsync(string text)
    {
        await TypeAsync(text);
        await PressAsync("Enter");
    }

    /// <summary>The window's lines as text, trailing blanks cut.</summary>
    public async Task<string[]> CaptureAsync() => (await CommandAsync("capture-pane", "-p")).Output.TrimEnd('\n').Split('\n');

    /// <summary>The window's lines with escape sequences for colours and attributes.</summary>
    public async Task<string[]> CaptureWithColoursAsync() => (await CommandAsync("capture-pane", "-p", "-e")).Output.TrimEnd('\n').Split('\n');

    /// <summary>Cursor column and row, from 0.</summary>
    public async Task<(int Column, int Row)> CursorAsync()
    {
        string[] words = (await QueryAsync("#{cursor_x} #{cursor_y}")).Split(' ');
        return (int.Parse(words[0], null), int.Parse(words[1], null));
    }

    /// <summary>Expands a tmux format, such as <c>#{pane_title}</c>.</summary>
    public async Task<string> QueryAsync(string format) => (await CommandAsync("display-message", "-p", format)).Output.TrimEnd('\n');

    /// <summary>
    /// The program's exit status (128 + N when signal N ended it), or null while it runs, or while the window and the record
    /// do not have all that it wrote.
    /// </summary>
    public int? ExitStatus() =>
        File.Exists(_directory["status"]) && File.ReadAllText(_directory["status"]) is ['=', .. var status, '\n'] && IsRecordComplete()
            ? int.Parse(status, null)
            : null;

    /// <summary>Gives the window another size.</summary>
    public Task ResizeAsync(int columns, int rows) => CommandAsync("resize-window", "-x", $"{columns}", "-y", $"{rows}");

    /// <summary>Any tmux command on this window's server.</summary>
    public async Task<ProgramRun> CommandAsync(params string[] command) =>
        (await ProgramRun.RunAsync("tmux", ["-u", "-S", _directory["socket"], .. command], new Dictionary<string, string?> { ["TMUX"] = null }))
        .EnsureSuccess();

    /// <summary>Waits until the window's text matches.</summary>
    /// <returns>The text, lines joined by LF.</returns>
    /// <exception cref="TimeoutException">It did not; the message shows the window.</exception>
    public Task<string> WaitForAsync(string pattern, TimeSpan? limit = null) =>
        WaitForAsync(text => Regex.IsMatch(text, pattern, RegexOptions.Multiline), $"/{pattern}/", limit);

    /// <summary>Waits until the window's text satisfies a condition.</summary>
    /// <exception cref="TimeoutException">It did not; the message shows the window.</exception>
    public async Task<string> WaitForAsync(Func<string, bool> condition, string description, TimeSpan? limit = null)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            string text = string.Join('\n', await CaptureAsync());
            if (condition(text))
            {
                return text;
            }

            if (Stopwatch.GetElapsedTime(start) > (limit ?? DefaultLimit))
            {
                throw new TimeoutException($"The window never showed {description}:\n{text}");
            }

            await Task.Delay(50);
        }
    }

    /// <summary>Waits for the program's end, and until the window and the record have all that it wrote.</summary>
    /// <returns>Its exit status.</returns>
    public async Task<int> WaitForExitAsync(TimeSpan? limit = null)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (ExitStatus() is { } status)
            {
                return status;
            }

            if (Stopwatch.GetElapsedTime(start) > (limit ?? DefaultLimit))
            {
                throw new TimeoutException($"The program did not end:\n{string.Join('\n', await CaptureAsync())}");
            }

            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(_directory["socket"]))
        {
            await ProgramRun.RunAsync("tmux", "-S", _directory["socket"], "kill-server");
        }

        _mark.Dispose();
        _directory.Dispose();
    }

    private bool IsRecordComplete()
    {
        using FileStream record = new(RecordPath, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        byte[] mark = Encoding.ASCII.GetBytes(EndMark);
        if (record.Length < mark.Length)
        {
            return false;
        }

        record.Seek(-mark.Length, SeekOrigin.End);
        byte[] end = new byte[mark.Length];
        return record.ReadAtLeast(end, end.Length, throwOnEndOfStream: false) == end.Length && end.AsSpan().SequenceEqual(mark);
    }

    [GeneratedRegex(@"\e\]7777;\w+\a")]
    private static partial Regex Mark();
}
