namespace MoshPS.Engine.Terminal;

/// <summary>
/// What a <see cref="VtParser"/> found. Implemented by structs, so that the parser is compiled for each and calls
/// them directly.
/// </summary>
internal interface IVtHandler
{
    /// <summary>Text of the characters 20–7E only, at least one.</summary>
    void PrintAscii(ReadOnlySpan<byte> text);

    /// <summary>A character from U+00A0 on.</summary>
    void Print(int codePoint);

    /// <summary>A control character, escape sequence or control sequence is complete.</summary>
    /// <param name="function">Which; values without a name are unknown functions.</param>
    /// <param name="parameters">
    /// 0–65535 each, 0 where missing; none but for a control sequence, which has at least one.
    /// </param>
    void Dispatch(VtFunction function, ReadOnlySpan<int> parameters);

    /// <summary>The text of an operating system command is complete, however it ended.</summary>
    void DispatchOperatingSystemCommand(ReadOnlySpan<char> text);
}
