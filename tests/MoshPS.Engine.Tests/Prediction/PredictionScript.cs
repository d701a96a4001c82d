using System.Text;
using MoshPS.Engine.Prediction;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Prediction;

/// <summary>
/// A story of a user, a program and the link between them, told in steps: <c>Keys</c> is what the user types,
/// <c>HostPrints</c> what the program writes, <c>Confirms</c> the server's word that the screen shows the effect of all
/// keys so far. Time stands still unless <c>Wait</c> moves it.
/// </summary>
internal sealed class PredictionScript
{
    public const string LeftArrow = "\eOD";
    public const string RightArrow = "\eOC";
    public const string Backspace = "\x7f";
    public const string Enter = "\r";

    private readonly PredictionEngine _engine;
    private readonly Emulator _host;
    private readonly int _sendInterval;
    private ulong _lastSent = 1;
    private ulong _echoAcknowledged = 1;
    private ulong _acknowledged = 1;
    private long _now = 10_000;

    /// <param name="options">How to predict; by default always, so that no link need be slow.</param>
    /// <param name="columns">Width of the screen.</param>
    /// <param name="rows">Height of the screen.</param>
    /// <param name="sendInterval">The link: half its round trip time.</param>
    public PredictionScript(PredictionOptions? options = null, int columns = 20, int rows = 3, int sendInterval = 50)
    {
        _engine = new PredictionEngine(options ?? new PredictionOptions { Mode = PredictionMode.Always }, new PredictionCounters());
        _host = new Emulator(columns, rows);
        _sendInterval = sendInterval;
        Look();
    }

    public PredictionCounters Counters => _engine.Counters;

    public PredictionEngine Engine => _engine;

    /// <summary>The screen as the user sees it.</summary>
    public Screen Seen => Look();

    /// <summary>How many reads of keys the server has not said to be shown.</summary>
    public int KeysUnanswered => (int)(_lastSent - _echoAcknowledged);

    /// <summary>The user types; each string is one read, which is sent at once.</summary>
    public PredictionScript Keys(params string[] reads)
    {
        foreach (string read in reads)
        {
            _engine.Update(new PredictionFeedback(_lastSent, _echoAcknowledged, _acknowledged, _sendInterval));
            foreach (byte key in Encoding.UTF8.GetBytes(read))
            {
                _engine.Type(_now, key, _host.Screen.Snapshot());
            }

            _lastSent++;
            Look();
        }

        return this;
    }

    /// <summary>The program writes.</summary>
    public PredictionScript HostPrints(string output)
    {
        _host.Write(Encoding.UTF8.GetBytes(output));
        Look();
        return this;
    }

    /// <summary>The server says that the screen shows the effect of all keys so far.</summary>
    public PredictionScript Confirms()
    {
        _echoAcknowledged = _lastSent;
        _acknowledged = _lastSent;
        Look();
        return this;
    }

    /// <summary>The server has received all keys so far, and does not say yet that the screen shows their effect.</summary>
    public PredictionScript Receives()
    {
        _acknowledged = _lastSent;
        Look();
        return this;
    }

    /// <summary>The program answers the next few keys, and the server says so.</summary>
    public PredictionScript HostAnswers(int keys, string output)
    {
        _host.Write(Encoding.UTF8.GetBytes(output));
        _echoAcknowledged += (ulong)keys;
        _acknowledged = Math.Max(_acknowledged, _echoAcknowledged);
        Look();
        return this;
    }

    /// <summary>The server says that the screen shows the effect of all reads so far but the last few.</summary>
    public PredictionScript ConfirmsAllBut(uint reads)
    {
        _echoAcknowledged = _lastSent - reads;
        Look();
        return this;
    }

    /// <summary>The program echoes all keys so far, and the server says so.</summary>
    public PredictionScript HostEchoes(string output)
    {
        _host.Write(Encoding.UTF8.GetBytes(output));
        return Confirms();
    }

    public PredictionScript Wait(int milliseconds)
    {
        _now += milliseconds;
        Look();
        return this;
    }

    /// <summary>The first keys of a line, echoed: from here on typing is known to be echoed.</summary>
    public PredictionScript AtPrompt(string prompt = "$ ") => HostPrints(prompt).Keys("e").HostEchoes("e").Keys(Backspace).HostEchoes("\b\e[K").Keys("e").HostEchoes("e");

    /// <summary>What the user sees in a row, without blanks at the end.</summary>
    public PredictionScript Shows(string text, int row = 0)
    {
        Assert.Equal(text, Look().GetRowText(row).TrimEnd());
        return this;
    }

    /// <summary>Where the user sees the cursor.</summary>
    public PredictionScript ShowsCursorAt(int row, int column)
    {
        Screen seen = Look();
        Assert.Equal((row, column), (seen.CursorRow, seen.CursorColumn));
        return this;
    }

    /// <summary>What the user sees in a row, where something predicted is shown.</summary>
    public PredictionScript ShowsPredicted(string text, int row = 0)
    {
        Assert.NotEqual(_host.Screen.GetRowText(row), Look().GetRowText(row));
        return Shows(text, row);
    }

    /// <summary>The user sees just what the server's screen shows.</summary>
    public PredictionScript ShowsNothingPredicted()
    {
        Assert.Equal(StyledScreen(_host.Screen), StyledScreen(Look()));
        return this;
    }

    public PredictionScript Underlines(string text, int row = 0)
    {
        Screen seen = Look();
        StringBuilder underlined = new();
        for (int column = 0; column < seen.Columns; column++)
        {
            if (seen[row, column].Rendition.Attributes.HasFlag(CharacterAttributes.Underline))
            {
                underlined.Append(seen.GetCellText(row, column) is { Length: > 0 } shown ? shown : " ");
            }
        }

        Assert.Equal(text, underlined.ToString());
        return this;
    }

    private static string StyledScreen(Screen screen) => string.Join(
        '\n', Enumerable.Range(0, screen.Rows).Select(row => StyledText.GetRow(screen, row)))
        + $"\n{screen.CursorRow},{screen.CursorColumn}";

    private Screen Look()
    {
        _engine.Update(new PredictionFeedback(_lastSent, _echoAcknowledged, _acknowledged, _sendInterval));
        Screen newest = _host.Screen.Snapshot();
        _engine.Cull(_now, newest);
        Screen frame = newest.Snapshot();
        _engine.Draw(frame);
        return frame;
    }
}
