namespace MoshPS.Engine.Terminal;

/// <summary>
/// Splits terminal output into text and functions (spec 2 §3): the DEC VT500 state diagram over code points.
/// State survives between calls, so input may be cut anywhere. Whatever the input, memory stays bounded and
/// nothing is thrown.
/// </summary>
internal sealed partial class VtParser
{
    private const int Escape = 0x1B;

    private readonly VtParameters _parameters = new();
    private readonly VtCommandText _command = new();

    private Utf8Decoder _decoder;
    private VtParserState _state;
    private uint _collected;
    private int _collectedCount;

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
                VtParserState.CsiEntry or VtParserState.CsiParameter => ParseParameters(bytes),
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
                _parameters.Add(symbol);
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
                _parameters.Add(symbol);
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
            _command.Add(codePoint);
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
            handler.DispatchOperatingSystemCommand(_command.Text);
        }

        switch (state)
        {
            case VtParserState.Escape or VtParserState.CsiEntry:
                _collected = 0;
                _collectedCount = 0;
                _parameters.Clear();
                break;
            case VtParserState.OscString:
                _command.Clear();
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
        handler.Dispatch(Identify(VtFunctions.ControlSequence, final), _parameters.Complete());
    }

    private VtFunction Identify(uint kind, int final) =>
        final >= 0x80 || _collectedCount > VtFunctions.MaximumCollected
            ? VtFunction.Unknown
            : (VtFunction)(kind | (_collected << 8) | (uint)final);
}
