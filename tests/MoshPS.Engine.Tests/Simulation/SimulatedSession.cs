using MoshPS.Engine.Crypto;
using MoshPS.Engine.Transport;

namespace MoshPS.Engine.Tests.Simulation;

/// <summary>
/// A whole session in simulated time, drawn from one seed: the network gets better and worse, clocks jump, processes
/// stop, the client roams; then everything heals, both ends must agree, and the session is shut down. What must hold
/// at every moment is checked by <see cref="SimulatedEnd{TLocal, TRemote}"/> and <see cref="SendingRules{T}"/>.
/// </summary>
internal sealed class SimulatedSession<TClient, TServer> : IDisposable
    where TClient : class, ISynchronizedObject<TClient>
    where TServer : class, ISynchronizedObject<TServer>
{
    /// <summary>
    /// How long both ends have to agree once the network is healthy: a heartbeat, a backed-off repeat and some round
    /// trips.
    /// </summary>
    private const int ConvergenceLimit = 20_000;

    private readonly Random _random;
    private readonly SimulatedObjects<TClient, TServer> _objects;
    private readonly SimulatedEnd<TClient, TServer> _client;
    private readonly SimulatedEnd<TServer, TClient> _server;
    private readonly SimulatedPath _toServer;
    private readonly SimulatedPath _toClient;
    private int _typingPause;
    private int _showingPause;

    public SimulatedSession(int seed, SimulatedObjects<TClient, TServer> objects)
    {
        _random = new Random(seed);
        _objects = objects;
        _toServer = new SimulatedPath(_random);
        _toClient = new SimulatedPath(_random);
        byte[] keyBytes = new byte[SessionKey.Size];
        _random.NextBytes(keyBytes);
        SessionKey key = SessionKey.FromBytes(keyBytes);
        var clientWiretap = new Wiretap(key, toServer: true);
        var serverWiretap = new Wiretap(key, toServer: false);

        // Any epoch, also one that is about to wrap in 16 bits, or negative.
        var clientClock = new SimulatedClock(_random.NextInt64(-1_000_000, 1_000_000));
        var serverClock = new SimulatedClock(_random.NextInt64(-1_000_000, 1_000_000));
        var options = new TransportOptions { Random = _random.NextBytes };
        TClient remote = objects.NewClientObject();
        _client = new SimulatedEnd<TClient, TServer>
        {
            Endpoint = new TransportEndpoint<TClient, TServer>(
                key, TransportRole.Client, objects.NewClientObject(), objects.NewServerObject(), clientClock.Read(0), options),
            Clock = clientClock,
            Wiretap = clientWiretap,
            PeerWiretap = serverWiretap,
            Rules = new SendingRules<TClient>(
                objects.NewClientObject(), clientClock.Elapsed, collectionDelay: 1, static (left, right) => left.HasSameContent(right), isServer: false),
            Outgoing = _toServer,
            Incoming = _toClient,
            Consume = static (_, _, _) => false,
        };
        _server = new SimulatedEnd<TServer, TClient>
        {
            Endpoint = new TransportEndpoint<TServer, TClient>(
                key, TransportRole.Server, objects.NewServerObject(), remote, serverClock.Read(0), options),
            Clock = serverClock,
            Wiretap = serverWiretap,
            PeerWiretap = clientWiretap,
            Rules = new SendingRules<TServer>(
                objects.NewServerObject(), serverClock.Elapsed, collectionDelay: 8, objects.AreAlike, isServer: true),
            Outgoing = _toClient,
            Incoming = _toServer,
            Consume = objects.Consume,
            Update = objects.Update,
            UpdateDeadline = objects.UpdateDeadline,
            AdoptsPeerAddress = true,
            PeerAddress = -2,
        };
        objects.Start(_server.Endpoint.Local, _server.Endpoint.LatestRemote);
    }

    /// <summary>True time since the start, in milliseconds.</summary>
    public long Now { get; private set; }

    /// <summary>Instructions that both ends sent.</summary>
    public int Emissions => _client.Rules.Emissions + _server.Rules.Emissions;

    /// <summary>Milliseconds that it took both ends to agree once the network was healthy.</summary>
    public long ConvergenceTime { get; private set; }

    /// <summary>The most states of one object that were held at either side.</summary>
    public int MostSentStates => Math.Max(_client.MostSent, _server.MostSent);

    public int MostReceivedStates => Math.Max(_client.MostReceived, _server.MostReceived);

    public void Run()
    {
        int phases = _random.Next(1, 6);
        for (int i = 0; i < phases; i++)
        {
            Misbehave();
            RunFor(_random.Next(3) == 0 ? _random.Next(200) : _random.Next(10_000), acting: true);
        }

        Heal();
        Converge();
        ShutDown();
    }

    /// <summary>A user types fast for a minute, all of which arrives, but no answer gets through.</summary>
    public void RunWithoutAnswers()
    {
        _typingPause = _showingPause = 1_000;
        RunFor(3_000, acting: true);
        _toClient.Conditions = PathConditions.Blackout;
        _typingPause = 25;
        RunFor(_random.Next(50_000, 70_000), acting: true);
        Heal();
        Converge();
        ShutDown();
    }

    public void Dispose()
    {
        _client.Endpoint.Dispose();
        _server.Endpoint.Dispose();
        _client.Wiretap.Dispose();
        _server.Wiretap.Dispose();
    }

    private void Misbehave()
    {
        _typingPause = Pause();
        _showingPause = Pause();
        _toServer.Conditions = PathConditions.Draw(_random);
        _toClient.Conditions = PathConditions.Draw(_random);
        switch (_random.Next(10))
        {
            case 0:
                Thaw();
                _client.Freeze();
                RunFor(_random.Next(120_000), acting: true);
                Thaw();
                break;
            case 1:
                Thaw();
                _server.Freeze();
                RunFor(_random.Next(120_000), acting: true);
                Thaw();
                break;
            case 2:
                BlackOut(_random.Next(3));
                break;
            case 3:
                _client.Clock.Jump(Jump());
                break;
            case 4:
                _server.Clock.Jump(Jump());
                break;
            case 5:
                // Behind the same NAT, or another network: the first datagram tells the server.
                _client.Address++;
                if (_random.Next(2) == 0)
                {
                    _client.Demand(Now);
                }

                break;
            case 6:
                _client.Endpoint.MaximumPayload = Payload();
                _server.Endpoint.MaximumPayload = Payload();
                break;
        }

        void Thaw()
        {
            _client.Thaw(Now);
            _server.Thaw(Now);
        }

        int Payload() => _random.Next(3) switch { 0 => 1_252, 1 => 1_216, _ => 500 };

        int Pause() => _random.Next(5) switch
        {
            0 => 100_000,
            1 => 3_000,
            2 => 30,
            _ => 400,
        };

        long Jump() => _random.Next(2) == 0 ? _random.Next(-5_000, 5_000) : _random.NextInt64(-20_000_000, 20_000_000);
    }

    private void BlackOut(int which)
    {
        if (which != 0)
        {
            _toServer.Conditions = PathConditions.Blackout;
        }

        if (which != 1)
        {
            _toClient.Conditions = PathConditions.Blackout;
        }

        RunFor(_random.Next(1, 240_000), acting: true);
    }

    private void Heal()
    {
        _toServer.Conditions = PathConditions.Healthy;
        _toClient.Conditions = PathConditions.Healthy;
    }

    private void Converge()
    {
        long start = Now;
        while (!_objects.HasArrived()
            || !_objects.AreAlike(_server.Endpoint.Local, _client.Endpoint.LatestRemote)
            || !_server.Endpoint.IsPeerPresent)
        {
            Require(Now - start < ConvergenceLimit, "the ends do not agree though the network is healthy");
            RunFor(50, acting: false);
        }

        ConvergenceTime = Now - start;
    }

    private void ShutDown()
    {
        bool isLossy = _random.Next(2) == 0;
        if (isLossy)
        {
            _toServer.Conditions = PathConditions.Draw(_random);
            _toClient.Conditions = PathConditions.Draw(_random);
        }

        int who = _random.Next(3);
        long start = Now;
        TServer? lastShown = null;
        if (who != 0)
        {
            _server.Change(Now, local => _objects.Show(local, _random));
            lastShown = _server.Endpoint.Local.Snapshot();
            _server.BeginShutdown(Now);
        }

        if (who != 1)
        {
            _client.Change(Now, local => _objects.Type(local, _random));
            _client.BeginShutdown(Now);
        }

        while (!_client.Endpoint.IsOver || !_server.Endpoint.IsOver)
        {
            Require(Now - start < 25_000, "the session does not end");
            RunFor(50, acting: false);
        }

        Require(who == 0 || who == 2 || _client.Endpoint.PeerHasShutDown, "the client was not told");
        Require(who == 1 || who == 2 || _server.Endpoint.PeerHasShutDown, "the server was not told");
        if (!isLossy)
        {
            Require(!_client.Endpoint.ShutdownTimedOut && !_server.Endpoint.ShutdownTimedOut, "the shutdown was given up");
            Require(who == 1 || _objects.HasArrived(), "the last input was lost");
            Require(
                who != 1 || _objects.AreAlike(lastShown!, _client.Endpoint.LatestRemote),
                "the last output was lost");
        }

        int emissions = Emissions;
        RunFor(10_000, acting: false);
        Require(Emissions == emissions, "something is sent after the end");
    }

    private void RunFor(long milliseconds, bool acting)
    {
        long end = Now + milliseconds;
        long typing = acting ? Now + _random.Next(_typingPause) : long.MaxValue;
        long showing = acting ? Now + _random.Next(_showingPause) : long.MaxValue;
        while (true)
        {
            long clientWake = _client.NextWake(Now);
            long serverWake = _server.NextWake(Now);
            long next = Math.Min(
                Math.Min(Math.Min(clientWake, serverWake), Math.Min(typing, showing)),
                Math.Min(_toServer.NextArrival, _toClient.NextArrival));
            if (next > end)
            {
                Now = end;
                return;
            }

            Now = Math.Max(Now, next);
            if (next == _toServer.NextArrival)
            {
                _server.Arrive(Now);
            }
            else if (next == _toClient.NextArrival)
            {
                _client.Arrive(Now);
            }
            else if (next == typing)
            {
                typing = Now + 1 + _random.Next(2 * _typingPause);
                _client.Change(Now, local => _objects.Type(local, _random));
            }
            else if (next == showing)
            {
                showing = Now + 1 + _random.Next(2 * _showingPause);
                _server.Change(Now, local => _objects.Show(local, _random));
            }
            else if (next == clientWake)
            {
                _client.Tick(Now);
            }
            else
            {
                _server.Tick(Now);
            }
        }
    }

    private static void Require(bool condition, string rule) => SimulationException.Require(condition, rule);
}
