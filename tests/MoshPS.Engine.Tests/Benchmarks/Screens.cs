using System.Text;
using MoshPS.Benchmarks.Typing;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Benchmarks;

/// <summary>Screens of 20×4 to look at.</summary>
internal static class Screens
{
    /// <summary>What a program's output looks like.</summary>
    public static ShownScreen After(string output)
    {
        Emulator emulator = new(20, 4);
        emulator.Write(Encoding.UTF8.GetBytes(output));
        return ShownScreen.Of(emulator.Screen);
    }

    /// <summary>A trace of keys, each with all output until then; the last key ends the program.</summary>
    public static TypingTrace Trace(string before, params (string Key, string Output)[] keys) => new(
        "test",
        20,
        4,
        After(before),
        [.. keys.Append(("\r", "")).Select(key => new TypedKey(TimeSpan.FromMilliseconds(100), Encoding.UTF8.GetBytes(key.Item1), After(key.Item2)))]);
}
