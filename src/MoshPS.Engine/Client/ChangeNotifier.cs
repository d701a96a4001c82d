namespace MoshPS.Engine.Client;

/// <summary>Tells whoever waits that something about a session has changed. What changed is for them to look up.</summary>
internal sealed class ChangeNotifier : IThreadPoolWorkItem
{
    private const int Idle = 0;
    private const int Queued = 1;
    private const int Running = 2;
    private const int RunningAndQueued = 3;

    private readonly Lock _gate = new();
    private TaskCompletionSource? _next;
    private int _announcement = Idle;

    /// <summary>Called at once, on the changing thread, which may hold the session's lock: only to wake somebody up.</summary>
    public event Action? Immediately;

    /// <summary>
    /// Called on a thread of the pool, one call at a time, with <see cref="Sender"/>; several changes may share one call.
    /// </summary>
    public event EventHandler? Announced;

    /// <summary>Whom listeners know as the changing object.</summary>
    public object? Sender { get; set; }

    /// <summary>
    /// Completes at the next change. To miss none: take this task first, look at the session, then await the task.
    /// </summary>
    public Task Next()
    {
        lock (_gate)
        {
            _next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _next.Task;
        }
    }

    /// <summary>Something has changed.</summary>
    public void Notify()
    {
        TaskCompletionSource? waiters;
        lock (_gate)
        {
            waiters = _next;
            _next = null;
        }

        waiters?.SetResult();
        Immediately?.Invoke();
        if (Announced is not null && Interlocked.Or(ref _announcement, Queued) == Idle)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Something has changed that matters to <see cref="Immediately"/> only.</summary>
    public void NotifyImmediately() => Immediately?.Invoke();

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute()
    {
        do
        {
            Interlocked.Exchange(ref _announcement, Running);
            Announced?.Invoke(Sender, EventArgs.Empty);
        }
        while (Interlocked.CompareExchange(ref _announcement, Idle, Running) == RunningAndQueued);
    }
}
