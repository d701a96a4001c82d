using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using MoshPS.Engine.Unix;

namespace MoshPS.Cli.Commands.Server;

/// <summary>
/// The runtime's doors for debuggers: a socket and two pipes in the directory for temporary files, and three threads.
/// A session has none of them, or each one that is killed would leave its files behind. Native code has none anyway.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class RuntimeDiagnostics
{
    // The runtime's own switch by its name of old, which DOTNET_EnableDiagnostics goes before: who wants to look into a
    // session sets that one.
    private const string Variable = "COMPlus_EnableDiagnostics";

    /// <summary>Asks the runtime of a process to be started to do without.</summary>
    public static EnvironmentBlock SwitchOff(EnvironmentBlock environment)
    {
        if (RuntimeFeature.IsDynamicCodeSupported)
        {
            environment.Set(Variable, "0");
        }

        return environment;
    }

    /// <summary>Keeps that from the programs that the session starts.</summary>
    public static void ForgetSwitch()
    {
        if (RuntimeFeature.IsDynamicCodeSupported)
        {
            new SystemLocale().RemoveVariable(Variable);
        }
    }
}
