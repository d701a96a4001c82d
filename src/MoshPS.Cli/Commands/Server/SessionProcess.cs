using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using MoshPS.Engine;
using MoshPS.Engine.Server;
using MoshPS.Engine.Unix;

namespace MoshPS.Cli.Commands.Server;

/// <summary>The process of one session, started by <see cref="ServerCommand"/>: binds, reports, lets go of its standard streams and serves.</summary>
[UnsupportedOSPlatform("windows")]
internal static class SessionProcess
{
    /// <summary>Serves a session to its end.</summary>
    public static int Run(string[] arguments)
    {
        MoshServerOptions options = new();
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "-i":
                    options = options with { Address = arguments[++i] };
                    break;
                case "-p":
                    _ = UdpPortRange.TryParse(arguments[++i], out UdpPortRange ports, out _);
                    options = options with { Ports = ports };
                    break;
                case "-c":
                    options = options with { Colors = int.Parse(arguments[++i], null) };
                    break;
                case "-l":
                    i++;
                    break;
                case "--":
                    options = options with { Command = arguments[(i + 1)..] };
                    i = arguments.Length;
                    break;
            }
        }

        using MoshServer server = MoshServer.Bind(options);
        using (FileStream report = new(new SafeFileHandle(ProcessSpawner.ExtraDescriptor, ownsHandle: true), FileAccess.Write))
        {
            report.Write(System.Text.Encoding.ASCII.GetBytes($"MOSH CONNECT {server.LocalEndPoint.Port} {server.Key.ToBase64()}\n"));
        }

        server.Run();
        return ExitStatus.Success;
    }
}
