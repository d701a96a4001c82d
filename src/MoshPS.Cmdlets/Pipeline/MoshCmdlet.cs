using System.Management.Automation;
using System.Runtime.CompilerServices;
using MoshPS.Errors;

namespace MoshPS.Pipeline;

/// <summary>
/// The base of every cmdlet here. A cmdlet overrides the asynchronous steps; after each <c>await</c> in them it is
/// on the pipeline thread again, so it writes output where it stands. Ctrl+C cancels the token they get.
/// </summary>
public abstract class MoshCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private protected MoshCmdlet()
    {
    }

    /// <summary>Once, before the first pipeline object.</summary>
    /// <param name="cancellationToken">Cancelled when the pipeline is stopped.</param>
    protected virtual Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Once for each pipeline object, or once when there is no pipeline input.</summary>
    /// <param name="cancellationToken">Cancelled when the pipeline is stopped.</param>
    protected virtual Task ProcessAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Once, after the last pipeline object.</summary>
    /// <param name="cancellationToken">Cancelled when the pipeline is stopped.</param>
    protected virtual Task EndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Run(BeginAsync);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Run(ProcessAsync);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Run(EndAsync);

    /// <inheritdoc/>
    protected sealed override void StopProcessing()
    {
        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Stopped in the moment of ending by itself.
        }
    }

    /// <summary>Reports that one item failed; the others go on.</summary>
    private protected void WriteError(Exception exception, object? target) => WriteError(ErrorRecords.Create(exception, target));

    /// <summary>Ends this cmdlet, not the script, with an error of our own making.</summary>
    private protected void Fail(Exception exception, object? target) => ThrowTerminatingError(ErrorRecords.Create(exception, target));

    /// <summary>A switch as it was given, also as <c>-Switch:$false</c>; null when it was not.</summary>
    private protected bool? Given(SwitchParameter value, [CallerArgumentExpression(nameof(value))] string name = "")
        => MyInvocation.BoundParameters.ContainsKey(name) ? value.ToBool() : null;

    private void Run(Func<CancellationToken, Task> step)
    {
        try
        {
            PipelineSynchronizationContext.Run(() => step(_stopping.Token), _stopping.Cancel);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception exception) when (ErrorRecords.IsExpected(exception))
        {
            Fail(exception, target: null);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the cmdlet holds.</summary>
    /// <param name="disposing">Whether called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stopping.Dispose();
        }
    }
}
