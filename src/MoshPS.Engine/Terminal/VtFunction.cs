namespace MoshPS.Engine.Terminal;

/// <summary>
/// The identity of a function: control characters are their own code; escape and control sequences are their kind,
/// the collected character if there is one, and the final character. Names are those of ECMA-48 and DEC.
/// </summary>
internal enum VtFunction : uint
{
    /// <summary>What no function can be: its final or collected characters do not matter any more.</summary>
    Unknown = uint.MaxValue,

    // C0 controls.
    Bell = 0x07,
    Backspace = 0x08,
    HorizontalTab = 0x09,
    LineFeed = 0x0A,
    VerticalTab = 0x0B,
    FormFeed = 0x0C,
    CarriageReturn = 0x0D,

    // C1 controls, also as ESC and the code minus 0x40.
    Index = 0x84,
    NextLine = 0x85,
    HorizontalTabSet = 0x88,
    ReverseIndex = 0x8D,
    StringTerminator = 0x9C,

    // Escape sequences.
    SaveCursor = VtFunctions.EscapeSequence | '7',
    RestoreCursor = VtFunctions.EscapeSequence | '8',
    HardReset = VtFunctions.EscapeSequence | 'c',
    ScreenAlignmentTest = VtFunctions.EscapeSequence | ('#' << 8) | '8',

    // Control sequences.
    InsertCharacters = VtFunctions.ControlSequence | '@',
    CursorUp = VtFunctions.ControlSequence | 'A',
    CursorDown = VtFunctions.ControlSequence | 'B',
    CursorForward = VtFunctions.ControlSequence | 'C',
    CursorBackward = VtFunctions.ControlSequence | 'D',
    CursorHorizontalAbsolute = VtFunctions.ControlSequence | 'G',
    CursorPosition = VtFunctions.ControlSequence | 'H',
    CursorForwardTabulation = VtFunctions.ControlSequence | 'I',
    EraseInDisplay = VtFunctions.ControlSequence | 'J',
    EraseInLine = VtFunctions.ControlSequence | 'K',
    InsertLines = VtFunctions.ControlSequence | 'L',
    DeleteLines = VtFunctions.ControlSequence | 'M',
    DeleteCharacters = VtFunctions.ControlSequence | 'P',
    ScrollUp = VtFunctions.ControlSequence | 'S',
    ScrollDown = VtFunctions.ControlSequence | 'T',
    EraseCharacters = VtFunctions.ControlSequence | 'X',
    CursorBackwardTabulation = VtFunctions.ControlSequence | 'Z',
    HorizontalPositionAbsolute = VtFunctions.ControlSequence | '`',
    PrimaryDeviceAttributes = VtFunctions.ControlSequence | 'c',
    SecondaryDeviceAttributes = VtFunctions.ControlSequence | ('>' << 8) | 'c',
    LinePositionAbsolute = VtFunctions.ControlSequence | 'd',
    HorizontalAndVerticalPosition = VtFunctions.ControlSequence | 'f',
    TabulationClear = VtFunctions.ControlSequence | 'g',
    SetMode = VtFunctions.ControlSequence | 'h',
    ResetMode = VtFunctions.ControlSequence | 'l',
    SetPrivateMode = VtFunctions.ControlSequence | ('?' << 8) | 'h',
    ResetPrivateMode = VtFunctions.ControlSequence | ('?' << 8) | 'l',
    SelectGraphicRendition = VtFunctions.ControlSequence | 'm',
    DeviceStatusReport = VtFunctions.ControlSequence | 'n',
    SoftReset = VtFunctions.ControlSequence | ('!' << 8) | 'p',
    SetCursorStyle = VtFunctions.ControlSequence | (' ' << 8) | 'q',
    SetScrollRegion = VtFunctions.ControlSequence | 'r',
}
