using System.Buffers;

namespace MoshPS.Engine.Client;

/// <summary>
/// Divides what is typed between the server and the client itself (spec 3 §3.4). It keeps its place between
/// reads, so a command may be spread over several.
/// </summary>
/// <param name="escapeKey">The key that begins a command.</param>
/// <param name="allowDetach">Whether <c>d</c> after the escape key detaches.</param>
/// <param name="allowSuspend">Whether Ctrl+Z after the escape key suspends.</param>
internal sealed class EscapeKeyInterpreter(EscapeKey escapeKey, bool allowDetach, bool allowSuspend)
{
    private const byte LineFeed = 0x0A;
    private const byte FormFeed = 0x0C;
    private const byte CarriageReturn = 0x0D;
    private const byte ControlZ = 0x1A;

    private readonly PasteMarks _pasteMarks = new();
    private bool _atStartOfLine;

    /// <summary>Whether the escape key has been typed and the key after it has not.</summary>
    public bool AwaitsCommand { get; private set; }

    /// <summary>
    /// Reads input up to the first command. What is pasted between marks is for the server, whatever it looks like.
    /// </summary>
    /// <param name="input">What was typed; on return, what follows the command.</param>
    /// <param name="toServer">Receives the bytes that go to the server.</param>
    /// <param name="repaint">Set when Ctrl+L was among them: the user finds the screen spoilt.</param>
    /// <returns>The command, or <see cref="EscapeCommand.None"/> when all input has been read.</returns>
    public EscapeCommand Interpret(ref ReadOnlySpan<byte> input, IBufferWriter<byte> toServer, ref bool repaint)
    {
        // A single byte was typed, even where the end of a paste got lost: quitting always works.
        bool isKey = input.Length == 1;
        while (!input.IsEmpty)
        {
            byte typed = input[0];
            input = input[1..];
            bool isPasted = _pasteMarks.IsInside && !isKey;
            _pasteMarks.Read(typed);
            if (AwaitsCommand)
            {
                AwaitsCommand = false;
                switch (typed)
                {
                    case (byte)'.':
                        return EscapeCommand.Quit;
                    case ControlZ when allowSuspend:
                        return EscapeCommand.Suspend;
                    case var key when IsPassKey(key):
                        Send(escapeKey.Key!.Value, toServer);
                        continue;
                    case (byte)'d' when allowDetach:
                        return EscapeCommand.Detach;
                    default:
                        Send(escapeKey.Key!.Value, toServer);
                        Send(typed, toServer);
                        continue;
                }
            }

            if (!isPasted && typed == escapeKey.Key && (_atStartOfLine || !escapeKey.OnlyAtStartOfLine))
            {
                AwaitsCommand = true;
                continue;
            }

            repaint |= typed == FormFeed && !isPasted;
            Send(typed, toServer);
        }

        return EscapeCommand.None;
    }

    private bool IsPassKey(byte typed)
    {
        byte passKey = escapeKey.PassKey!.Value;
        return typed == passKey || (passKey is >= (byte)'A' and <= (byte)'Z' && typed == passKey + 0x20);
    }

    private void Send(byte typed, IBufferWriter<byte> toServer)
    {
        _atStartOfLine = typed is LineFeed or CarriageReturn;
        toServer.GetSpan(1)[0] = typed;
        toServer.Advance(1);
    }
}
