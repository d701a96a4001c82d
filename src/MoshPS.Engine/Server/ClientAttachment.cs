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

    /// <summary>
    /// So many changes are told at once; after that one in each <see cref="ChangePause"/>. Each runs a program of the
    /// system's and writes to the log, and a client may come from another address with every datagram.
    /// </summary>
    private const int MaximumQuickChanges = 10;

    /// <summary>In milliseconds.</summary>
    private const int ChangePause = 1_000;

    private int _quickChanges;
    private long _changedAt;
    private bool _isHeldBack;
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
        int quickChanges = (int)Math.Max(0, _quickChanges - ((now - _changedAt) / ChangePause));
        _isHeldBack = quickChanges >= MaximumQuickChanges;
        if (!_isHeldBack && UpdateRecords(now))
        {
            _quickChanges = quickChanges + 1;
            _changedAt = now;
        }
    }

    /// <summary>When <see cref="Update"/> has something to do by time alone; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline() => _isHeldBack ? _changedAt + ChangePause
        : _recorded is not null && session.LastClientState is { } last ? last + DetachedAfter + 1
        : long.MaxValue;

    private bool UpdateRecords(long now)
    {
        bool hasChanged = false;
        if (session.IsClientPresent != _isLogged)
        {
            _isLogged = session.IsClientPresent;
            hasChanged = true;
            log?.Invoke(_isLogged
                ? $"Server now attached to client at {_client?.Address}:{_client?.Port}"
                : "Server now detached from client.");
        }

        bool isAttached = session.LastClientState is { } last && now - last <= DetachedAfter;
        IPAddress? present = isAttached ? _client?.Address : null;
        if (!Equals(present, _recorded))
        {
            _recorded = present;
            hasChanged = true;
            if (present is null)
            {
                record.Detached();
            }
            else
            {
                record.Attached(present);
            }
        }

        return hasChanged;
    }
}
