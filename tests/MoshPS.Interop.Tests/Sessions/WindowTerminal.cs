using System.Globalization;
using System.Net;
using System.Text;
using MoshPS.Engine.Terminal;
using MoshPS.Interop.Tests.Cli;

namespace MoshPS.Interop.Tests.Sessions;

/// <summary>A client program, stock's or ours, in a tmux window: what a user sees.</summary>
/// <remarks>
/// tmux has no reverse video of the whole screen (mode 5), no mouse modes 9, 1001 and 1015, and no flag that tells of
/// bracketed paste or focus reports: these are read from what the client wrote to the window.
/// </remarks>
internal sealed class WindowTerminal : ISessionTerminal
{
    private const string TitlePrefix = "[mosh] ";

    /// <summary>How many of the words of <see cref="StateFormat"/> are numbers, before the clipboard and the title.</summary>
    private const int StateNumbers = 11;

    /// <summary>The window's state, in the order in which <see cref="Parse"/> reads it. The clipboard is cut after some columns.</summary>
    private const string StateFormat =
        "#{pane_width} #{pane_height} #{cursor_x} #{cursor_y} #{cursor_flag} "
        + "#{mouse_standard_flag} #{mouse_button_flag} #{mouse_all_flag} #{mouse_utf8_flag} #{mouse_sgr_flag} #{@bells} #{buffer_sample}\t#{pane_title}";

    private readonly string _untouchedTitle;
    private readonly RecordedModes _modes;

    private WindowTerminal(Tmux window, string untouchedTitle)
    {
        Window = window;
        _untouchedTitle = untouchedTitle;
        _modes = new RecordedModes(window.RecordPath);
    }

    public Tmux Window { get; }

    /// <summary>Starts stock mosh-client in a window.</summary>
    public static Task<WindowTerminal> StartStockAsync(IPEndPoint server, string key, int columns, int rows) =>
        StartAsync([Programs.PathOf("mosh-client")], server, key, columns, rows);

    /// <summary>Starts <c>moshps client</c> in a window.</summary>
    public static Task<WindowTerminal> StartMoshPSAsync(IPEndPoint server, string key, int columns, int rows) =>
        StartAsync([MoshPSProgram.Path, "client"], server, key, columns, rows);

    public async Task SendAsync(string input)
    {
        // One call takes as many keys as there are: bytes in hexadecimal, whatever they mean.
        foreach (byte[] piece in Encoding.UTF8.GetBytes(input).Chunk(1000))
        {
            await Window.CommandAsync(["send-keys", "-H", .. piece.Select(value => value.ToString("x2", CultureInfo.InvariantCulture))]);
        }
    }

    public async Task PasteAsync(string text)
    {
        await Window.CommandAsync("set-buffer", "-b", "paste", text);
        await Window.CommandAsync("paste-buffer", "-d", "-p", "-r", "-b", "paste");
    }

    public Task ResizeAsync(int columns, int rows) => Window.ResizeAsync(columns, rows);

    public async Task<Screen> GetScreenAsync()
    {
        // Both in one request, so that nothing changes in between. -N keeps blanks at the ends of lines.
        ProgramRun run = await Window.CommandAsync("display-message", "-p", StateFormat, ";", "capture-pane", "-p", "-e", "-N");
        return Parse(run.Output);
    }

    public Task QuitAsync() => SendAsync("\u001E.");

    public async Task<string?> WaitForEndAsync(TimeSpan limit)
    {
        int status = await Window.WaitForExitAsync(limit);
        string text = await Window.ReadRecordAsync();
        return status == 0 && text.Contains("[mosh is exiting.]", StringComparison.Ordinal) && !text.Contains("mosh did not", StringComparison.Ordinal)
            ? null
            : $"Exit status {status}:\n{string.Join('\n', await Window.CaptureAsync())}";
    }

    public ValueTask DisposeAsync() => Window.DisposeAsync();

    private static async Task<WindowTerminal> StartAsync(string[] program, IPEndPoint server, string key, int columns, int rows)
    {
        Dictionary<string, string> environment = new()
        {
            ["MOSH_KEY"] = key,
            // What is compared are screens, not guesses.
            ["MOSH_PREDICTION_DISPLAY"] = "never",
        };
        Tmux window = await Tmux.StartAsync([.. program, server.Address.ToString(), $"{server.Port}"], columns, rows, environment);

        // A window that no program has named carries the name of the machine.
        return new WindowTerminal(window, await window.QueryAsync("#{host}"));
    }

    /// <summary>Reads what tmux tells of a window into a screen.</summary>
    private Screen Parse(string output)
    {
        string[] lines = output.Split('\n');
        string[] state = lines[0].Split(' ', StateNumbers + 1);
        int[] numbers = [.. state[..StateNumbers].Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
        (int columns, int rows) = (numbers[0], numbers[1]);
        Emulator reader = new(columns, rows);
        StringBuilder text = new();
        for (int row = 0; row < rows && row + 1 < lines.Length; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\e[{row + 1};1H{lines[row + 1]}");
        }

        // The pen of the window is not known; the default one stands for it.
        text.Append("\e[m");
        AppendMode(25, numbers[4] != 0);
        AppendMode(1000, numbers[5] != 0);
        AppendMode(1002, numbers[6] != 0);
        AppendMode(1003, numbers[7] != 0);
        AppendMode(1005, numbers[8] != 0);
        AppendMode(1006, numbers[9] != 0);
        text.Append(_modes.Read());
        text.Append('\a', numbers[10]);
        string[] texts = state[StateNumbers].Split('\t', 2);
        text.Append(CultureInfo.InvariantCulture, $"\e]52;c;{Convert.ToBase64String(Encoding.UTF8.GetBytes(texts[0]))}\a");
        string title = texts[1];
        if (title != _untouchedTitle)
        {
            title = title.StartsWith(TitlePrefix, StringComparison.Ordinal) ? title[TitlePrefix.Length..] : $"without the prefix: {title}";
            text.Append(CultureInfo.InvariantCulture, $"\e]0;{title}\a");
        }

        // With a wrap pending tmux counts one column more than there are.
        text.Append(CultureInfo.InvariantCulture, $"\e[{numbers[3] + 1};{Math.Min(numbers[2], columns - 1) + 1}H");
        reader.Write(Encoding.UTF8.GetBytes(text.ToString()));
        return reader.Screen;

        void AppendMode(int mode, bool isOn)
        {
            if (isOn || mode == 25)
            {
                text.Append(CultureInfo.InvariantCulture, $"\e[?{mode}{(isOn ? 'h' : 'l')}");
            }
        }
    }
}
