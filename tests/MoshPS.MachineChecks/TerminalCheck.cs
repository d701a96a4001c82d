using MoshPS.Engine.Terminal;

namespace MoshPS.MachineChecks;

/// <summary>The parser, with its scan for text by vector instructions, the screen and the frames.</summary>
internal static class TerminalCheck
{
    private const int Columns = 80;
    private const int Rows = 24;

    /// <summary>Bytes of output between two frames: no divisor of a vector's length.</summary>
    private const int Portion = 601;

    /// <summary>Puts recorded output on a screen, and writes the frame that leads to it after each portion.</summary>
    public static void Write(IEnumerable<string> files, Stream output)
    {
        foreach (string file in files)
        {
            Emulator emulator = new(Columns, Rows);
            FrameWriter writer = new();
            Screen last = emulator.Screen.Snapshot();
            foreach (byte[] portion in File.ReadAllBytes(file).Chunk(Portion))
            {
                emulator.Write(portion);
                emulator.ClearReplies();
                Screen next = emulator.Screen.Snapshot();
                output.Write(writer.Write(last, next, initialised: true, TerminalCapabilities.Wire));
                last = next;
            }
        }
    }
}
