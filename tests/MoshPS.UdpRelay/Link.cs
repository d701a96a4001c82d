using System.Diagnostics;

namespace MoshPS.UdpRelay;

/// <summary>
/// One direction: decides each datagram's fate on arrival and hands it on when it is due. All decisions
/// come from one seeded generator, so the same datagrams in the same order meet the same fate.
/// </summary>
internal sealed class Link : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Random _random;
    private readonly PriorityQueue<(byte[] Datagram, Action<byte[]> Deliver), (double Due, long Order)> _pending = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _delivering;
    private readonly long _origin = Stopwatch.GetTimestamp();
    private LinkConditions _conditions = LinkConditions.Perfect;
    private double _cutUntil = double.NegativeInfinity;
    private double _lastDue;
    private double _linkFree;
    private long _order;
    private long _received, _receivedBytes, _delivered, _lost, _cut, _overflowed, _duplicated, _corrupted, _reordered;

    public Link(int seed)
    {
        _random = new Random(seed);
        _delivering = Task.Run(DeliverAsync);
    }

    public LinkConditions Conditions
    {
        get
        {
            lock (_lock)
            {
                return _conditions;
            }
        }

        set
        {
            ArgumentNullException.ThrowIfNull(value);
            lock (_lock)
            {
                _conditions = value;
            }
        }
    }

    private double Now => Stopwatch.GetElapsedTime(_origin).TotalMilliseconds;

    /// <summary>Drops every arriving datagram for this long; null: until <see cref="Restore"/>.</summary>
    public void Cut(TimeSpan? duration)
    {
        lock (_lock)
        {
            _cutUntil = duration is { } limited ? Now + limited.TotalMilliseconds : double.PositiveInfinity;
        }
    }

    public void Restore()
    {
        lock (_lock)
        {
            _cutUntil = double.NegativeInfinity;
        }
    }

    public LinkStatistics GetStatistics()
    {
        lock (_lock)
        {
            return new(_received, _receivedBytes, _delivered, _lost, _cut, _overflowed, _duplicated, _corrupted, _reordered);
        }
    }

    /// <summary>Takes a datagram in; <paramref name="deliver"/> is called zero, one or two times, later or at once.</summary>
    public void Accept(ReadOnlySpan<byte> datagram, Action<byte[]> deliver)
    {
        lock (_lock)
        {
            double now = Now;
            _received++;
            _receivedBytes += datagram.Length;

            // Every decision draws its number whether it is wanted or not: changing one condition at run
            // time must not change the fate that the others deal out.
            bool lost = Chance(_conditions.LossPercent);
            bool duplicated = Chance(_conditions.DuplicatePercent);
            bool corrupted = Chance(_conditions.CorruptPercent);
            bool reordered = Chance(_conditions.ReorderPercent);
            double jitter = _random.NextDouble() * _conditions.JitterMilliseconds;
            int flippedBit = _random.Next(Math.Max(1, datagram.Length * 8));

            if (now < _cutUntil)
            {
                _cut++;
                return;
            }

            if (lost)
            {
                _lost++;
                return;
            }

            double departure = now;
            if (_conditions.BytesPerSecond > 0)
            {
                double backlog = Math.Max(0, _linkFree - now) * _conditions.BytesPerSecond / 1000;
                if (backlog > _conditions.QueueBytes)
                {
                    _overflowed++;
                    return;
                }

                _linkFree = Math.Max(now, _linkFree) + (datagram.Length * 1000 / _conditions.BytesPerSecond);
                departure = _linkFree;
            }

            byte[] copy = datagram.ToArray();
            if (corrupted && copy.Length > 0)
            {
                copy[flippedBit / 8] ^= (byte)(1 << (flippedBit % 8));
                _corrupted++;
            }

            double due = departure + _conditions.DelayMilliseconds + jitter;
            if (reordered)
            {
                due += _conditions.ReorderMilliseconds;
                _reordered++;
            }
            else
            {
                due = Math.Max(due, _lastDue);
                _lastDue = due;
            }

            Enqueue(copy, deliver, due);
            if (duplicated)
            {
                _duplicated++;
                Enqueue(copy, deliver, due);
            }
        }

        _wake.Release();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _delivering;
        _stop.Dispose();
        _wake.Dispose();
    }

    private bool Chance(double percent) => _random.NextDouble() * 100 < percent;

    private void Enqueue(byte[] datagram, Action<byte[]> deliver, double due) =>
        _pending.Enqueue((datagram, deliver), (due, _order++));

    private async Task DeliverAsync()
    {
        try
        {
            while (true)
            {
                await _wake.WaitAsync(NextWait(), _stop.Token);
                while (TryTakeDue(out var datagram, out var deliver))
                {
                    deliver(datagram);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private TimeSpan NextWait()
    {
        lock (_lock)
        {
            return _pending.TryPeek(out _, out var priority)
                ? TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(priority.Due - Now)))
                : Timeout.InfiniteTimeSpan;
        }
    }

    private bool TryTakeDue(out byte[] datagram, out Action<byte[]> deliver)
    {
        lock (_lock)
        {
            if (_pending.TryPeek(out var first, out var priority) && priority.Due <= Now)
            {
                _pending.Dequeue();
                _delivered++;
                (datagram, deliver) = first;
                return true;
            }

            (datagram, deliver) = ([], static _ => { });
            return false;
        }
    }
}
