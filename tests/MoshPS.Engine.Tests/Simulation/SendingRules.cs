using System.Buffers.Binary;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Simulation;

/// <summary>
/// What spec 1 §7 to §9 allow one end to send and when, by a model of its own: the round trip time is computed from
/// the timestamps on the wire, the list of states from the numbers. It says nothing of what must be sent: that both
/// ends converge shows that enough is.
/// </summary>
internal sealed class SendingRules<T>
    where T : class, ISynchronizedObject<T>
{
    private const ulong Shutdown = ulong.MaxValue;

    private readonly int _collectionDelay;
    private readonly Func<T, T, bool> _areAlike;
    private readonly bool _isServer;
    private readonly List<(ulong Number, long Time)> _states;
    private readonly Dictionary<ulong, T> _contents = [];
    private readonly Queue<ulong> _contentOrder = new();
    private double _smoothed = 1_000;
    private double _variance = 500;
    private bool _hasSample;
    private ulong _expectedSequence;
    private bool _hasSent;
    private long _heard;
    private long? _owedSince;
    private long? _changedSince;
    private bool _demanded;
    private bool _peerHasShutDown;
    private bool _hasPeer;
    private long _lastFresh;
    private ulong _highestArrived;

    /// <param name="initial">State 0, sharing nothing with the object under test.</param>
    /// <param name="now">The time, without steps back.</param>
    /// <param name="collectionDelay">How long changes are to be collected.</param>
    /// <param name="areAlike">Whether two contents look the same.</param>
    /// <param name="isServer">Whether it must be silent without a peer.</param>
    public SendingRules(T initial, long now, int collectionDelay, Func<T, T, bool> areAlike, bool isServer)
    {
        _areAlike = areAlike;
        _isServer = isServer;
        _hasPeer = !isServer;
        _collectionDelay = collectionDelay;
        _states = [(0, now)];
        _heard = now;
        Keep(0, initial);
    }

    /// <summary>Instructions sent.</summary>
    public int Emissions { get; private set; }

    private int Interval => (int)Math.Min(250, Math.Max(20, Math.Ceiling(_smoothed / 2)));

    private int RetransmissionTimeout =>
        (int)Math.Min(1_000, Math.Max(50, Math.Ceiling(_smoothed + (4 * _variance))));

    /// <summary>The local object was changed, or shutdown began.</summary>
    public void Changed(long now) => _changedSince ??= now;

    public void Demanded() => _demanded = true;

    /// <summary>A datagram that is authentic and new arrived.</summary>
    /// <param name="now">Time without steps back.</param>
    /// <param name="sequence">Its sequence number.</param>
    /// <param name="plaintext">Its timestamps and fragment.</param>
    /// <returns>Whether it is newer than all before.</returns>
    public bool DatagramArrived(long now, ulong sequence, ReadOnlySpan<byte> plaintext)
    {
        if (sequence < _expectedSequence)
        {
            return false;
        }

        _expectedSequence = sequence + 1;
        _hasPeer = true;
        _lastFresh = now;
        ushort reply = BinaryPrimitives.ReadUInt16BigEndian(plaintext[2..]);
        if (reply != 0xFFFF)
        {
            long clock = now & 0xFFFF;
            long sample = ((clock == 0xFFFF ? 0 : clock) - reply) & 0xFFFF;
            if (sample < 5_000)
            {
                _variance = _hasSample ? (0.75 * _variance) + (0.25 * Math.Abs(_smoothed - sample)) : sample / 2.0;
                _smoothed = _hasSample ? (0.875 * _smoothed) + (0.125 * sample) : sample;
                _hasSample = true;
            }
        }

        return true;
    }

    /// <summary>A datagram that arrived completed an instruction.</summary>
    public void InstructionArrived(long now, ObservedInstruction instruction, bool advanced)
    {
        int acknowledged = _states.FindIndex(state => state.Number == instruction.AcknowledgedNumber);
        if (acknowledged > 0)
        {
            _states.RemoveRange(0, acknowledged);
        }

        if (advanced)
        {
            Require(instruction.NewNumber > _highestArrived, "an overtaken state counts as the highest");
            _heard = now;
            if (instruction.Diff.Length > 0)
            {
                _owedSince ??= now;
            }
        }

        _highestArrived = advanced ? instruction.NewNumber : _highestArrived;
        _peerHasShutDown |= advanced && instruction.NewNumber == Shutdown;
    }

    /// <summary>Checks an instruction that is sent.</summary>
    public void Check(long now, ObservedInstruction instruction)
    {
        Require(_hasPeer, "something is sent without a peer");
        (ulong lastNumber, long lastTime) = _states[^1];
        Require(instruction.NewNumber >= lastNumber, $"number {instruction.NewNumber} after {lastNumber}");
        Require(instruction.ThrowawayNumber <= instruction.OldNumber, "throwaway above the base");
        Require(instruction.ThrowawayNumber == _states[0].Number, "throwaway is not the acknowledged state");
        Require(_states.Exists(state => state.Number == instruction.OldNumber), "the base is not in the list");
        Require(instruction.AcknowledgedNumber == _highestArrived, "not the highest state is acknowledged");
        CheckContent(instruction);

        bool isShutdown = instruction.NewNumber == Shutdown || _peerHasShutDown;
        bool mustSend =
            !_hasSent
            || _demanded
            || now >= lastTime + 3_000
            || now >= _owedSince + 100
            || (isShutdown && now >= lastTime + Interval);
        if (!mustSend)
        {
            Require(now >= lastTime + Interval, $"{now - lastTime} after the last, with an interval of {Interval}");
            if (instruction.NewNumber > lastNumber)
            {
                Require(_changedSince is not null, "a new state without a change");
                Require(now >= _changedSince + _collectionDelay, "a change is not collected");
            }
            else
            {
                Require(now - _heard < 10_000, "a repeat though the peer is silent");
                Require(_states.Count > 1, "a repeat of an acknowledged state");
                Require(
                    now - _states[1].Time >= RetransmissionTimeout + 100,
                    $"a repeat {now - _states[1].Time} after the state was sent, RTO {RetransmissionTimeout}");
            }
        }

        _hasPeer = !_isServer || now - _lastFresh <= 40_000;
        Emissions++;
        _hasSent = true;
        _demanded = false;
        _owedSince = null;
        _changedSince = null;
        if (instruction.NewNumber > lastNumber)
        {
            _states.Add((instruction.NewNumber, now));
            if (_states.Count == 33)
            {
                _states.RemoveAt(_states.Count - 16);
            }
        }
        else
        {
            _states[^1] = (lastNumber, now);
        }
    }

    /// <summary>A number stands for one content, whatever base it is reached from.</summary>
    private void CheckContent(ObservedInstruction instruction)
    {
        if (!_contents.TryGetValue(instruction.OldNumber, out T? content))
        {
            return;
        }

        if (instruction.Diff.Length > 0)
        {
            content = content.Snapshot();
            Require(content.TryApply(instruction.Diff), "a difference does not apply");
        }

        if (_contents.TryGetValue(instruction.NewNumber, out T? earlier))
        {
            Require(_areAlike(content, earlier), $"number {instruction.NewNumber} stands for two contents");
        }
        else
        {
            Keep(instruction.NewNumber, content);
        }
    }

    private void Keep(ulong number, T content)
    {
        _contents.Add(number, content);
        _contentOrder.Enqueue(number);
        if (_contentOrder.Count > 128)
        {
            // The acknowledged state may be older than this; then content is not checked until the next one is.
            _contents.Remove(_contentOrder.Dequeue());
        }
    }

    private static void Require(bool condition, string rule) => SimulationException.Require(condition, rule);
}
