using System.Buffers;
using MoshPS.Engine.Sync.Messages;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Sync;

/// <summary>
/// What the user did: bytes typed and window sizes, in order, which the client sends and the server follows
/// (spec 1 §10.1). It only ever grows at its end, and forgets at its beginning what the peer has.
/// </summary>
/// <remarks>
/// All states of one stream share their events. So a state costs a few words, and <see cref="DropPrefix"/>
/// on any of them is seen by all: the transport drops the same prefix from every state anyway (spec 1 §7.2).
/// Not safe for use by several threads.
/// </remarks>
public sealed class UserInput : ISynchronizedObject<UserInput>
{
    /// <summary>
    /// How many bytes may wait for the peer's acknowledgement. What waits is sent in one instruction, of which
    /// stock mosh takes 4 MiB at most (spec 1 §5); a quarter leaves room for the resizes among the bytes.
    /// </summary>
    public const int MaximumPendingBytes = 1 << 20;

    /// <summary>How many window sizes may wait for the peer's acknowledgement.</summary>
    public const int MaximumPendingResizes = 4096;

    /// <summary>
    /// How many received window sizes are held at most. A stock client records each change of its window while the
    /// server is out of reach, without a limit, and sends them all: as many as one instruction carries at about ten
    /// bytes each are taken, or such a session would never go on.
    /// </summary>
    public const int MaximumReceivedResizes = 1 << 19;

    /// <summary>How many received bytes are held at most: as many as one instruction can carry (spec 1 §5).</summary>
    public const int MaximumReceivedBytes = InstructionLimits.MaximumLength;

    /// <summary>Makes an empty stream.</summary>
    public UserInput()
        : this(new UserInputLog(), 0)
    {
    }

    private UserInput(UserInputLog log, long end)
    {
        Log = log;
        End = end;
    }

    /// <summary>How many events the stream has had since it began: one for each byte and each resize.</summary>
    public long EventCount => End;

    /// <summary>How many events are held because the peer has not acknowledged them, or the reader not taken them.</summary>
    public int PendingEventCount => (int)Math.Max(0, End - Log.Start);

    /// <summary>The shared events.</summary>
    internal UserInputLog Log { get; private set; }

    /// <summary>Index after this state's last event.</summary>
    internal long End { get; private set; }

    /// <summary>Appends typed bytes.</summary>
    /// <param name="bytes">Any number of bytes.</param>
    /// <returns>
    /// How many were taken, from the first on. Fewer than given when <see cref="MaximumPendingBytes"/> wait
    /// for the peer: offer the rest again later.
    /// </returns>
    public int PushBytes(ReadOnlySpan<byte> bytes)
    {
        BecomeNewest();
        int count = Math.Clamp(MaximumPendingBytes - Log.ByteCount, 0, bytes.Length);
        Log.Append(bytes[..count]);
        End = Log.End;
        return count;
    }

    /// <summary>Appends a window size. It replaces the previous event if that is a size too and not yet sent.</summary>
    /// <param name="columns">Width in columns.</param>
    /// <param name="rows">Height in rows.</param>
    /// <returns>False when <see cref="MaximumPendingResizes"/> wait for the peer: offer it again later.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="Screen.IsSizeAllowed"/> is false for the size.</exception>
    public bool PushResize(int columns, int rows)
    {
        if (!Screen.IsSizeAllowed(columns, rows))
        {
            throw new ArgumentOutOfRangeException(
                nameof(columns), $"A window cannot have {columns} columns and {rows} rows.");
        }

        BecomeNewest();
        if (Log.TryReplaceLastResize(columns, rows))
        {
            return true;
        }

        if (Log.ResizeCount >= MaximumPendingResizes)
        {
            return false;
        }

        Log.AppendResize(columns, rows);
        End = Log.End;
        return true;
    }

    /// <inheritdoc/>
    public UserInput Snapshot()
    {
        Log.Seal(End);
        return new UserInput(Log, End);
    }

    /// <inheritdoc/>
    public UserInput SnapshotReusing(UserInput retired)
    {
        ArgumentNullException.ThrowIfNull(retired);
        Log.Seal(End);
        retired.Log = Log;
        retired.End = End;
        return retired;
    }

    /// <inheritdoc/>
    /// <remarks>States of one stream are compared in constant time; others event by event.</remarks>
    public bool HasSameContent(UserInput other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (ReferenceEquals(Log, other.Log))
        {
            return End == other.End;
        }

        return PendingEventCount == other.PendingEventCount && CountCommonEvents(other) == PendingEventCount;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException"><paramref name="from"/> is not a beginning of this stream.</exception>
    public void WriteDiff(UserInput from, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(from);
        long index = IndexAfter(from);
        Log.Seal(End);
        while (Log.Read(index, End, out ReadOnlySpan<byte> bytes, out UserInputLog.Resize resize) is > 0 and int count)
        {
            if (bytes.IsEmpty)
            {
                MessageWriter.WriteResize(output, resize.Columns, resize.Rows);
            }
            else
            {
                // The whole run, beyond the turn of the ring.
                count = Log.CountBytes(index, End);
                MessageWriter.WriteKeysHead(output, count);
                Log.CopyBytes(index, count, output);
            }

            index += count;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The stream being append-only, events that another state already holds under the same index must be the
    /// same again; a peer that says otherwise is refused. A window size that no screen can have is an event as any other,
    /// so that both ends count alike, and a client that tells one does not lose its session: who reads the stream
    /// passes it over.
    /// </remarks>
    public bool TryApply(ReadOnlySpan<byte> diff)
    {
        if (diff.Length > InstructionLimits.MaximumLength || End < Log.Start)
        {
            return false;
        }

        // Events that the peer has contradicted since are gone (see UserInputReader.DropBeyond).
        End = Math.Min(End, Log.End);

        long logEnd = Log.End;
        UserMessageReader reader = new(diff);
        while (reader.TryRead(out UserInstruction instruction))
        {
            bool applied = instruction.Kind == UserInstructionKind.Keys
                ? TryApplyKeys(instruction.Keys)
                : TryApplyResize(instruction.Columns, instruction.Rows);
            if (!applied)
            {
                Log.TruncateFrom(logEnd);
                return false;
            }
        }

        if (reader.Malformed)
        {
            Log.TruncateFrom(logEnd);
            return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public void DropPrefix(UserInput prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (ReferenceEquals(Log, prefix.Log))
        {
            Log.TrimBefore(prefix.End);
            return;
        }

        int common = CountCommonEvents(prefix);
        if (common > 0)
        {
            // The states that share the log do not take part in this: only a prefix of the stream itself does.
            Log = Log.Fork(End);
            Log.TrimBefore(Log.Start + common);
        }
    }

    /// <summary>Makes sure that what is appended comes right after this state's events.</summary>
    private void BecomeNewest()
    {
        if (End != Log.End)
        {
            Log = Log.Fork(End);
        }
    }

    private bool TryApplyKeys(ReadOnlySpan<byte> keys)
    {
        while (!keys.IsEmpty && End < Log.End)
        {
            int known = Log.Read(End, Log.End, out ReadOnlySpan<byte> bytes, out _);
            int count = Math.Min(known, keys.Length);
            if (bytes.IsEmpty || !bytes[..count].SequenceEqual(keys[..count]))
            {
                return false;
            }

            keys = keys[count..];
            End += count;
        }

        if (keys.Length > MaximumReceivedBytes - Log.ByteCount)
        {
            return false;
        }

        Log.Append(keys);
        End += keys.Length;
        return true;
    }

    private bool TryApplyResize(int columns, int rows)
    {
        if (End < Log.End)
        {
            Log.Read(End, Log.End, out ReadOnlySpan<byte> bytes, out UserInputLog.Resize known);
            if (!bytes.IsEmpty || known.Columns != columns || known.Rows != rows)
            {
                return false;
            }
        }
        else if (Log.ResizeCount >= MaximumReceivedResizes)
        {
            return false;
        }
        else
        {
            Log.AppendResize(columns, rows);
        }

        End++;
        return true;
    }

    /// <summary>Index in this stream of the first event that <paramref name="from"/> does not hold.</summary>
    private long IndexAfter(UserInput from)
    {
        if (ReferenceEquals(Log, from.Log))
        {
            return Math.Max(from.End, Log.Start);
        }

        if (CountCommonEvents(from) != from.PendingEventCount)
        {
            throw new ArgumentException("The state to start from is not a beginning of this stream.", nameof(from));
        }

        return Log.Start + from.PendingEventCount;
    }

    private int CountCommonEvents(UserInput other)
    {
        long index = Log.Start;
        long otherIndex = other.Log.Start;
        while (true)
        {
            int count = Log.Read(index, End, out ReadOnlySpan<byte> bytes, out UserInputLog.Resize resize);
            int otherCount = other.Log.Read(otherIndex, other.End, out ReadOnlySpan<byte> otherBytes, out UserInputLog.Resize otherResize);
            int common;
            if (!bytes.IsEmpty)
            {
                common = bytes.CommonPrefixLength(otherBytes);
            }
            else
            {
                bool same = count == 1 && otherCount == 1 && otherBytes.IsEmpty
                    && resize.Columns == otherResize.Columns && resize.Rows == otherResize.Rows;
                common = same ? 1 : 0;
            }

            if (common == 0)
            {
                return (int)(index - Log.Start);
            }

            index += common;
            otherIndex += common;
        }
    }
}
