namespace MoshPS.Engine.Server;

/// <summary>Why a <see cref="MoshServer"/> ended.</summary>
public enum MoshServerEndReason
{
    /// <summary>The program ended, or could not be started.</summary>
    ProgramEnded,

    /// <summary>The client ended the session.</summary>
    ClientEnded,

    /// <summary>No client was heard in time.</summary>
    NoConnection,

    /// <summary>The client was silent for longer than <see cref="MoshServerOptions.NetworkTimeout"/>.</summary>
    NetworkIdle,

    /// <summary>A signal asked for it.</summary>
    Stopped,

    /// <summary>A defect of the server; the log tells which.</summary>
    Failed,
}
