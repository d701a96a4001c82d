namespace MoshPS.Engine.Prediction;

/// <summary>What the transport knows that predictions are judged by.</summary>
/// <param name="LastSent">The number of the last user state that was sent: what is typed now can be in the next at the earliest.</param>
/// <param name="EchoAcknowledged">The newest user state whose effect the server's screen shows.</param>
/// <param name="Acknowledged">The newest user state that the server has received.</param>
/// <param name="SendInterval">The transport's send interval in milliseconds, half the round trip time: 20 to 250.</param>
public readonly record struct PredictionFeedback(ulong LastSent, ulong EchoAcknowledged, ulong Acknowledged, int SendInterval);
