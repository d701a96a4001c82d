using System.Net;
using MoshPS.Engine;
using MoshPS.Engine.Client;
using MoshPS.Engine.Prediction;
using MoshPS.Engine.Ssh;
using MoshPS.Recordings;

namespace MoshPS;

/// <summary>
/// A session with a mosh-server, as scripts and the prompt see it. Its properties are live: each reading gives the
/// value of that moment. It stays in <c>Get-MoshSession</c>, ended or not, until <c>Stop-MoshSession</c> or the
/// removal of the module.
/// </summary>
public sealed class MoshSession
{
    internal MoshSession(int id, string? name, SshBootstrapResult login, MoshClient client)
    {
        Id = id;
        Name = name ?? $"Mosh{id}";
        HostName = login.HostName;
        UserName = login.UserName;
        ServerVersion = login.ServerVersion;
        ServerProcessId = login.ServerProcessId;
        Client = client;
        Recordings = new RecordingSlot(this);
    }

    /// <summary>Number of the session in this process, from 1; never used again.</summary>
    public int Id { get; }

    /// <summary>The name given with <c>-Name</c>, otherwise <c>Mosh</c> and the number.</summary>
    public string Name { get; }

    /// <summary>The host as it was asked for: a name, an alias of ssh_config, or an address.</summary>
    public string HostName { get; }

    /// <summary>The account on the host; null when ssh chose it and did not say.</summary>
    public string? UserName { get; }

    /// <summary>The address that datagrams go to: the one that ssh reached.</summary>
    public IPAddress Address => Client.Server.Address;

    /// <summary>The server's UDP port.</summary>
    public int UdpPort => Client.Server.Port;

    /// <summary>Where the session stands.</summary>
    public MoshClientState State => Client.State;

    /// <summary>When the session was started, in local time.</summary>
    public DateTime StartTime => Client.GetStatistics().Started.LocalDateTime;

    /// <summary>When the server was last heard, in local time; null before the first time.</summary>
    public DateTime? LastContact => Client.GetStatistics().LastContact?.LocalDateTime;

    /// <summary>How long the server has been silent; null before it was first heard.</summary>
    public TimeSpan? SinceLastContact => Client.GetStatistics().SinceLastContact;

    /// <summary>Smoothed round-trip time; null before the first sample.</summary>
    public TimeSpan? RoundTripTime => Client.GetStatistics().RoundTripTime;

    /// <summary>Mean deviation of the round-trip time; null before the first sample.</summary>
    public TimeSpan? RoundTripVariation => Client.GetStatistics().RoundTripVariation;

    /// <summary>Share of the server's datagrams that never arrived, 0 to 1; null before the first datagram.</summary>
    public double? LossEstimate => Client.GetStatistics().LossEstimate;

    /// <summary>Bytes of UDP payload sent.</summary>
    public long BytesSent => Client.GetStatistics().BytesSent;

    /// <summary>Bytes of UDP payload received.</summary>
    public long BytesReceived => Client.GetStatistics().BytesReceived;

    /// <summary>Datagrams sent.</summary>
    public long DatagramsSent => Client.GetStatistics().DatagramsSent;

    /// <summary>Datagrams received.</summary>
    public long DatagramsReceived => Client.GetStatistics().DatagramsReceived;

    /// <summary>Width of the terminal, in columns.</summary>
    public int Columns => Client.Columns;

    /// <summary>Height of the terminal, in rows.</summary>
    public int Rows => Client.Rows;

    /// <summary>The window title that the programs in the session have set; empty when they have set none.</summary>
    public string Title => HostText.Clean(Client.GetScreen().WindowTitle);

    /// <summary>Whether a console shows this session now.</summary>
    public bool IsAttached => Client.IsAttached;

    /// <summary>When typing on the attached console is shown before its echo; null while none is attached.</summary>
    public PredictionMode? PredictionMode => Client.PredictionStatus?.Mode;

    /// <summary>What becomes of predicted typing at the moment; null while no console is attached.</summary>
    public PredictionState? PredictionState => Client.PredictionStatus?.State;

    /// <summary>
    /// Share of the characters typed on consoles that were shown before their echo, and rightly: 0 to 1; null before
    /// the first.
    /// </summary>
    public double? PredictionHitRate => Client.Predictions.HitRate;

    /// <summary>Version of mosh-server, such as <c>1.4.0</c>; null where it is not known.</summary>
    public string? ServerVersion { get; }

    /// <summary>Process id of mosh-server on the host; null where it is not known.</summary>
    public int? ServerProcessId { get; }

    /// <summary>The present or last recording of the session; null when there has been none.</summary>
    public MoshRecording? Recording => Recordings.Current;

    /// <summary>Why the session is over; null while it goes on.</summary>
    public MoshClientEndReason? EndReason => Client.Completion is { IsCompletedSuccessfully: true } end ? end.Result.Reason : null;

    /// <summary>Where recordings of the session begin and end.</summary>
    internal RecordingSlot Recordings { get; }

    /// <summary>The engine's session, for the cmdlets.</summary>
    internal MoshClient Client { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({HostName})";
}
