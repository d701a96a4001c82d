using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Prediction;

/// <content>Predicting what a key does (spec 3 §5.4).</content>
internal sealed partial class PredictionEngine
{
    private const byte Escape = 0x1B;
    private const int Delete = 0x7F;

    private readonly VtParser _parser = new();
    private byte _lastKey;

    // Of the key that is being predicted.
    private ulong _expiry;
    private long _time;
    private bool _isPredictingAgain;

    /// <summary>Predicts what one byte of input does.</summary>
    /// <param name="now">The time.</param>
    /// <param name="key">The byte.</param>
    /// <param name="screen">The server's newest screen, without anything laid over it.</param>
    public void Type(long now, byte key, Screen screen)
    {
        if (_options.Mode == PredictionMode.Never)
        {
            return;
        }

        if (IsExperimental)
        {
            _epoch = _confirmedEpoch;
        }

        Cull(now, screen);

        // Cursor keys come in the application form.
        byte interpreted = _lastKey == Escape && key == 'O' ? (byte)'[' : key;
        _lastKey = key;
        _expiry = _feedback.LastSent + 1;
        _time = now;
        if (interpreted == Delete)
        {
            Press(KeysUnderWay.Backspace, screen);
            return;
        }

        _parser.Parse([interpreted], new Handler(this, screen));
    }

    private void Press(int code, Screen screen)
    {
        PredictedKey key = new(code, _expiry, _time);
        if (_options.PredictsAgain && IsAnswered(screen))
        {
            PredictAgain(screen);
        }

        _keys.Add(key);
        Predict(_keys.Count - 1, screen);
    }

    private void Predict(int index, Screen screen)
    {
        PredictedKey key = _keys[index];
        _expiry = key.Expiry;
        _time = key.Time;
        switch (key.Code)
        {
            case KeysUnderWay.Backspace:
                TypeBackspace(screen);
                break;
            case KeysUnderWay.Enter:
                BecomeTentative();
                NewLine(screen);
                break;
            case KeysUnderWay.Left:
                TypeCursorKey(screen, -1);
                break;
            case KeysUnderWay.Right:
                TypeCursorKey(screen, 1);
                break;
            case KeysUnderWay.Other:
                BecomeTentative();
                break;
            default:
                TypeCharacter(screen, key.Code, _keys.FollowsEnter(index));
                break;
        }
    }

    /// <summary>
    /// Whether the newest key under way was one whose effect is not known, and has been received: then what comes next
    /// starts where the server's screen has the cursor, more likely than where it was expected.
    /// </summary>
    private bool IsAnswered(Screen screen) =>
        _keys.Count > 0
        && _keys[_keys.Count - 1] is { Code: KeysUnderWay.Enter or KeysUnderWay.Other } last
        && last.Expiry <= _feedback.Acknowledged
        && _keys.CountShown(screen, _feedback.Acknowledged) == _keys.Count;

    /// <summary>
    /// What was predicted was wrong, and so is what was predicted on top of it: starts again from what the server's
    /// screen shows, with the keys that it cannot show yet.
    /// </summary>
    private void PredictAgain(Screen screen)
    {
        Forget();
        _keys.Drop(_keys.CountShown(screen, _feedback.Acknowledged));
        _isPredictingAgain = true;
        for (int i = 0; i < _keys.Count; i++)
        {
            Predict(i, screen);
        }

        _isPredictingAgain = false;
    }

    private readonly struct Handler(PredictionEngine engine, Screen screen) : IVtHandler
    {
        public void PrintAscii(ReadOnlySpan<byte> text)
        {
            foreach (byte character in text)
            {
                engine.Press(character, screen);
            }
        }

        public void Print(int codePoint) => engine.Press(codePoint, screen);

        public void Dispatch(VtFunction function, ReadOnlySpan<int> parameters)
        {
            bool hasParameters = engine._options.ReadsKeyParameters
                && (parameters.Length > 1 || (parameters.Length == 1 && parameters[0] > 1));
            int code = function switch
            {
                VtFunction.CarriageReturn => KeysUnderWay.Enter,
                VtFunction.CursorForward when !hasParameters => KeysUnderWay.Right,
                VtFunction.CursorBackward when !hasParameters => KeysUnderWay.Left,
                _ => KeysUnderWay.Other,
            };
            engine.Press(code, screen);
        }

        public void DispatchOperatingSystemCommand(ReadOnlySpan<char> text)
        {
        }
    }
}
