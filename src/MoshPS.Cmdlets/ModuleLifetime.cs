using System.Management.Automation;

namespace MoshPS;

/// <summary>
/// Ends the sessions of this process, so that no mosh-server is left behind: when the last runspace that has the
/// module removes it, and when the process exits.
/// </summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>How long servers get to confirm. A server in reach needs a few round trips.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static int s_imports;
    private static int s_watchesExit;

    /// <inheritdoc/>
    public void OnImport()
    {
        Interlocked.Increment(ref s_imports);
        if (Interlocked.Exchange(ref s_watchesExit, 1) == 0)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => CloseAll();
        }
    }

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        if (Interlocked.Decrement(ref s_imports) == 0)
        {
            CloseAll();
        }
    }

    private static void CloseAll() => MoshSessionTable.Shared.CloseAllAsync(Patience).GetAwaiter().GetResult();
}
