using System.Net;

namespace MoshPS.Engine.Server;

/// <summary>
/// Tells the machine's users whether a client uses the session, and from where (spec 3 §2.5, §2.8). Times are in
/// milliseconds.
/// </summary>
internal sealed class ClientAttachment(ServerSession session, ISessionRecord record, Action<string>? log)
{
    /// <summary>With no new state of the client for longer than this, the session is listed as detached.</summary>
    public const int DetachedAfter = 30_000;

    private IPEndPoint? _client;
    private bool _isLogged;
    private IPAddress? _recorded;

    /// <summary>A datagram of the client came from elsewhere than the one before.</summary>
    public void AddressChanged(IPEndPoint client)
    {
        _client = client;
        _isLogged = false;
    }

    /// <summary>Tells what has changed.</summary>
    public void Update(long now)
    {
        if (session.IsClientPresent != _isLogged)
        {
            _isLogged = session.IsClientPresent;
            log?.Invoke(_isLogged
                ? $"Server now attached to client at {_client?.Address}:{_client?.Port}"
                : "Server now detached from client.");
        }

        bool isAttached = session.LastClientState is { } last && now - last <= DetachedAfter;
        IPAddress? present = isAttached ? _client?.Address : null;
        if (!Equals(present, _recorded))
        {
            _recorded = present;
            if (present is null)
            {
                record.Detached();
            }
            else
            {
                record.Attached(present);
            }
        }
    }

    /// <summary>When <see cref="Update"/> has something to do by time alone; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline() => _recorded is not null && session.LastClientState is { } last
        ? last + DetachedAfter + 1
        : long.MaxValue;
}
