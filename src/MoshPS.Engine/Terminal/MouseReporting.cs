namespace MoshPS.Engine.Terminal;

/// <summary>Which mouse events the program asked for; the values are the DEC private modes.</summary>
public enum MouseReporting : short
{
    /// <summary>None.</summary>
    Off = 0,

    /// <summary>Button presses (X10).</summary>
    Press = 9,

    /// <summary>Presses and releases (VT200).</summary>
    PressAndRelease = 1000,

    /// <summary>VT200 highlighting.</summary>
    Highlight = 1001,

    /// <summary>Also motion while a button is down.</summary>
    Drag = 1002,

    /// <summary>Every motion.</summary>
    Motion = 1003,
}
