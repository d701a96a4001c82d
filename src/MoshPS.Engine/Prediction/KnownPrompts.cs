using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Prediction;

/// <summary>
/// The prompts after which typing was echoed: what is typed there next is likely to be echoed too. A prompt is known by
/// all of the text to the left of what is typed; the last ones are remembered. Only prompts for commands count: one that
/// asks a question may ask for a secret next time, in the same words.
/// </summary>
internal sealed class KnownPrompts
{
    private const int Capacity = 16;

    // How prompts of shells and interpreters end. An indentation is no sign of anything, and ':' and '?' are questions.
    private const string Ends = "$#%>❯❱➜›»λ▶→";

    // FNV-1a.
    private const ulong Basis = 0xcbf29ce484222325;
    private const ulong Prime = 0x100000001b3;

    private readonly ulong[] _prompts = new ulong[Capacity];
    private int _next;

    /// <summary>Tells prompts apart; 0 for what is none.</summary>
    public static ulong Identify(Screen screen, int row, int column)
    {
        ulong hash = Basis;
        uint end = 0;
        foreach (Cell cell in screen.GetCells(row)[..column])
        {
            end = CellContent.IsBlank(cell) ? end : cell.Content;
            hash = (hash ^ CellContent.Of(cell)) * Prime;
        }

        return end is > 0 and <= char.MaxValue && Ends.Contains((char)end) ? hash : 0;
    }

    public bool Knows(ulong prompt) => prompt != 0 && Array.IndexOf(_prompts, prompt) >= 0;

    /// <summary>What was typed there was echoed.</summary>
    public void Learn(ulong prompt)
    {
        if (prompt != 0 && !Knows(prompt))
        {
            _prompts[_next] = prompt;
            _next = (_next + 1) % Capacity;
        }
    }

    /// <summary>What was typed there was not echoed.</summary>
    public void Forget(ulong prompt)
    {
        int index = Array.IndexOf(_prompts, prompt);
        if (index >= 0)
        {
            _prompts[index] = 0;
        }
    }
}
