using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

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

    /// <summary>
    /// Runs the work to its end on the calling thread; throws what it throws. When a callback beside it throws, such
    /// as a progress report in a pipeline that is being stopped, the work is cancelled and still runs to its end, so
    /// that it gives back what it holds; then that is thrown.
    /// </summary>
    /// <param name="work">The work.</param>
    /// <param name="cancel">Cancels it.</param>
    public static void Run(Func<Task> work, Action cancel)
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
                context.Pump(cancel);
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(previous);
        }
    }

    private void Pump(Action cancel)
    {
        ExceptionDispatchInfo? failure = null;
        foreach ((SendOrPostCallback callback, object? state) in _queue.GetConsumingEnumerable())
        {
            try
            {
                callback(state);
            }
            catch (Exception exception)
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
                cancel();
            }
        }

        failure?.Throw();
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
