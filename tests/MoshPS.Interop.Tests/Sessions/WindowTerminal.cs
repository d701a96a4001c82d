using System.Globalization;
using System.Text;
using MoshPS.Engine.Ssh;
using MoshPS.Engine.Terminal;
using MoshPS.Interop.Tests.Cli;

namespace MoshPS.Interop.Tests.Sessions;

/// <summary>A client program, stock's or ours, in a tmux window: what a user sees.</summary>
/// <remarks>
/// tmux has no reverse video of the whole screen (mode 5), no mouse modes 9, 1001 and 1015, no flag that tells of
/// bracketed paste or focus reports, and takes the clipboard and bells for itself: none of these can be compared by
/// looking at a window.
/// </remarks>
internal sealed class WindowTerminal : ISessionTerminal
{
    private const string TitlePrefix = "[mosh] ";

    /// <summary>Every command line of the window's state, in the order in which <see cref="Parse"/> reads them.</summary>
    private const string StateFormat =
        "#{pane_width} #{pane_height} #{cursor_x} #{cursor_y} #{cursor_flag} "
        + "#{mouse_standard_flag} #{mouse_button_flag} #{mouse_all_flag} #{mouse_utf8_flag} #{mouse_sgr_flag} #{pane_title}";

    private readonly string _untouchedTitle;

    private WindowTerminal(string name, Tmux window, string untouchedTitle)
    {
        Name = name;
        Window = window;
        _untouchedTitle = untouchedTitle;
    }

    public string Name { get; }

    public Tmux Window { get; }

    /// <summary>Starts stock mosh-client in a window.</summary>
    public static Task<WindowTerminal> StartStockAsync(SshBootstrapResult server, int columns, int rows) =>
        StartAsync("stock mosh-client", [Programs.PathOf("mosh-client")], server, columns, rows);

    /// <summary>Starts <c>moshps client</c> in a window.</summary>
    public static Task<WindowTerminal> StartMoshPSAsync(SshBootstrapResult server, int columns, int rows) =>
        StartAsync("moshps client", [MoshPSProgram.Path, "client"], server, columns, rows);

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
        await Window.CommandAsync("paste-buffer", "-p", "-r", "-b", "paste");
    }

    public Task ResizeAsync(int columns, int rows) => Window.ResizeAsync(columns, rows);

    public async Task<Screen> GetScreenAsync()
    {
        // Both in one request, so that nothing changes in between. -N keeps blanks at the ends of lines.
        ProgramRun run = await Window.CommandAsync("display-message", "-p", StateFormat, ";", "capture-pane", "-p", "-e", "-N");
        return Parse(run.Output, _untouchedTitle);
    }

    public ValueTask DisposeAsync() => Window.DisposeAsync();

    private static async Task<WindowTerminal> StartAsync(string name, string[] program, SshBootstrapResult server, int columns, int rows)
    {
        Dictionary<string, string> environment = new()
        {
            ["MOSH_KEY"] = server.Key.ToBase64(),
            // What is compared are screens, not guesses.
            ["MOSH_PREDICTION_DISPLAY"] = "never",
        };
        Tmux window = await Tmux.StartAsync(
            [.. program, server.Server.Address.ToString(), $"{server.Server.Port}"], columns, rows, environment);

        // A window that no program has named carries the name of the machine.
        return new WindowTerminal(name, window, await window.QueryAsync("#{host}"));
    }

    /// <summary>Reads what tmux tells of a window into a screen.</summary>
    private static Screen Parse(string output, string untouchedTitle)
    {
        string[] lines = output.Split('\n');
        string[] state = lines[0].Split(' ', 11);
        int[] numbers = [.. state[..10].Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
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
        string title = state[10];
        if (title != untouchedTitle)
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
