using System.Buffers;

namespace MoshPS.Engine.Terminal;

/// <summary>
/// Translates what the user types for the program (spec 2 §11): the user's terminal always sends the application
/// form of cursor keys, <c>ESC O A</c> to <c>ESC O D</c>, and a program that did not ask for it gets
/// <c>ESC [ A</c>.
/// </summary>
/// <remarks>State survives between bytes: <c>ESC O</c> alone is held back until the next byte.</remarks>
internal sealed class CursorKeyTranslator
{
    private const byte Escape = 0x1B;

    private State _state;

    private enum State
    {
        Ground,
        Escape,
        SingleShift3,
    }

    /// <summary>Translates one byte.</summary>
    /// <param name="input">What the user typed.</param>
    /// <param name="areApplicationCursorKeysOn">
    /// Whether the program asked for the application form: <see cref="Screen.AreApplicationCursorKeysOn"/>.
    /// </param>
    /// <param name="output">Gets none, one or two bytes.</param>
    internal void Translate(byte input, bool areApplicationCursorKeysOn, IBufferWriter<byte> output)
    {
        switch (_state)
        {
            case State.Ground:
                output.Write([input]);
                _state = input == Escape ? State.Escape : State.Ground;
                break;
            case State.Escape when input == 'O':
                _state = State.SingleShift3;
                break;
            case State.Escape:
                output.Write([input]);
                _state = State.Ground;
                break;
            case State.SingleShift3:
                bool isCursorKey = input is >= (byte)'A' and <= (byte)'D';
                byte introducer = isCursorKey && !areApplicationCursorKeysOn ? (byte)'[' : (byte)'O';
                output.Write([introducer, input]);
                _state = State.Ground;
                break;
        }
    }
}
