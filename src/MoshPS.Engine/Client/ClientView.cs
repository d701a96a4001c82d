using MoshPS.Engine.Prediction;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Client;

/// <summary>A session at one moment, as far as a frame of it depends on that. Times are the session's milliseconds.</summary>
/// <param name="Now">The time.</param>
/// <param name="Screen">A copy of the server's newest screen, for whoever asked to write to.</param>
/// <param name="Feedback">What predictions are judged by.</param>
/// <param name="State">Where the session stands.</param>
/// <param name="WasConnected">Whether a state of the server has ever arrived.</param>
/// <param name="ConnectTimedOut">Whether the session is closing because none arrived in time.</param>
/// <param name="LastState">When the server's newest state arrived; 0 before the first.</param>
/// <param name="LastAcknowledged">When the newest acknowledged state of ours was sent; 0 before the first.</param>
/// <param name="SendErrors">Datagrams that the system refused to send.</param>
/// <param name="SendError">The text of the last refusal; null when the last datagram was sent.</param>
/// <param name="InvalidDatagrams">Datagrams that came and could not be opened.</param>
internal readonly record struct ClientView(
    long Now,
    Screen Screen,
    PredictionFeedback Feedback,
    MoshClientState State,
    bool WasConnected,
    bool ConnectTimedOut,
    long LastState,
    long LastAcknowledged,
    long SendErrors,
    string? SendError,
    long InvalidDatagrams);
