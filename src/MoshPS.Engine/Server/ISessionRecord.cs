using System.Net;

namespace MoshPS.Engine.Server;

/// <summary>Where the machine's users see in what state a session is: <c>who</c>, <c>ps</c>.</summary>
internal interface ISessionRecord
{
    /// <summary>A client uses the session.</summary>
    void Attached(IPAddress client);

    /// <summary>The client has not been heard for a while.</summary>
    void Detached();
}
