namespace MoshPS.Engine.Terminal;

/// <content>
/// Shortcuts through the state diagram for runs of bytes that it would take one by one to the same effect. This is
/// where the speed comes from: nearly all bytes are in such runs.
/// </content>
internal sealed partial class VtParser
{
    /// <summary>In Ground, takes what text there is at once; returns how many bytes.</summary>
    private static int ParseText<THandler>(ReadOnlySpan<byte> bytes, THandler handler)
        where THandler : struct, IVtHandler
    {
        int ascii = LengthOfAscii(bytes);
        if (ascii > 0)
        {
            handler.PrintAscii(bytes[..ascii]);
            return ascii;
        }

        int taken = 0;
        while (TryDecodeWhole(bytes[taken..], out int codePoint, out int length))
        {
            handler.Print(codePoint);
            taken += length;
        }

        return taken;
    }

    private static int LengthOfAscii(ReadOnlySpan<byte> bytes)
    {
        int length = bytes.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E);
        return length < 0 ? bytes.Length : length;
    }

    /// <summary>
    /// Decodes a well-formed character of two to four bytes at the start that is no C1 control. Anything else is
    /// left to the decoder that goes byte by byte.
    /// </summary>
    private static bool TryDecodeWhole(ReadOnlySpan<byte> bytes, out int codePoint, out int length)
    {
        if (bytes.Length >= 3 && bytes[0] is >= 0xE0 and <= 0xEF && IsFollower(bytes[1]) && IsFollower(bytes[2]))
        {
            codePoint = ((bytes[0] & 0x0F) << 12) | ((bytes[1] & 0x3F) << 6) | (bytes[2] & 0x3F);
            length = 3;
            return codePoint >= 0x800 && codePoint is < 0xD800 or > 0xDFFF;
        }

        if (bytes.Length >= 2 && bytes[0] is >= 0xC2 and <= 0xDF && IsFollower(bytes[1]))
        {
            codePoint = ((bytes[0] & 0x1F) << 6) | (bytes[1] & 0x3F);
            length = 2;
            return codePoint >= 0xA0;
        }

        if (bytes.Length >= 4 && bytes[0] is >= 0xF0 and <= 0xF4
            && IsFollower(bytes[1]) && IsFollower(bytes[2]) && IsFollower(bytes[3]))
        {
            codePoint = ((bytes[0] & 0x07) << 18) | ((bytes[1] & 0x3F) << 12)
                | ((bytes[2] & 0x3F) << 6) | (bytes[3] & 0x3F);
            length = 4;
            return codePoint is >= 0x1_0000 and <= 0x10_FFFF;
        }

        codePoint = 0;
        length = 0;
        return false;
    }

    private static bool IsFollower(byte value) => (value & 0xC0) == 0x80;

    /// <summary>
    /// In a control sequence, takes what digits and semicolons there are at once; returns how many bytes. Most of
    /// the bytes of coloured or full-screen output are such.
    /// </summary>
    private int ParseParameters(ReadOnlySpan<byte> bytes)
    {
        int taken = 0;
        while (taken < bytes.Length && bytes[taken] is (>= (byte)'0' and <= (byte)'9') or (byte)';')
        {
            _parameters.Add(bytes[taken]);
            taken++;
        }

        if (taken > 0)
        {
            _state = VtParserState.CsiParameter;
        }

        return taken;
    }

    /// <summary>In an operating system command, takes what plain text there is at once; returns how many bytes.</summary>
    private int ParseCommandText(ReadOnlySpan<byte> bytes)
    {
        int length = LengthOfAscii(bytes);
        _command.Add(bytes[..length]);
        return length;
    }
}
