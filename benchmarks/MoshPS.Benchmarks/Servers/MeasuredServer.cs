using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using MoshPS.Engine.Client;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Terminal;
using MoshPS.Interop.Tests.Fixtures;

namespace MoshPS.Benchmarks.Servers;

/// <summary>A mosh server on the loopback interface, stock's or ours, and the engine's client in it: the same for both.</summary>
internal sealed partial class MeasuredServer : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly ProcessMark _mark;
    private MoshClient? _client;

    private MeasuredServer(ProcessMark mark, TimeSpan startTime, Match connectLine, Match notice)
    {
        _mark = mark;
        StartTime = startTime;
        Port = int.Parse(connectLine.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        Key = connectLine.Groups[2].Value;
        Process = new ProcessFigures(int.Parse(notice.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
    }

    /// <summary>From the start of the program until its connect line was read.</summary>
    public TimeSpan StartTime { get; }

    /// <summary>The process that serves the session.</summary>
    public ProcessFigures Process { get; }

    /// <summary>The client.</summary>
    public MoshClient Client => _client ?? throw new InvalidOperationException("There is no client yet.");

    /// <summary>The UDP port.</summary>
    public int Port { get; }

    /// <summary>The session key, as printed.</summary>
    public string Key { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="program">Whose.</param>
    /// <param name="home">The home directory of what runs in the session, where there is no profile, and where its temporary files go.</param>
    /// <param name="command">What to run in the session.</param>
    public static MeasuredServer Start(ServerProgram program, TemporaryDirectory home, params string[] command) =>
        Start(program, IPAddress.Loopback, home, command);

    /// <summary>Starts a server.</summary>
    /// <param name="program">Whose.</param>
    /// <param name="address">The address to bind.</param>
    /// <param name="home">The home directory of what runs in the session, where there is no profile, and where its temporary files go.</param>
    /// <param name="command">What to run in the session.</param>
    public static MeasuredServer Start(ServerProgram program, IPAddress address, TemporaryDirectory home, params string[] command)
    {
        ProcessMark mark = new();
        ProcessStartInfo start = new(
            program.Path, [.. program.Arguments, "new", "-i", address.ToString(), "-c", "256", "--", .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[ProcessMark.Name] = mark.Value;
        start.Environment["HOME"] = home.Path;
        start.Environment["TMPDIR"] = home.Path;
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["PS1"] = "$ ";

        // Should this program be killed, its servers are to end some time.
        start.Environment["MOSH_SERVER_NETWORK_TMOUT"] = "600";
        foreach (string variable in (ReadOnlySpan<string>)["LC_ALL", "TMUX", "SSH_CONNECTION"])
        {
            start.Environment.Remove(variable);
        }

        long started = Stopwatch.GetTimestamp();
        using Process process = System.Diagnostics.Process.Start(start)!;
        StringBuilder output = new();
        TimeSpan startTime = default;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            output.Append(line).Append('\n');
            if (line.StartsWith("MOSH CONNECT ", StringComparison.Ordinal))
            {
                startTime = Stopwatch.GetElapsedTime(started);
                break;
            }
        }

        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Match connectLine = ConnectLine().Match(output.ToString());
        Match notice = DetachedNotice().Match(error);
        if (connectLine.Success && notice.Success)
        {
            return new MeasuredServer(mark, startTime, connectLine, notice);
        }

        mark.Dispose();
        throw new InvalidOperationException($"{program.Name} did not start: {output}{error}");
    }

    /// <summary>Lets the client in.</summary>
    public MeasuredServer Connect()
    {
        if (!SessionKey.TryParse(Key, out SessionKey? key, out string? error))
        {
            throw new InvalidOperationException(error);
        }

        _client = MoshClient.Start(new MoshClientOptions { Server = new IPEndPoint(IPAddress.Loopback, Port), Key = key });
        using CancellationTokenSource limit = new(Limit);
        _client.WaitForConnectionAsync(limit.Token).GetAwaiter().GetResult();
        return this;
    }

    /// <summary>Types.</summary>
    public void Send(string text) => Client.Send(Encoding.ASCII.GetBytes(text));

    /// <summary>Waits for text on the screen.</summary>
    public void WaitFor(string text)
    {
        using CancellationTokenSource limit = new(Limit);
        Client.WaitForPatternAsync(new Regex(Regex.Escape(text)), limit.Token).GetAwaiter().GetResult();
    }

    /// <summary>Waits for a screen.</summary>
    public void WaitFor(Func<Screen, bool> isRight)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            Task change = Client.Session.Changes.Next();
            if (isRight(Client.GetScreen()))
            {
                return;
            }

            if (!change.Wait(Limit) || Stopwatch.GetElapsedTime(start) > Limit)
            {
                throw new TimeoutException($"The screen never came: {ScreenText.Get(Client.GetScreen())}");
            }
        }
    }

    /// <summary>Waits until the screen rests.</summary>
    public void WaitForQuiet(int milliseconds)
    {
        using CancellationTokenSource limit = new(Limit);
        Client.WaitForQuietAsync(TimeSpan.FromMilliseconds(milliseconds), limit.Token).GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client?.Abort();
        _mark.Dispose();
    }

    [GeneratedRegex(@"^MOSH CONNECT (\d+) (\S{22})\s*$", RegexOptions.Multiline)]
    private static partial Regex ConnectLine();

    [GeneratedRegex(@"^\[mosh-server detached, pid = (\d+)\]", RegexOptions.Multiline)]
    private static partial Regex DetachedNotice();
}
