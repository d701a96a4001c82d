using MoshPS.Engine.Client;
using MoshPS.Engine.Unix;

namespace MoshPS.Cli;

/// <summary>The process of a client, which holds a key and sees all that is typed.</summary>
internal static class ClientProcess
{
    /// <summary>
    /// It leaves no core dump, and no other process of the user can look into it. What it starts (ssh, a server, a
    /// program of the user's) has the user's own limits.
    /// </summary>
    public static void Protect()
    {
        if (!OperatingSystem.IsWindows())
        {
            ResourceLimits.DisableCoreDumps();
            ProcessMemory.Hide();
        }
    }

    /// <summary>Starts the client, after which nobody needs the key's bytes any more.</summary>
    /// <param name="options">Where to connect; the key is disposed of, also when the client does not start.</param>
    /// <exception cref="MoshPS.Engine.MoshException">As of <see cref="MoshClient.Start"/>.</exception>
    public static MoshClient Start(MoshClientOptions options)
    {
        using (options.Key)
        {
            return MoshClient.Start(options);
        }
    }
}
