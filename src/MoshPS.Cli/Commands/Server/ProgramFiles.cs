using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using MoshPS.Engine;

namespace MoshPS.Cli.Commands.Server;

/// <summary>
/// The files that this program consists of, of which the runtime opens each one when it is first needed. Native code
/// is one file, open already.
/// </summary>
internal static class ProgramFiles
{
    /// <summary>
    /// Opens them all. A session may last for months, and an update that replaces the program meanwhile must not
    /// show in it. Of a runtime that is installed apart, with many times more files, only what this program names itself.
    /// </summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A reference that trimming has removed is one less to load.")]
    public static void LoadAll()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            return;
        }

        bool isSingleFile = !File.Exists(Path.Combine(AppContext.BaseDirectory, $"{typeof(ProgramFiles).Assembly.GetName().Name}.dll"));
        HashSet<string> seen = [];
        Queue<Assembly> loaded = new([typeof(ProgramFiles).Assembly]);
        while (loaded.TryDequeue(out Assembly? assembly))
        {
            foreach (AssemblyName reference in assembly.GetReferencedAssemblies())
            {
                if (!seen.Add(reference.FullName))
                {
                    continue;
                }

                try
                {
                    Assembly next = Assembly.Load(reference);
                    if (isSingleFile || next == typeof(UdpPortRange).Assembly)
                    {
                        loaded.Enqueue(next);
                    }
                }
                catch (Exception e) when (e is IOException or BadImageFormatException)
                {
                    // Not part of this build.
                }
            }
        }
    }
}
