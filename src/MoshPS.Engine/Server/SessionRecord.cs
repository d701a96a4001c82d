using System.Net;

namespace MoshPS.Engine.Server;

internal sealed class SessionRecord : ISessionRecord
{
    public void Attached(IPAddress client)
    {
    }

    public void Detached()
    {
    }
}
