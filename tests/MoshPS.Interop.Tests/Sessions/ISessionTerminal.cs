using MoshPS.Engine.Terminal;

namespace MoshPS.Interop.Tests.Sessions;

/// <summary>A terminal with a remote session in it, which a script can use and a test can look at.</summary>
internal interface ISessionTerminal : IAsyncDisposable
{
    /// <summary>Sends input as a keyboard would: text, or the sequences of keys in application cursor mode.</summary>
    Task SendAsync(string input);

    /// <summary>Pastes text, in brackets if the program has asked for them.</summary>
    Task PasteAsync(string text);

    /// <summary>Gives the terminal another size.</summary>
    Task ResizeAsync(int columns, int rows);

    /// <summary>What it shows now: cells, cursor, modes, title, clipboard, bells.</summary>
    Task<Screen> GetScreenAsync();

    /// <summary>Ends the session from the client's side, as the user would.</summary>
    Task QuitAsync();

    /// <summary>Waits for the client's end.</summary>
    /// <returns>What was not as it should be with it; null: it was a clean one.</returns>
    Task<string?> WaitForEndAsync(TimeSpan limit);
}
