namespace MoshPS.Engine.Client;

/// <summary>Predicts what typing will show.</summary>
/// <param name="view">The session just before it is sent.</param>
/// <param name="typed">What was typed.</param>
internal delegate void TypingPredictor(in ClientView view, ReadOnlySpan<byte> typed);
