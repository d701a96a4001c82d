using System.Runtime.InteropServices;

namespace MoshPS.Benchmarks;

/// <summary>
/// Ctrl+C and its like: what has been started is ended first. Servers and network namespaces would stay otherwise.
/// </summary>
internal static class Interruption
{
    private const int FirstSignalStatus = 128;

    private static readonly Lock Gate = new();
    private static readonly List<Action> Actions = [];
    private static readonly List<PosixSignalRegistration> Registrations = [];

    /// <summary>Has an action done before an interruption ends the process, unless the result is disposed first.</summary>
    public static IDisposable Before(Action action)
    {
        lock (Gate)
        {
            if (Registrations.Count == 0)
            {
                Registrations.AddRange(
                    from signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP]
                    select PosixSignalRegistration.Create(signal, End));
            }

            Actions.Add(action);
        }

        return new Withdrawal(action);
    }

    private static void End(PosixSignalContext context)
    {
        context.Cancel = true;
        Action[] actions;
        lock (Gate)
        {
            actions = [.. Enumerable.Reverse(Actions)];
            Actions.Clear();
        }

        foreach (Action action in actions)
        {
            try
            {
                action();
            }
            catch (Exception e) when (e is IOException or InvalidOperationException or AggregateException)
            {
                // The others are still to be ended.
                Console.Error.WriteLine(e.Message);
            }
        }

        Environment.Exit(FirstSignalStatus + (context.Signal == PosixSignal.SIGINT ? 2 : context.Signal == PosixSignal.SIGHUP ? 1 : 15));
    }

    private sealed class Withdrawal(Action action) : IDisposable
    {
        public void Dispose()
        {
            lock (Gate)
            {
                Actions.Remove(action);
            }
        }
    }
}
