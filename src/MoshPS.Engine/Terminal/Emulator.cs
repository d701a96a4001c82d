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

    /// <summary>The shortest sequences that can change a whole screen, such as <c>ESC [ J</c>, in bytes.</summary>
    private const int ShortestCostlySequence = 3;

    private const int ShortestPiece = 16;
    private const int LongestPiece = 4096;

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

    /// <summary>
    /// Applies output until that has made a certain amount of work, so that a screen of millions of cells and a file
    /// full of <c>ESC # 8</c> do not keep the caller from everything else for minutes.
    /// </summary>
    /// <param name="hostBytes">Output, which may be cut anywhere.</param>
    /// <param name="work">
    /// How many cells may be moved or erased, beyond what each byte costs anyway. It is exceeded by a few screens at
    /// most.
    /// </param>
    /// <returns>How many bytes were applied, at least one when there are any: offer the rest again.</returns>
    internal int Write(ReadOnlySpan<byte> hostBytes, long work)
    {
        long end = _screen.WorkDone + work;
        int piece = (int)Math.Clamp(
            work * ShortestCostlySequence / ((long)_screen.Columns * _screen.Rows), ShortestPiece, LongestPiece);
        int taken = 0;
        do
        {
            int count = Math.Min(piece, hostBytes.Length - taken);
            Write(hostBytes.Slice(taken, count));
            taken += count;
        }
        while (taken < hostBytes.Length && _screen.WorkDone < end);
        return taken;
    }

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
