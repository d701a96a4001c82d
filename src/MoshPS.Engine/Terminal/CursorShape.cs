namespace MoshPS.Engine.Terminal;

/// <summary>The form of the cursor: the values of DECSCUSR, as xterm extends it.</summary>
public enum CursorShape : byte
{
    /// <summary>What the terminal has by itself.</summary>
    Default,

    /// <summary>A block that blinks.</summary>
    BlinkingBlock,

    /// <summary>A block.</summary>
    Block,

    /// <summary>A line below the character that blinks.</summary>
    BlinkingUnderline,

    /// <summary>A line below the character.</summary>
    Underline,

    /// <summary>A bar before the character that blinks.</summary>
    BlinkingBar,

    /// <summary>A bar before the character.</summary>
    Bar,
}
