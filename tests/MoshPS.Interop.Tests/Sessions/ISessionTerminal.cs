using MoshPS.Engine.Terminal;

namespace MoshPS.Interop.Tests.Sessions;

/// <summary>A terminal with a remote session in it, which a script can use and a test can look at.</summary>
internal interface ISessionTerminal : IAsyncDisposable
{
    /// <summary>What it is, for messages.</summary>
    string Name { get; }

    /// <summary>Sends input as a keyboard would: text, or the sequences of keys in application cursor mode.</summary>
    Task SendAsync(string input);

    /// <summary>Pastes text, in brackets if the program has asked for them.</summary>
    Task PasteAsync(string text);

    /// <summary>Gives the terminal another size.</summary>
    Task ResizeAsync(int columns, int rows);

    /// <summary>What it shows now: cells, cursor, mouse modes, title.</summary>
    Task<Screen> GetScreenAsync();
}
