using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using MoshPS.Engine.Pty;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Tests.Pty;

/// <summary>Sits before a <see cref="PseudoTerminal"/>: types, reads, and waits with <c>poll</c>, a minute at most.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe class TerminalUser(PseudoTerminal terminal)
{
    private const int LimitInMilliseconds = 60_000;

    private readonly byte[] _buffer = new byte[16384];
    private readonly ArrayBufferWriter<byte> _output = new();

    /// <summary>Everything that was read so far.</summary>
    public string Output => Encoding.UTF8.GetString(_output.WrittenSpan);

    /// <summary>How many bytes were read so far.</summary>
    public int OutputLength => _output.WrittenCount;

    /// <summary>Reads until all programs have left the terminal.</summary>
    public string ReadToEnd()
    {
        while (ReadSome())
        {
        }

        return Output;
    }

    /// <summary>Reads until the output holds a text.</summary>
    public string ReadUntil(string text)
    {
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.True(ReadSome(), $"The terminal ended before '{text}': {Output}");
        }

        return Output;
    }

    /// <summary>Types, with as many writes as it takes.</summary>
    public void Type(string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        while (!bytes.IsEmpty)
        {
            Wait(UnixTerminal.PollOutput, LimitInMilliseconds);
            int written = terminal.Write(bytes);
            Assert.True(written >= 0, "The terminal is gone.");
            bytes = bytes[written..];
        }
    }

    /// <summary>Whether there is something to read, or soon is.</summary>
    public bool HasOutputWithin(int milliseconds) => Wait(UnixTerminal.PollInput, milliseconds);

    private bool ReadSome()
    {
        Assert.True(Wait(UnixTerminal.PollInput, LimitInMilliseconds), $"Nothing comes any more after: {Output}");
        int length = terminal.Read(_buffer);
        _output.Write(_buffer.AsSpan(0, Math.Max(0, length)));
        return length >= 0;
    }

    private bool Wait(short events, int milliseconds)
    {
        UnixTerminal.PollDescriptor descriptor = new() { Descriptor = terminal.Descriptor, Events = events };
        int count;
        do
        {
            count = UnixTerminal.Poll(&descriptor, 1, milliseconds);
        }
        while (count < 0 && Marshal.GetLastPInvokeError() == UnixTerminal.InterruptedCall);
        return count > 0;
    }
}
