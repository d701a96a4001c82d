using System.Net;
using System.Runtime.Versioning;
using MoshPS.Engine.Pty;
using MoshPS.Engine.Unix;

namespace MoshPS.Engine.Server;

/// <summary>
/// Shows the session's state to the machine's users: in the list of who is logged in, as stock does (spec 3 §2.5), and
/// in the list of processes where the process is the session's own.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SessionRecord : ISessionRecord
{
    private readonly LoginRecord _login;
    private readonly int _port;
    private readonly bool _namesProcess;

    /// <param name="login">The entry of the session's terminal.</param>
    /// <param name="port">The UDP port.</param>
    /// <param name="namesProcess">Whether the process exists for this session alone.</param>
    public SessionRecord(LoginRecord login, int port, bool namesProcess)
    {
        _login = login;
        _port = port;
        _namesProcess = namesProcess;
    }

    /// <summary>The session is ready, and waits for its client. To be called before anybody can know of it.</summary>
    public void Begin()
    {
        if (_namesProcess)
        {
            ProcessTitle.TrySetName("mosh-server");
        }

        Show($"mosh [{Environment.ProcessId}]", "waiting");
    }

    /// <inheritdoc/>
    public void Attached(IPAddress client) =>
        Show($"{client} via mosh [{Environment.ProcessId}]", $"attached from {client}");

    /// <inheritdoc/>
    public void Detached() => Show($"mosh [{Environment.ProcessId}]", "detached");

    private void Show(string host, string state)
    {
        _login.Set(host);
        if (_namesProcess)
        {
            ProcessTitle.TrySet($"moshps: session on UDP port {_port}, {state}");
        }
    }
}
