namespace MoshPS.Engine.Terminal;

/// <summary>The states of <see cref="VtParser"/>, named as in the public DEC VT500 state diagram.</summary>
internal enum VtParserState : byte
{
    Ground,
    Escape,
    EscapeIntermediate,
    CsiEntry,
    CsiParameter,
    CsiIntermediate,
    CsiIgnore,
    OscString,

    /// <summary>DCS, SOS, PM and APC strings, in which nothing has an effect.</summary>
    Discard,
}
