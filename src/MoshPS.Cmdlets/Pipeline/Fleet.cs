namespace MoshPS.Pipeline;

/// <summary>Does the same to many items at once and hands the outcomes back one at a time.</summary>
internal static class Fleet
{
    /// <summary>
    /// Runs <paramref name="work"/> for every item, at most <paramref name="throttleLimit"/> at a time, and calls
    /// <paramref name="finished"/> for each as it is done, in the context of the caller: on the pipeline thread.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled; work under way has been told.</exception>
    public static async Task RunAsync<TItem, TResult>(
        IReadOnlyCollection<TItem> items,
        int throttleLimit,
        Func<TItem, CancellationToken, Task<TResult>> work,
        Action<TItem, Task<TResult>> finished,
        CancellationToken cancellationToken)
    {
        var waiting = new Queue<TItem>(items);
        var running = new Dictionary<Task<TResult>, TItem>();
        while (waiting.Count > 0 || running.Count > 0)
        {
            while (waiting.Count > 0 && running.Count < throttleLimit)
            {
                TItem item = waiting.Dequeue();
                // Off the pipeline thread: what an item does between its waits must not hold up the others.
                running.Add(Task.Run(() => work(item, cancellationToken), CancellationToken.None), item);
            }

            Task<TResult> done = await Task.WhenAny(running.Keys);
            running.Remove(done, out TItem? doneItem);
            cancellationToken.ThrowIfCancellationRequested();
            finished(doneItem!, done);
        }
    }
}
