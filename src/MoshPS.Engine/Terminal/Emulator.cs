using System.Buffers;

namespace MoshPS.Engine.Terminal;

/// <summary>
/// A terminal emulator: applies output to a <see cref="Terminal.Screen"/> as mosh 1.4.0 does (spec 2). No input can
/// make it throw or grow without bound.
/// </summary>
public sealed partial class Emulator
{
    /// <summary>Replies beyond this many bytes that nobody fetched are dropped.</summary>
    public const int MaximumReplyBytes = 1 << 16;

    private readonly EmulatorRole _role;
    private readonly VtParser _parser = new();
    private readonly ArrayBufferWriter<byte> _replies = new();
    private Screen _screen;

    /// <summary>An emulator with a blank screen.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="Screen.IsSizeAllowed"/> is false for the size.</exception>
    public Emulator(int columns, int rows, EmulatorRole role = EmulatorRole.HostFacing)
        : this(new Screen(columns, rows), role)
    {
    }

    /// <summary>An emulator that goes on with <paramref name="screen"/>, which it changes.</summary>
    public Emulator(Screen screen, EmulatorRole role)
    {
        ArgumentNullException.ThrowIfNull(screen);
        _screen = screen;
        _role = role;
    }

    /// <summary>
    /// The screen that output goes to. Another one may be put in its place, such as a snapshot to try a frame on;
    /// that also resets the parser.
    /// </summary>
    public Screen Screen
    {
        get => _screen;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _screen = value;
            _parser.Reset();
        }
    }

    /// <summary>
    /// What the terminal answers to the program, since <see cref="ClearReplies"/>. Valid until the next call.
    /// </summary>
    public ReadOnlySpan<byte> Replies => _replies.WrittenSpan;

    /// <summary>Whether output so far ended with a complete character and outside of any sequence.</summary>
    internal bool IsParserIdle => _parser.IsIdle;

    /// <summary>Applies output, which may be cut anywhere.</summary>
    public void Write(ReadOnlySpan<byte> hostBytes) => _parser.Parse(hostBytes, new Handler(this));

    /// <summary>Forgets the replies, which have been sent.</summary>
    public void ClearReplies() => _replies.ResetWrittenCount();

    /// <summary>Forgets any unfinished character or sequence.</summary>
    public void ResetParser() => _parser.Reset();

    /// <summary>
    /// Changes the size (spec 2 §7): rows are cut or added at the bottom, columns at the right, margins become full.
    /// </summary>
    /// <returns>
    /// <see langword="false"/>, with nothing changed, when <see cref="Screen.IsSizeAllowed"/> is false for the size.
    /// </returns>
    public bool Resize(int columns, int rows)
    {
        if (!Screen.IsSizeAllowed(columns, rows))
        {
            return false;
        }

        _screen.Resize(columns, rows);
        if (_role == EmulatorRole.HostFacing)
        {
            BlankCutWideCells();
        }

        return true;
    }

    private void Reply(ReadOnlySpan<byte> reply)
    {
        if (_role == EmulatorRole.HostFacing && _replies.WrittenCount + reply.Length <= MaximumReplyBytes)
        {
            _replies.Write(reply);
        }
    }

    private readonly struct Handler(Emulator emulator) : IVtHandler
    {
        public void PrintAscii(ReadOnlySpan<byte> text) => emulator.PrintAscii(text);

        public void Print(int codePoint) => emulator.Print(codePoint);

        public void Dispatch(VtFunction function, ReadOnlySpan<int> parameters) =>
            emulator.Dispatch(function, parameters);

        public void DispatchOperatingSystemCommand(ReadOnlySpan<char> text) =>
            emulator.DispatchOperatingSystemCommand(text);
    }
}
