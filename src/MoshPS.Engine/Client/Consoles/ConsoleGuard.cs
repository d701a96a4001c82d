namespace MoshPS.Engine.Client.Consoles;

/// <summary>
/// Restores a terminal on the ways out of a process that no <c>finally</c> sees: <c>Environment.Exit</c>, a signal
/// that the runtime turns into an orderly exit, an exception that nobody handles.
/// </summary>
internal sealed class ConsoleGuard : IDisposable
{
    private readonly Action _restore;

    /// <summary>Stands guard until disposed.</summary>
    /// <param name="restore">Restores the terminal; may be called on any thread, and more than once.</param>
    public ConsoleGuard(Action restore)
    {
        _restore = restore;
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        AppDomain.CurrentDomain.UnhandledException += OnUnhandledException;
    }

    /// <summary>Stops guarding; restores nothing.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        AppDomain.CurrentDomain.UnhandledException -= OnUnhandledException;
    }

    private void OnExit(object? sender, EventArgs e) => _restore();

    private void OnUnhandledException(object sender, UnhandledExceptionEventArgs e) => _restore();
}
