using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace MoshPS;

/// <summary>
/// Ends the sessions of this process, so that no mosh-server is left behind: when the last runspace that has the
/// module removes it or closes, and when the process exits.
/// </summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>How long servers get to confirm. A server in reach needs a few round trips.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>How often each runspace has the module; a module that imports it for itself counts too.</summary>
    private static readonly Dictionary<Guid, int> Users = [];
    private static bool s_watchesExit;

    /// <inheritdoc/>
    public void OnImport()
    {
        Runspace runspace = Runspace.DefaultRunspace;
        lock (Users)
        {
            if (!s_watchesExit)
            {
                s_watchesExit = true;
                AppDomain.CurrentDomain.ProcessExit += (_, _) => CloseAll();
            }

            int imports = Users.GetValueOrDefault(runspace.InstanceId);
            Users[runspace.InstanceId] = imports + 1;
            if (imports == 0)
            {
                // A runspace that closes does not remove its modules first.
                runspace.StateChanged += OnRunspaceStateChanged;
            }
        }
    }

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        Runspace runspace = Runspace.DefaultRunspace;
        lock (Users)
        {
            if (!Users.TryGetValue(runspace.InstanceId, out int imports))
            {
                return;
            }

            if (imports > 1)
            {
                Users[runspace.InstanceId] = imports - 1;
                return;
            }
        }

        Forget(runspace);
    }

    private static void OnRunspaceStateChanged(object? sender, RunspaceStateEventArgs change)
    {
        if (sender is Runspace runspace && change.RunspaceStateInfo.State is (RunspaceState.Closed or RunspaceState.Broken))
        {
            Forget(runspace);
        }
    }

    private static void Forget(Runspace runspace)
    {
        runspace.StateChanged -= OnRunspaceStateChanged;
        bool wasLast;
        lock (Users)
        {
            wasLast = Users.Remove(runspace.InstanceId) && Users.Count == 0;
        }

        if (wasLast)
        {
            CloseAll();
        }
    }

    private static void CloseAll() => MoshSessionTable.Shared.CloseAllAsync(Patience).GetAwaiter().GetResult();
}
