using System.Net;

namespace MoshPS.Engine.Client;

/// <summary>The errors that a session itself can meet, in words (spec 3 §7).</summary>
internal sealed class SessionErrors(IPEndPoint server)
{
    /// <summary>Nothing ever came from the server (D10).</summary>
    /// <param name="sendError">What the system says about sending, if it refuses.</param>
    public MoshSessionException UdpBlocked(string? sendError) => new(
        "UdpBlocked",
        $"Nothing was received from the server on UDP port {server.Port} of {server.Address}."
            + (sendError is null ? "" : $" Sending fails as well: {sendError}."),
        $"Check that firewalls and the provider's security rules let UDP port {server.Port} through to the server (mosh uses 60000 to 61000 unless told otherwise), "
            + "that the address is the server's own and not that of a gateway which does not forward the port, "
            + "and that mosh-server is still running: it ends after 60 seconds without a client, and at logout where systemd kills the user's processes.");

    /// <summary>The server was heard, but did not confirm the end (D16).</summary>
    public MoshSessionException ShutdownUnconfirmed() => new(
        "ShutdownUnconfirmed",
        $"The server {server} did not confirm the end of the session: its mosh-server process may still be running.",
        "Log in again and end the process that the login message or 'who' names, or leave it: it waits for ever unless MOSH_SERVER_NETWORK_TMOUT is set there.");

    /// <summary>More is typed than can wait for a server that is out of contact.</summary>
    public static MoshSessionException InputBacklogFull() => new(
        "InputBacklogFull",
        $"More than {ClientSession.MaximumBacklog >> 20} MiB of input wait for the server, which does not take them.",
        "Wait until the session is connected before sending more.");

    /// <summary>What was waited for cannot come any more.</summary>
    public static MoshSessionException SessionEnded(MoshClientEnd end) => new(
        "SessionEnded",
        end.Reason switch
        {
            MoshClientEndReason.RemoteExit => "The session is over: the remote command has ended.",
            MoshClientEndReason.Aborted or MoshClientEndReason.ShutDown => "The session is over: it was closed at this end.",
            _ => $"The session is over. {end.Error?.Message}",
        },
        "Start a new session.",
        end.Error);

    /// <summary>No socket could be opened.</summary>
    public MoshSessionException SocketUnavailable(Exception cause) => new(
        "SocketUnavailable",
        $"The system gives no UDP socket to reach {server}: {cause.Message}",
        "Check that this machine has the address family that the server's address belongs to, or reach the server by another address.",
        cause);

    /// <summary>The session met a defect of MoshPS itself.</summary>
    public static MoshSessionException Defect(Exception cause) => new(
        "InternalError",
        $"The session was ended by a defect of MoshPS: {cause.GetType().Name}: {cause.Message}",
        "Start a new session, and report the defect together with this error's inner exception.",
        cause);

    /// <summary>There is room for one console only.</summary>
    public static MoshSessionException AlreadyAttached() => new(
        "AlreadyAttached",
        "Another console is attached to the session.",
        "Detach it first.");

    /// <summary>A command runs longer than its caller would wait.</summary>
    public static MoshSessionException CommandTimedOut(TimeSpan timeout) => new(
        "CommandTimedOut",
        $"The command had not ended after {timeout.TotalSeconds:0.#} seconds. It goes on running in the session.",
        "Allow more time, look at the screen for what it waits for, or stop it by sending Ctrl+C.");

    /// <summary>A command line was typed, and no shell ran it.</summary>
    public static MoshSessionException CommandNotStarted(MoshClientState state, TimeSpan timeout) => new(
        "CommandNotStarted",
        state == MoshClientState.Connected
            ? $"No shell started the command within {timeout.TotalSeconds:0.#} seconds."
            : $"The server has not been heard, so the command was not seen to start within {timeout.TotalSeconds:0.#} seconds.",
        "Look at the screen: it must show the prompt of bash, zsh or another POSIX shell.");
}
