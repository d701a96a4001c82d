using System.Text;

namespace MoshPS.Engine.Terminal;

/// <summary>
/// Splits terminal output into text and functions (spec 2 §3): the DEC VT500 state diagram over code points.
/// State survives between calls, so input may be cut anywhere. Whatever the input, memory stays bounded and
/// nothing is thrown.
/// </summary>
internal sealed class VtParser
{
    /// <summary>Digits and semicolons of a control sequence beyond this are dropped.</summary>
    internal const int MaximumParameterCharacters = 100;

    /// <summary>Code points of an operating system command beyond this are dropped.</summary>
    internal const int MaximumCommandCodePoints = 16384;

    private const int LargestParameter = 65535;
    private const int Escape = 0x1B;

    // As many parameters as there can be semicolons, and one more.
    private readonly int[] _parameters = new int[MaximumParameterCharacters + 1];

    private Utf8Decoder _decoder;
    private VtParserState _state;
    private int _parameterCharacters;
    private int _parameterCount;
    private uint _collected;
    private int _collectedCount;
    private char[] _command = [];
    private int _commandLength;
    private int _commandCodePoints;

    /// <summary>Whether no character and no sequence has been begun.</summary>
    internal bool IsIdle => _state == VtParserState.Ground && !_decoder.IsPending;

    /// <summary>Forgets any unfinished character or sequence.</summary>
    internal void Reset()
    {
        _decoder = default;
        _state = VtParserState.Ground;
    }

    /// <summary>Takes the next bytes and calls the handler for all that they complete.</summary>
    internal void Parse<THandler>(ReadOnlySpan<byte> bytes, THandler handler)
        where THandler : struct, IVtHandler
    {
        while (!bytes.IsEmpty)
        {
            int taken = _decoder.IsPending ? 0 : _state switch
            {
                VtParserState.Ground => ParseText(bytes, handler),
                VtParserState.OscString => ParseCommandText(bytes),
                _ => 0,
            };
            if (taken > 0)
            {
                bytes = bytes[taken..];
                continue;
            }

            byte value = bytes[0];
            bytes = bytes[1..];
            if (value < 0x80 && !_decoder.IsPending)
            {
                Take(value, handler);
                continue;
            }

            int count = _decoder.Decode(value, out int first, out int second);
            if (count > 0)
            {
                Take(first, handler);
            }

            if (count > 1)
            {
                Take(second, handler);
            }
        }
    }

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

    private void Take<THandler>(int codePoint, THandler handler)
        where THandler : struct, IVtHandler
    {
        if ((codePoint & ~0x9F) == 0 && TakeAnywhere(codePoint, handler))
        {
            return;
        }

        // What is not ASCII takes the transitions of A; as a final character it is of no known function.
        int symbol = codePoint >= 0xA0 ? 'A' : codePoint;
        switch (_state)
        {
            case VtParserState.Ground:
                TakeInGround(codePoint, handler);
                break;
            case VtParserState.Escape:
                TakeInEscape(symbol, codePoint, handler);
                break;
            case VtParserState.EscapeIntermediate:
                TakeInEscapeIntermediate(symbol, codePoint, handler);
                break;
            case VtParserState.CsiEntry:
                TakeInCsiEntry(symbol, codePoint, handler);
                break;
            case VtParserState.CsiParameter:
                TakeInCsiParameter(symbol, codePoint, handler);
                break;
            case VtParserState.CsiIntermediate:
                TakeInCsiIntermediate(symbol, codePoint, handler);
                break;
            case VtParserState.CsiIgnore:
                TakeInCsiIgnore(symbol, handler);
                break;
            case VtParserState.OscString:
                TakeInOscString(codePoint, handler);
                break;
            case VtParserState.Discard:
                break;
        }
    }

    /// <summary>The transitions that are the same in every state.</summary>
    private bool TakeAnywhere<THandler>(int control, THandler handler)
        where THandler : struct, IVtHandler
    {
        switch (control)
        {
            case 0x18 or 0x1A or (>= 0x80 and <= 0x8F) or (>= 0x91 and <= 0x97) or 0x99 or 0x9A:
                Enter(VtParserState.Ground, handler);
                handler.Dispatch((VtFunction)control, []);
                return true;
            case Escape:
                Enter(VtParserState.Escape, handler);
                return true;
            case 0x9B:
                Enter(VtParserState.CsiEntry, handler);
                return true;
            case 0x9D:
                Enter(VtParserState.OscString, handler);
                return true;
            case 0x90 or 0x98 or 0x9E or 0x9F:
                Enter(VtParserState.Discard, handler);
                return true;
            case 0x9C:
                Enter(VtParserState.Ground, handler);
                return true;
            default:
                return false;
        }
    }

    private static void TakeInGround<THandler>(int codePoint, THandler handler)
        where THandler : struct, IVtHandler
    {
        switch (codePoint)
        {
            case < 0x20:
                handler.Dispatch((VtFunction)codePoint, []);
                break;
            case < 0x7F:
                handler.PrintAscii([(byte)codePoint]);
                break;
            case >= 0xA0:
                handler.Print(codePoint);
                break;
            default:
                // DEL is printed, with no effect.
                break;
        }
    }

    private void TakeInEscape<THandler>(int symbol, int codePoint, THandler handler)
        where THandler : struct, IVtHandler
    {
        switch (symbol)
        {
            case < 0x20:
                handler.Dispatch((VtFunction)symbol, []);
                break;
            case <= 0x2F:
                Collect(symbol);
                _state = VtParserState.EscapeIntermediate;
                break;
            case '[':
                Enter(VtParserState.CsiEntry, handler);
                break;
            case ']':
                Enter(VtParserState.OscString, handler);
                break;
            case 'P' or 'X' or '^' or '_':
                Enter(VtParserState.Discard, handler);
                break;
            case 0x7F:
                break;
            default:
                DispatchEscapeSequence(codePoint, handler);
                break;
        }
    }

    private void TakeInEscapeIntermediate<THandler>(int symbol, int codePoint, THandler handler)
        where THandler : struct, IVtHandler
    {
        switch (symbol)
        {
            case < 0x20:
                handler.Dispatch((VtFunction)symbol, []);
                break;
            case <= 0x2F:
                Collect(symbol);
                break;
            case 0x7F:
                break;
            default:
                DispatchEscapeSequence(codePoint, handler);
                break;
        }
    }

    private void TakeInCsiEntry<THandler>(int symbol, int codePoint, THandler handler)
        where THandler : struct, IVtHandler
    {
        switch (symbol)
        {
            case >= 0x3C and <= 0x3F:
                Collect(symbol);
                _state = VtParserState.CsiParameter;
                break;
            case (>= '0' and <= '9') or ';':
                TakeParameterCharacter(symbol);
                _state = VtParserState.CsiParameter;
                break;
            default:
                TakeInCsiParameter(symbol, codePoint, handler);
                break;
        }
    }

    private void TakeInCsiParameter<THandler>(int symbol, int codePoint, THandler handler)
        where THandler : struct, IVtHandler
    {
        switch (symbol)
        {
            case (>= '0' and <= '9') or ';':
                TakeParameterCharacter(symbol);
                break;
            case >= 0x30 and <= 0x3F:
                _state = VtParserState.CsiIgnore;
                break;
            default:
                TakeInCsiIntermediate(symbol, codePoint, handler);
                break;
        }
    }

    private void TakeInCsiIntermediate<THandler>(int symbol, int codePoint, THandler handler)
        where THandler : struct, IVtHandler
    {
        switch (symbol)
        {
            case < 0x20:
                handler.Dispatch((VtFunction)symbol, []);
                break;
            case <= 0x2F:
                Collect(symbol);
                _state = VtParserState.CsiIntermediate;
                break;
            case <= 0x3F:
                _state = VtParserState.CsiIgnore;
                break;
            case 0x7F:
                break;
            default:
                DispatchControlSequence(codePoint, handler);
                break;
        }
    }

    private void TakeInCsiIgnore<THandler>(int symbol, THandler handler)
        where THandler : struct, IVtHandler
    {
        switch (symbol)
        {
            case < 0x20:
                handler.Dispatch((VtFunction)symbol, []);
                break;
            case >= 0x40 and <= 0x7E:
                _state = VtParserState.Ground;
                break;
            default:
                break;
        }
    }

    private void TakeInOscString<THandler>(int codePoint, THandler handler)
        where THandler : struct, IVtHandler
    {
        if (codePoint == (int)VtFunction.Bell)
        {
            Enter(VtParserState.Ground, handler);
        }
        else if (codePoint >= 0x20)
        {
            PutIntoCommand(codePoint);
        }
    }

    /// <summary>Goes to a state whose entry, or the leaving of an operating system command for it, does something.</summary>
    private void Enter<THandler>(VtParserState state, THandler handler)
        where THandler : struct, IVtHandler
    {
        bool leavesCommand = _state == VtParserState.OscString;
        _state = state;
        if (leavesCommand)
        {
            handler.DispatchOperatingSystemCommand(_command.AsSpan(0, _commandLength));
        }

        switch (state)
        {
            case VtParserState.Escape or VtParserState.CsiEntry:
                _collected = 0;
                _collectedCount = 0;
                _parameterCharacters = 0;
                _parameterCount = 1;
                _parameters[0] = 0;
                break;
            case VtParserState.OscString:
                _commandLength = 0;
                _commandCodePoints = 0;
                break;
            default:
                break;
        }
    }

    private void Collect(int symbol)
    {
        if (_collectedCount <= VtFunctions.MaximumCollected)
        {
            _collected = (_collected << 8) | (uint)symbol;
            _collectedCount++;
        }
    }

    private void TakeParameterCharacter(int symbol)
    {
        if (_parameterCharacters == MaximumParameterCharacters)
        {
            return;
        }

        _parameterCharacters++;
        if (symbol == ';')
        {
            _parameters[_parameterCount++] = 0;
            return;
        }

        ref int parameter = ref _parameters[_parameterCount - 1];
        parameter = Math.Min((parameter * 10) + (symbol - '0'), LargestParameter + 1);
    }

    private void DispatchEscapeSequence<THandler>(int final, THandler handler)
        where THandler : struct, IVtHandler
    {
        _state = VtParserState.Ground;

        // ESC and 40–5F is the C1 control 40 higher.
        VtFunction function = _collectedCount == 0 && final is >= 0x40 and <= 0x5F
            ? (VtFunction)(final + 0x40)
            : Identify(VtFunctions.EscapeSequence, final);
        handler.Dispatch(function, []);
    }

    private void DispatchControlSequence<THandler>(int final, THandler handler)
        where THandler : struct, IVtHandler
    {
        _state = VtParserState.Ground;
        Span<int> parameters = _parameters.AsSpan(0, _parameterCount);
        foreach (ref int parameter in parameters)
        {
            if (parameter > LargestParameter)
            {
                parameter = 0;
            }
        }

        handler.Dispatch(Identify(VtFunctions.ControlSequence, final), parameters);
    }

    private VtFunction Identify(uint kind, int final) =>
        final >= 0x80 || _collectedCount > VtFunctions.MaximumCollected
            ? VtFunction.Unknown
            : (VtFunction)(kind | (_collected << 8) | (uint)final);

    /// <summary>In an operating system command, takes what plain text there is at once; returns how many bytes.</summary>
    private int ParseCommandText(ReadOnlySpan<byte> bytes)
    {
        int length = LengthOfAscii(bytes);
        int kept = Math.Min(length, MaximumCommandCodePoints - _commandCodePoints);
        if (kept > 0)
        {
            ReserveCommand(kept);
            Ascii.ToUtf16(bytes[..kept], _command.AsSpan(_commandLength), out _);
            _commandLength += kept;
            _commandCodePoints += kept;
        }

        return length;
    }

    private void PutIntoCommand(int codePoint)
    {
        if (_commandCodePoints == MaximumCommandCodePoints)
        {
            return;
        }

        _commandCodePoints++;
        ReserveCommand(2);
        _commandLength += new Rune(codePoint).EncodeToUtf16(_command.AsSpan(_commandLength));
    }

    private void ReserveCommand(int more)
    {
        if (_command.Length - _commandLength < more)
        {
            Array.Resize(ref _command, Math.Max(_commandLength + more, Math.Max(_command.Length * 2, 64)));
        }
    }
}
