using System.Text;
using MoshPS.Engine.Server;

namespace MoshPS.Engine.Tests.Server;

/// <summary>A program on a terminal that a test plays: it says what is printed, and how much is read.</summary>
internal sealed class FakeProgram : IHostedProgram
{
    private readonly MemoryStream _output = new();

    public int Descriptor => 7;

    /// <summary>How many bytes the terminal takes before the program reads; as a system's would, 4095.</summary>
    public int Buffer { get; init; } = 4095;

    /// <summary>Whether the program reads what is typed at once.</summary>
    public bool Reads { get; set; } = true;

    /// <summary>Whether it prints what it reads.</summary>
    public bool Echoes { get; set; }

    /// <summary>Why it cannot be started; null if it can.</summary>
    public string? StartError { get; init; }

    public byte[] Greeting { get; init; } = [];

    /// <summary>What it was given, with changes of size as <c>{columns}x{rows}</c> in brackets.</summary>
    public StringBuilder Received { get; } = new();

    public bool IsStarted { get; private set; }

    public bool HasExited { get; set; }

    public bool IsClosed { get; private set; }

    public int WaitingBytes { get; private set; }

    public long BytesToPrint => _output.Length - _output.Position;

    public void Print(string text) => Print(Encoding.UTF8.GetBytes(text));

    public void Print(ReadOnlySpan<byte> bytes)
    {
        long position = _output.Position;
        _output.Position = _output.Length;
        _output.Write(bytes);
        _output.Position = position;
    }

    public ProgramStart Start()
    {
        IsStarted = StartError is null;
        return new ProgramStart(Greeting, StartError);
    }

    public int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        int length = _output.Read(buffer[..Math.Min(buffer.Length, 4095)]);
        return length > 0 || !HasExited ? length : -1;
    }

    public int Write(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        int count = Reads ? bytes.Length : Math.Min(bytes.Length, Buffer - WaitingBytes);
        WaitingBytes += Reads ? 0 : count;
        Received.Append(Encoding.Latin1.GetString(bytes[..count]));
        if (Echoes)
        {
            Print(bytes[..count]);
        }

        return count;
    }

    /// <summary>Reads what waits.</summary>
    public void Drain() => WaitingBytes = 0;

    public void Resize(int columns, int rows)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        Received.Append(null, $"[{columns}x{rows}]");
    }

    /// <summary>Whether the program itself has ended, while others may have its terminal.</summary>
    public bool HasLeft { get; set; }

    public bool TryReap() => HasLeft;

    public void Dispose() => IsClosed = true;
}
