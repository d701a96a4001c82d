namespace MoshPS.Engine.Terminal;

/// <summary>How mouse events are encoded; the values are the DEC private modes.</summary>
public enum MouseEncoding : short
{
    /// <summary>One byte per coordinate.</summary>
    Bytes = 0,

    /// <summary>UTF-8 coordinates.</summary>
    Utf8 = 1005,

    /// <summary>SGR style, decimal.</summary>
    Sgr = 1006,

    /// <summary>urxvt style, decimal.</summary>
    Urxvt = 1015,
}
