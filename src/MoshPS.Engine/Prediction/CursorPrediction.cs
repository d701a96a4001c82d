namespace MoshPS.Engine.Prediction;

/// <summary>Where the cursor is expected to be (spec 3 §5.1).</summary>
/// <param name="Row">Its row.</param>
/// <param name="Column">Its column.</param>
/// <param name="Expiry">The first user state that can carry the key.</param>
/// <param name="Epoch">The epoch that it belongs to: hidden until that is confirmed.</param>
internal record struct CursorPrediction(int Row, int Column, ulong Expiry, long Epoch);
