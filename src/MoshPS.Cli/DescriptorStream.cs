using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MoshPS.Cli;

/// <summary>
/// Standard input, output or error of a Unix process, by plain <c>read</c> and <c>write</c>. The runtime's own
/// console streams change the terminal's modes and write to it, and its file streams keep a position of their own,
/// which goes wrong where several programs write into one file.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe partial class DescriptorStream(int descriptor) : Stream
{
    /// <summary>Stands for a descriptor that is not open: the system refuses it.</summary>
    public const int Closed = -1;

    private const int InterruptedCall = 4; // EINTR
    private const short PollInput = 1;
    private const short PollOutput = 4;

    private static readonly int WouldBlock = OperatingSystem.IsMacOS() ? 35 : 11; // EAGAIN

    /// <summary>How long a read waits for something to be there. Longer is a <see cref="TimeoutException"/>.</summary>
    public TimeSpan Patience { get; init; } = Timeout.InfiniteTimeSpan;

    /// <inheritdoc/>
    public override bool CanRead => descriptor == 0;

    /// <inheritdoc/>
    public override bool CanWrite => descriptor != 0;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            AwaitInput();
            nint length;
            fixed (byte* start = buffer)
            {
                length = ReadDescriptor(descriptor, start, (nuint)buffer.Length);
            }

            if (length >= 0)
            {
                return (int)length;
            }

            WaitAfterFailure("read", PollInput);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint length;
            fixed (byte* start = buffer)
            {
                length = WriteDescriptor(descriptor, start, (nuint)buffer.Length);
            }

            if (length >= 0)
            {
                buffer = buffer[(int)length..];
            }
            else
            {
                WaitAfterFailure("write", PollOutput);
            }
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadDescriptor(int descriptor, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteDescriptor(int descriptor, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollDescriptor* descriptors, nuint count, int timeout);

    private void AwaitInput()
    {
        if (Patience == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        long start = Stopwatch.GetTimestamp();
        PollDescriptor descriptors = new() { Descriptor = descriptor, Events = PollInput };
        while (true)
        {
            TimeSpan left = Patience - Stopwatch.GetElapsedTime(start);
            int ready = Poll(&descriptors, 1, (int)Math.Max(0, Math.Ceiling(left.TotalMilliseconds)));
            if (ready > 0)
            {
                return;
            }

            if (ready == 0)
            {
                throw new TimeoutException();
            }

            if (Marshal.GetLastPInvokeError() is not InterruptedCall and int error)
            {
                throw new IOException($"poll: {Marshal.GetPInvokeErrorMessage(error)}", error);
            }
        }
    }

    /// <summary>Returns when the call may be tried again.</summary>
    /// <exception cref="IOException">It may not.</exception>
    private void WaitAfterFailure(string call, short events)
    {
        int error = Marshal.GetLastPInvokeError();
        if (error == WouldBlock)
        {
            PollDescriptor descriptors = new() { Descriptor = descriptor, Events = events };
            _ = Poll(&descriptors, 1, timeout: -1);
        }
        else if (error != InterruptedCall)
        {
            throw new IOException($"{call}: {Marshal.GetPInvokeErrorMessage(error)}", error);
        }
    }

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short ReturnedEvents;
    }
}
