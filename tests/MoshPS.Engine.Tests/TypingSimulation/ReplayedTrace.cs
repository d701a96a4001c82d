using System.Text;
using MoshPS.Engine.Client.Recording;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.TypingSimulation;

/// <summary>What a program wrote because of a key.</summary>
/// <param name="Delay">Milliseconds after the key had arrived.</param>
/// <param name="Bytes">The output.</param>
internal readonly record struct RecordedOutput(int Delay, byte[] Bytes);

/// <summary>A key of a trace, or a paste.</summary>
/// <param name="Time">Milliseconds since the start of the recording.</param>
/// <param name="Input">What the user's terminal sends for it.</param>
/// <param name="Outputs">What the program wrote before the next key.</param>
internal sealed record ReplayedKey(long Time, byte[] Input, IReadOnlyList<RecordedOutput> Outputs);

/// <summary>
/// A recording of typing into a real program (tests/TypingTraces). Output belongs to the last key before it: each key
/// was recorded on a machine of its own speed, without a network, so that its effect came before the next.
/// </summary>
internal sealed class ReplayedTrace
{
    private readonly List<Screen> _screens = [];

    private ReplayedTrace(string name, AsciicastHeader header, List<RecordedOutput> greeting, List<ReplayedKey> keys)
    {
        Name = name;
        Columns = header.Columns;
        Rows = header.Rows;
        Greeting = greeting;
        Keys = keys;
        Emulator host = new(Columns, Rows);
        foreach (IReadOnlyList<RecordedOutput> outputs in keys.Select(key => key.Outputs).Prepend(greeting))
        {
            foreach (RecordedOutput output in outputs)
            {
                host.Write(output.Bytes);
            }

            _screens.Add(host.Screen.Snapshot());
        }
    }

    public string Name { get; }

    public int Columns { get; }

    public int Rows { get; }

    /// <summary>What the program wrote at its start; delays are from then.</summary>
    public IReadOnlyList<RecordedOutput> Greeting { get; }

    public IReadOnlyList<ReplayedKey> Keys { get; }

    /// <summary>Reads a trace from the folder <c>TypingTraces</c> beside the program.</summary>
    /// <param name="name">Its name, without extension.</param>
    public static ReplayedTrace Load(string name)
    {
        using AsciicastReader reader = AsciicastReader.Open(Path.Combine(AppContext.BaseDirectory, "TypingTraces", name + ".cast"));
        List<RecordedOutput> greeting = [];
        List<ReplayedKey> keys = [];
        List<RecordedOutput> outputs = greeting;
        double cause = 0;
        while (reader.TryRead(out AsciicastEvent recorded))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(recorded.Data);
            double time = recorded.Time.TotalMilliseconds;
            if (recorded.Kind == AsciicastEventKind.Input)
            {
                cause = time;
                outputs = [];
                keys.Add(new ReplayedKey((long)Math.Round(time), bytes, outputs));
            }
            else if (recorded.Kind == AsciicastEventKind.Output)
            {
                outputs.Add(new RecordedOutput((int)Math.Ceiling(time - cause), bytes));
            }
        }

        return new ReplayedTrace(name, reader.Header, greeting, keys);
    }

    /// <summary>The program's screen when it had dealt with a key, whatever the network does.</summary>
    /// <param name="key">The key's index; −1 for the screen before the first.</param>
    public Screen ScreenAfter(int key) => _screens[key + 1];
}
