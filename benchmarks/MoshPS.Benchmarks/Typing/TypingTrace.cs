using System.Text;
using MoshPS.Engine.Client.Recording;
using MoshPS.Engine.Terminal;

namespace MoshPS.Benchmarks.Typing;

/// <summary>
/// What somebody typed into a program, and what the program's screen was after each key: an asciicast with events of
/// both directions.
/// </summary>
/// <param name="Name">The recording's name.</param>
/// <param name="Columns">Width of the terminal.</param>
/// <param name="Rows">Height of the terminal.</param>
/// <param name="Before">The screen before the first key.</param>
/// <param name="Keys">The keys.</param>
internal sealed record TypingTrace(string Name, int Columns, int Rows, ShownScreen Before, IReadOnlyList<TypedKey> Keys)
{
    /// <summary>The last key ends the program and, with that, the session: it has no screen.</summary>
    public IReadOnlyList<TypedKey> KeysWithScreen { get; } = [.. Keys.Take(Keys.Count - 1)];

    /// <summary>Reads a recording.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is none, or nobody types in it.</exception>
    public static TypingTrace Load(string path)
    {
        using AsciicastReader reader = AsciicastReader.Open(path);
        Emulator emulator = new(reader.Header.Columns, reader.Header.Rows);
        List<(TimeSpan Time, byte[] Bytes, ShownScreen Before)> inputs = [];
        while (reader.TryRead(out AsciicastEvent recorded))
        {
            if (recorded.Kind == AsciicastEventKind.Output)
            {
                emulator.Write(Encoding.UTF8.GetBytes(recorded.Data));
            }
            else if (recorded.Kind == AsciicastEventKind.Input)
            {
                inputs.Add((recorded.Time, Encoding.UTF8.GetBytes(recorded.Data), ShownScreen.Of(emulator.Screen)));
            }
        }

        if (inputs.Count == 0)
        {
            throw new InvalidDataException($"{path} has no events of kind \"i\": nobody types in it.");
        }

        ShownScreen last = ShownScreen.Of(emulator.Screen);
        TypedKey[] keys =
        [
            .. inputs.Select((input, index) => new TypedKey(
                index == 0 ? TimeSpan.Zero : input.Time - inputs[index - 1].Time,
                input.Bytes,
                index + 1 < inputs.Count ? inputs[index + 1].Before : last)),
        ];
        return new TypingTrace(
            Path.GetFileNameWithoutExtension(path), reader.Header.Columns, reader.Header.Rows, inputs[0].Before, keys);
    }
}
