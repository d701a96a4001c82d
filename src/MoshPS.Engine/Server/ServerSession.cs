using System.Security.Cryptography;
using MoshPS.Engine.Crypto;
using MoshPS.Engine.Sync;
using MoshPS.Engine.Terminal;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Server;

/// <summary>
/// The server's end of a session, without sockets, pseudo-terminal and clock: what the client types goes to
/// <see cref="HostInput"/>, what the program prints comes in by <see cref="TakeOutput"/>, and the client is kept up to
/// date with the screen (spec 3 §2.6, §2.7). Time is in milliseconds. Not thread-safe.
/// </summary>
internal sealed class ServerSession : IDisposable
{
    private readonly TransportEndpoint<ScreenState, UserInput> _endpoint;
    private readonly UserInputReader _reader;
    private readonly Emulator _emulator;
    private readonly CursorKeyTranslator _translator = new();
    private bool _isScreenStale;

    public ServerSession(SessionKey key, int columns, int rows, int maximumPayload, long now)
    {
        UserInput received = new();
        _reader = new UserInputReader(received);
        _emulator = new Emulator(columns, rows);
        _endpoint = new TransportEndpoint<ScreenState, UserInput>(
            key,
            TransportRole.Server,
            new ScreenState(columns, rows, checksFrames: true),
            received,
            now,
            new TransportOptions { Random = RandomNumberGenerator.Fill, MaximumPayload = maximumPayload });
    }

    /// <summary>What waits to be given to the program.</summary>
    public HostInputQueue HostInput { get; } = new();

    /// <summary>The size that the client's window has, or the size at the start.</summary>
    public (int Columns, int Rows) Size => (_emulator.Screen.Columns, _emulator.Screen.Rows);

    /// <summary>Whether a state of the client has arrived: the program may start.</summary>
    public bool HasClient => _endpoint.LatestRemoteNumber != 0;

    /// <summary>When the newest state of the client arrived; null before the first.</summary>
    public long? LastClientState => _endpoint.LastRemoteState;

    /// <summary>Whether datagrams are sent: there is a client, and it was heard lately.</summary>
    public bool IsClientPresent => _endpoint.IsPeerPresent;

    /// <summary>Whether the session is ending, at either side's wish.</summary>
    public bool IsEnding => _endpoint.IsShuttingDown || _endpoint.PeerHasShutDown;

    /// <summary>Whether all is said, or was tried for long enough.</summary>
    public bool IsOver => _endpoint.IsOver || (_endpoint.IsShuttingDown && !_endpoint.IsPeerPresent);

    /// <summary>The transport, for its counters.</summary>
    public TransportEndpoint<ScreenState, UserInput> Endpoint => _endpoint;

    /// <summary>Takes a datagram; anything, from anyone.</summary>
    public ReceiveResult Receive(long now, ReadOnlySpan<byte> datagram)
    {
        ReceiveResult result = _endpoint.Receive(now, datagram);
        if (result.RemoteAdvanced)
        {
            TakeInput(now);
        }

        return result;
    }

    /// <summary>Takes what the program has printed.</summary>
    public void TakeOutput(ReadOnlySpan<byte> output)
    {
        _emulator.Write(output);
        HostInput.Append(_emulator.Replies);
        _emulator.ClearReplies();
        _isScreenStale = true;
    }

    /// <summary>Ends the session; the client gets the last screen.</summary>
    public void BeginShutdown(long now)
    {
        Publish();
        _endpoint.BeginShutdown(now);
    }

    /// <summary>Sends what is due.</summary>
    public void Tick(long now, IDatagramSink sink)
    {
        if (_endpoint.Local.UpdateEchoAck(now))
        {
            _isScreenStale = true;
        }

        Publish();
        _endpoint.Tick(now, sink);
    }

    /// <summary>When <see cref="Tick"/> is due next; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline(long now) =>
        Math.Min(_endpoint.NextDeadline(now), _endpoint.Local.NextEchoAckDeadline ?? long.MaxValue);

    /// <inheritdoc/>
    public void Dispose() => _endpoint.Dispose();

    private void TakeInput(long now)
    {
        bool any = false;
        while (_reader.TryRead(_endpoint.LatestRemote, out UserInputEvent input))
        {
            any = true;
            if (input.IsResize)
            {
                _emulator.Resize(input.Columns, input.Rows);
                _isScreenStale = true;
            }
            else
            {
                foreach (byte key in input.Bytes)
                {
                    _translator.Translate(key, _emulator.Screen.AreApplicationCursorKeysOn, HostInput.Writer);
                }
            }
        }

        if (any)
        {
            _endpoint.Local.RecordInput(_endpoint.LatestRemoteNumber, now);
        }
    }

    private void Publish()
    {
        if (_isScreenStale)
        {
            _isScreenStale = false;
            _endpoint.Local.Publish(_emulator.Screen);
        }
    }
}
