using System.Collections.Concurrent;

namespace MoshPS.Pipeline;

/// <summary>
/// Runs asynchronous work while a pipeline thread waits for it, and brings every continuation back to that
/// thread: after an <c>await</c> a cmdlet may write output, progress or errors, which PowerShell allows on the
/// pipeline thread only.
/// </summary>
internal sealed class PipelineSynchronizationContext : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];
    private readonly int _threadId = Environment.CurrentManagedThreadId;

    private PipelineSynchronizationContext()
    {
    }

    /// <summary>Runs the work to its end on the calling thread; throws what it throws.</summary>
    public static void Run(Func<Task> work)
    {
        SynchronizationContext? previous = Current;
        var context = new PipelineSynchronizationContext();
        SetSynchronizationContext(context);
        try
        {
            Task task = work();
            if (!task.IsCompleted)
            {
                task.ContinueWith(
                    static (_, queue) => ((PipelineSynchronizationContext)queue!)._queue.CompleteAdding(),
                    context,
                    CancellationToken.None,
                    TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default);
                foreach ((SendOrPostCallback callback, object? state) in context._queue.GetConsumingEnumerable())
                {
                    callback(state);
                }
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(previous);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        try
        {
            _queue.Add((d, state));
        }
        catch (InvalidOperationException)
        {
            // The work is over; what comes late, such as a progress report, has no pipeline to go to.
        }
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId == _threadId)
        {
            d(state);
            return;
        }

        using var done = new ManualResetEventSlim();
        Post(
            _ =>
            {
                d(state);
                done.Set();
            },
            null);
        done.Wait();
    }
}
