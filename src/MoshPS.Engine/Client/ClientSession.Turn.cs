using System.Net.NetworkInformation;
using MoshPS.Engine.Datagrams;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Client;

/// <content>What happens in one turn, and when the next one comes.</content>
internal sealed partial class ClientSession
{
    private void OnTimer(object? state)
    {
        lock (_gate)
        {
            Turn();
        }
    }

    private void OnNetworkAddressChanged(object? sender, EventArgs e)
    {
        lock (_gate)
        {
            _networkChanged = true;
            Turn();
        }
    }

    private void Hop(long now)
    {
        _networkChanged = false;
        _sockets.Hop(now);
        _endpoint.DemandSend();
    }

    private void Take(ReadOnlySpan<byte> datagram, long now)
    {
        ReceiveResult result = _endpoint.Receive(now, datagram);
        if (result.IsAuthentic && _sockets.Count > 1)
        {
            _sockets.Prune(now);
        }

        if (result.RemoteAdvanced)
        {
            TakeRemoteState(now);
        }
    }

    private void TakeRemoteState(long now)
    {
        MoshClientState before = _lifecycle.State;
        _lifecycle.ServerStateArrived(now);
        _hasChanged |= _lifecycle.State != before;
        Screen newest = _endpoint.LatestRemote.Screen;
        if (!newest.HasSameContent(_screen))
        {
            _screen.Release();
            newest.Hold();
            _screen = newest;
            _keptScreen = null;
            _screenChangedAt = now;
            _hasChanged = true;
        }
        else if (_endpoint.LatestRemote.EchoAck != _echoAck)
        {
            // News for predictions only.
            Changes.NotifyImmediately();
        }

        _echoAck = _endpoint.LatestRemote.EchoAck;
    }

    /// <summary>Does whatever is due, and sets the timer for what will be. Called with the lock held.</summary>
    private void Turn()
    {
        if (_isReleased)
        {
            return;
        }

        try
        {
            TakeTurn(_clock.Now);
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private void TakeTurn(long now)
    {
        _datagramsSinceTurn = 0;
        _networkChanged |= _resume.HasResumed(now, _clock.TimeOfDay, _armedFor);
        if (_networkChanged && now - _sockets.LastPortChoice >= ShortestTimeBetweenHops)
        {
            Hop(now);
        }

        PassTime(now);
        _input.Flush(now, _endpoint.RoundTrip.RetransmissionTimeout);
        _endpoint.Tick(now, _sockets);
        AfterSending(now);
        NoticeEnd();
        if (!_isReleased)
        {
            ArmTimer(now);
        }

        if (_hasChanged)
        {
            _hasChanged = false;
            Changes.Notify();
        }
    }

    private void PassTime(long now)
    {
        MoshClientState before = _lifecycle.State;
        _lifecycle.Advance(now);
        if (_lifecycle.State == before)
        {
            return;
        }

        _hasChanged = true;
        if (_lifecycle.ConnectTimedOut && !_endpoint.IsShuttingDown)
        {
            // Perhaps the server hears us, and only its answers are lost: then it is not to stay behind.
            _endpoint.BeginShutdown(now, ShutdownTimeoutWhenNeverConnected);
        }
    }

    private void AfterSending(long now)
    {
        if (!_sockets.HasSent)
        {
            return;
        }

        _sockets.HasSent = false;
        if (_sockets.SendError is not null)
        {
            // A console tells its user why.
            Changes.NotifyImmediately();
        }

        if (_sockets.WasTooLong)
        {
            _endpoint.MaximumPayload = DatagramSize.Fallback;
        }

        if (now - _sockets.LastPortChoice > ClientSockets.HopAfter
            && (_endpoint.LastRoundTrip is not { } roundTrip || now - roundTrip > ClientSockets.HopAfter))
        {
            _sockets.Hop(now);
        }
    }

    /// <summary>Ends the session when both sides agree, or when one has waited long enough (spec 3 §3.3, step 8).</summary>
    private void NoticeEnd()
    {
        if (_endpoint.PeerHasShutDown && IsOpen)
        {
            _lifecycle.BeginClosing();
            _hasChanged = true;
        }

        if (_lifecycle.State == MoshClientState.Closing)
        {
            bool agreed = (_endpoint.PeerHasShutDown && _endpoint.ShutdownAcknowledgementSent) || _endpoint.ShutdownAcknowledged;
            if (_lifecycle.ConnectTimedOut && (agreed || _endpoint.IsOver))
            {
                Finish(MoshClientEndReason.ConnectionTimedOut, _errors.UdpBlocked(_sockets.SendError));
            }
            else if (agreed)
            {
                Finish(_endpoint.IsShuttingDown ? MoshClientEndReason.ShutDown : MoshClientEndReason.RemoteExit, null);
            }
            else if (_endpoint.IsOver)
            {
                Finish(
                    MoshClientEndReason.ShutDownUnconfirmed,
                    _lifecycle.WasConnected ? _errors.ShutdownUnconfirmed() : _errors.UdpBlocked(_sockets.SendError));
            }
        }

        // Until then the server's repeats are still being answered.
        if (_lifecycle.State == MoshClientState.Closed && _endpoint.IsOver)
        {
            Release();
        }
    }

    /// <summary>
    /// Ends this session, and nothing else: an exception here would end the process, with every other session in it.
    /// </summary>
    private void Fail(Exception cause)
    {
        Finish(MoshClientEndReason.Failed, cause as MoshSessionException ?? SessionErrors.Defect(cause));
        Release();
    }

    private void Finish(MoshClientEndReason reason, MoshSessionException? error)
    {
        if (_lifecycle.State != MoshClientState.Closed)
        {
            _lifecycle.Close();
            _hasChanged = true;
            _completion.SetResult(new MoshClientEnd(reason, _lifecycle.WasConnected, error));
        }
    }

    private void Release()
    {
        if (_isReleased)
        {
            return;
        }

        _isReleased = true;
        NetworkChange.NetworkAddressChanged -= OnNetworkAddressChanged;
        _timer.Dispose();
        _sockets.Dispose();
        _endpoint.Dispose();
        _released.SetResult();
        if (_hasChanged)
        {
            _hasChanged = false;
            Changes.Notify();
        }
    }

    private void ArmTimer(long now)
    {
        long deadline = Math.Min(_endpoint.NextDeadline(now), _lifecycle.NextDeadline);
        if (_networkChanged)
        {
            deadline = Math.Min(deadline, _sockets.LastPortChoice + ShortestTimeBetweenHops);
        }

        _armedFor = deadline;
        _timer.Change(
            deadline == SessionLifecycle.Never ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Max(1, deadline - now)),
            Timeout.InfiniteTimeSpan);
    }
}
