namespace MoshPS.Engine.Client.Recording;

/// <summary>The kinds of events of asciicasts.</summary>
public enum AsciicastEventKind
{
    /// <summary>Output of the terminal: <c>o</c>.</summary>
    Output,

    /// <summary>Another size of the terminal, as <c>COLUMNSxROWS</c>: <c>r</c>.</summary>
    Resize,

    /// <summary>Input of the user: <c>i</c>. Ours never have it, since it may be a password.</summary>
    Input,

    /// <summary>A mark to jump to: <c>m</c>.</summary>
    Marker,

    /// <summary>Something else, such as the exit status of version 3; of no account for playing.</summary>
    Other,
}
